import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { createClient } from 'graphql-ws';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import { Program } from '../../test/harness/program.js';

const BODY = JSON.stringify({ query: '{ ledgerEntries(first: 1) { edges { cursor } } }' });

describeOnEachProfile('shutdown', (gateway) => {
  let auditor: TestTenant;

  beforeAll(async () => {
    auditor = await gateway().tenant({ code: 'auditor', kind: 'OVERSIGHT', jurisdiction: '000000' });
  });

  /** A request whose body has come in by half. */
  async function halfARequest(url: string): Promise<ClientRequest> {
    const open = request(`${url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await auditor.client.token()}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(BODY),
        'x-request-id': 'half-a-request',
        expect: '100-continue',
      },
    });
    // The gateway has taken the request when it asks for the body.
    await new Promise((resolve) => open.once('continue', resolve).flushHeaders());
    open.write(BODY.slice(0, 10));
    return open;
  }

  const answerTo = (open: ClientRequest) =>
    new Promise<IncomingMessage>((resolve, reject) => open.once('response', resolve).once('error', reject));

  const stopping = (program: Program) =>
    eventually('the program is stopping', () => program.logged().find(({ msg }) => msg === 'stopping'));

  const readings = async () =>
    (await gateway().database.select(`SELECT id FROM ledger_entry WHERE action = 'ledger.read'`)).length;

  it('answers the request in flight, writes what it recorded, and takes no new ones', async () => {
    const program = await Program.gateway(gateway().settings, { LOG_LEVEL: 'info' });
    const url = await program.url();
    const before = await readings();
    const open = await halfARequest(url);
    const answer = answerTo(open);

    program.signal('SIGTERM');
    await stopping(program);
    await eventually('new callers are turned away', () =>
      fetch(`${url}/health/live`).then(
        () => false,
        () => true,
      ),
    );
    open.end(BODY.slice(10));

    expect(await bodyOf(await answer)).toMatchObject({ data: { ledgerEntries: { edges: expect.any(Array) } } });
    expect(await program.exit()).toBe(0);
    expect(await readings()).toBe(before + 1);
    expect(program.logged().at(-1)).toMatchObject({ msg: 'stopped' });
  });

  it('loses nothing that was answered among many requests at once', async () => {
    const program = await Program.gateway(gateway().settings);
    const url = await program.url();
    const before = await readings();
    const headers = { authorization: `Bearer ${await auditor.client.token()}`, 'content-type': 'application/json' };
    let answered = 0;
    const callers = Array.from({ length: 20 }, async () => {
      for (;;) {
        const status = await fetch(`${url}/graphql`, { method: 'POST', headers, body: BODY }).then(
          async (response) => (await response.text()) && response.status,
          () => 0,
        );
        if (status !== 200) return status;
        answered += 1;
      }
    });
    await eventually('requests are answered', () => answered > 50);
    program.signal('SIGTERM');

    // Turned away at the door, or told that the gateway is closing: never half an answer.
    expect((await Promise.all(callers)).filter((status) => status !== 0 && status !== 503)).toEqual([]);
    expect(await program.exit()).toBe(0);
    expect((await readings()) - before).toBeGreaterThanOrEqual(answered);
  });

  it('closes open sockets in a way that makes their clients come back elsewhere', async () => {
    const program = await Program.gateway(gateway().settings);
    const url = await program.url();
    const ended = () => undefined;
    const closed = new Promise<object>((resolve) => {
      const socket = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        connectionParams: async () => ({ authorization: `Bearer ${await auditor.client.token()}` }),
        retryAttempts: 0,
        on: {
          connected: () => program.signal('SIGTERM'),
          closed: (event) => resolve(event as object),
        },
      });
      socket.subscribe({ query: 'subscription { events { id } }' }, { next: ended, error: ended, complete: ended });
    });

    expect(await closed).toMatchObject({ code: 1001 });
    expect(await program.exit()).toBe(0);
  });

  it('waits for no connection that a client opened in advance and asked nothing on', async () => {
    const program = await Program.gateway(gateway().settings, { LIAISON_SHUTDOWN_GRACE_MS: '5000' });
    const { hostname, port } = new URL(await program.url());
    const unused = connect(Number(port), hostname);
    const hasClosed = new Promise<void>((resolve) =>
      unused.once('close', () => resolve()).once('error', () => undefined),
    );
    await once(unused, 'connect');
    // Answered after the connection was taken in, so the gateway knows of it.
    await fetch(`${await program.url()}/health/live`);
    program.signal('SIGTERM');
    await hasClosed;
    expect(await program.exit()).toBe(0);
  });

  it('cuts off what takes longer than its grace', async () => {
    const program = await Program.gateway(gateway().settings, {
      LOG_LEVEL: 'info',
      LIAISON_SHUTDOWN_GRACE_MS: '300',
    });
    const open = await halfARequest(await program.url());
    const answer = answerTo(open).catch((error: { code?: string }) => error.code);
    program.signal('SIGTERM');
    expect(await program.exit()).toBe(1);
    expect(await answer).toBe('ECONNRESET');
    expect(program.logged().at(-1)).toMatchObject({ level: 'error', msg: 'work in flight was cut off' });
  });
});

async function bodyOf(answer: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  return JSON.parse(text);
}
