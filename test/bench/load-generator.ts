import { Pool } from 'undici';
import type { Load, LoadResult } from './children.js';
import { percentile } from './statistics.js';

async function run({ url, bodies, tokens, concurrency, expected }: Load): Promise<LoadResult> {
  // One request at a time on each connection: callers are separate systems, and none of them waits for another.
  const pool = new Pool(url, { connections: concurrency, pipelining: 1 });
  const latenciesMs: number[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    for (let index = next++; index < bodies.length; index = next++) {
      const token = tokens.length === 1 ? tokens[0] : tokens[index];
      const startMs = performance.now();
      const { body } = await pool.request({
        path: '/graphql',
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: bodies[index] ?? '',
      });
      const text = await body.text();
      latenciesMs.push(performance.now() - startMs);
      if (!text.includes(expected)) throw new Error(`unexpected answer: ${text.slice(0, 300)}`);
    }
  };
  const startMs = performance.now();
  try {
    await Promise.all(Array.from({ length: concurrency }, caller));
  } finally {
    await pool.close();
  }
  const seconds = (performance.now() - startMs) / 1_000;
  latenciesMs.sort((a, b) => a - b);
  return {
    perSecond: bodies.length / seconds,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
  };
}

process.on('message', (load: Load) => {
  run(load).then(
    (result) => process.send?.(result),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
