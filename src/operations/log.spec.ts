import { Writable } from 'node:stream';
import { type GatewayLogger, openLog } from './log.js';

const PHONE = '13800138000';

/** A database error as the drivers make them: the message and the parameters quote what a caller sent. */
const databaseError = () =>
  Object.assign(new Error(`Duplicate entry '${PHONE}' for key 'UQ'`), {
    code: 'ER_DUP_ENTRY',
    parameters: [PHONE],
    query: `INSERT ${PHONE}`,
    driverError: { code: 'ER_DUP_ENTRY', sqlMessage: PHONE },
  });

function collect(level: Parameters<typeof openLog>[0]) {
  let text = '';
  const destination = new Writable({
    write: (chunk, _, done) => {
      text += chunk;
      done();
    },
  });
  const log = openLog(level, destination);
  return { log, lines: () => text.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : [])), text: () => text };
}

describe('the log', () => {
  // nestjs-pino keeps the first logger of a process, so one serves all tests here.
  const { log, lines, text } = collect('info');

  it.each<[string, (logger: GatewayLogger) => void]>([
    ['an error', (logger) => logger.error(databaseError(), 'Test')],
    ['an error under its name', (logger) => logger.error({ err: databaseError() }, 'Test')],
    ['an error with a sentence', (logger) => logger.error({ err: databaseError() }, 'a sentence', 'Test')],
    ['an error and its stack', (logger) => logger.error(databaseError().message, databaseError().stack, 'Test')],
  ])('keeps the message and values of %s to itself', (_, write) => {
    const before = lines().length;
    write(log.nest);
    expect(lines()).toHaveLength(before + 1);
    expect(lines().at(-1)).toMatchObject({ level: 'error', context: 'Test', err: { type: 'Error' } });
    expect(text().includes(PHONE)).toBe(false);
  });

  it('keeps the message of an error that pino gets itself', () => {
    log.pino.error(databaseError());
    expect(lines().at(-1)).toMatchObject({ msg: 'unexpected error', err: { code: 'ER_DUP_ENTRY' } });
    expect(text().includes(PHONE)).toBe(false);
  });

  it('carries the ids of a request on every line inside it, and on none outside', async () => {
    await new Promise<void>((resolve) =>
      log.within({ requestId: 'r-1', tenant: 'police' }, () => {
        setImmediate(() => {
          log.nest.warn('inside', 'Test');
          resolve();
        });
      }),
    );
    log.nest.warn('outside', 'Test');
    const [inside, outside] = lines().slice(-2);
    expect(inside).toMatchObject({ msg: 'inside', requestId: 'r-1', tenant: 'police', context: 'Test' });
    expect(outside).not.toHaveProperty('requestId');
  });

  it('leaves out what is below its level, and what Nest builds', () => {
    const before = lines().length;
    log.nest.debug('quiet', 'Test');
    log.nest.log('Mapped {/, GET} route', 'RouterExplorer');
    expect(lines()).toHaveLength(before);
    log.nest.log('loud', 'Test');
    expect(lines()).toHaveLength(before + 1);
  });

  it('says nothing when it is silent', () => {
    const silent = collect('silent');
    silent.log.pino.fatal('anything');
    expect(silent.text()).toBe('');
  });
});
