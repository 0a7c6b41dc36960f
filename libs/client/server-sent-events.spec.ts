import { readEventStream } from './server-sent-events.js';

const streamOf = (...chunks: string[]) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });

async function messages(...chunks: string[]) {
  const read = [];
  for await (const message of readEventStream(streamOf(...chunks))) read.push(message);
  return read;
}

describe('an event stream', () => {
  it('is read message by message, however it was cut up; comments and preambles are none', async () => {
    expect(
      await messages('retry: 1000\n\n:\n\nevent: ne', 'xt\ndata: {"a":1}\n', '\nevent: complete\ndata: \n\n'),
    ).toEqual([
      { event: 'next', data: '{"a":1}' },
      { event: 'complete', data: '' },
    ]);
  });

  it.each(['\u2028', '\u2029', '\u0085', '\v'])('keeps what is no line break to it: %j', async (char) => {
    const data = `{"a":"1${char}2"}`;
    expect(await messages(`event: next\ndata: ${data}\n\n`)).toEqual([{ event: 'next', data }]);
  });
});
