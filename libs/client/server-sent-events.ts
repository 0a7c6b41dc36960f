/** One message of an event stream. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** A stream over which nothing comes for this long, heartbeats included, is dead. */
const IDLE_MS = 90_000;
/** More than the gateway ever sends in one message. */
const MAX_MESSAGE_CHARACTERS = 4 * 1_024 * 1_024;

/**
 * Reads an event stream (WHATWG HTML §9.2), only as fast as its messages are taken.
 * @throws Error when nothing comes for a minute and a half, or a message is beyond all measure
 */
export async function* readEventStream(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent, void, void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await within(IDLE_MS, reader.read());
      if (done) return;
      const blocks = (rest + value.replaceAll('\r\n', '\n')).split('\n\n');
      rest = blocks.pop() ?? '';
      if (rest.length > MAX_MESSAGE_CHARACTERS) throw new Error('A message of the event stream is too long.');
      for (const block of blocks) {
        const message = messageOf(block);
        if (message) yield message;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Comments and blocks without data are no messages, except the empty data of `complete`. JSON may hold U+2028, which ends no line. */
function messageOf(block: string): ServerSentEvent | undefined {
  const fields = block.split('\n').map((line) => /^([a-z]+):? ?(.*)$/s.exec(line));
  const valuesOf = (name: string) => fields.flatMap((field) => (field?.[1] === name ? [field[2] ?? ''] : []));
  const data = valuesOf('data');
  return data.length === 0 ? undefined : { event: valuesOf('event').at(-1) ?? 'message', data: data.join('\n') };
}

async function within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Nothing came over the event stream.')), milliseconds);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
