import { v7, version } from 'uuid';
import { isId, newId, newIdAfter } from './ids.js';
import { pooledRandomBytes } from './random-pool.js';

describe('newId', () => {
  const ids = Array.from({ length: 20_000 }, newId);

  it('makes UUIDs of version 7, each once', () => {
    expect(ids.every((id) => isId(id) && version(id) === 7)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('makes them ascend, also within a millisecond', () => {
    expect(ids).toEqual([...ids].sort());
  });

  it('tells the time', () => {
    const ms = Number.parseInt(newId().replaceAll('-', '').slice(0, 12), 16);
    expect(Math.abs(ms - Date.now())).toBeLessThan(60_000);
  });
});

describe('newIdAfter', () => {
  it('is a new id, where that sorts behind', () => {
    const ids = [newId(), newIdAfter(undefined)];
    ids.push(newIdAfter(ids[1]), newId());
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it('sorts behind an id from the future, and leaves the next ids in our own time', () => {
    const future = v7({ msecs: Date.now() + 3_600_000 });
    const ids = [future, newIdAfter(future)];
    ids.push(newIdAfter(ids[1]));
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids.every((id) => isId(id) && version(id) === 7)).toBe(true);
    expect(newId() < future).toBe(true);
  });
});

describe('pooledRandomBytes', () => {
  it('gives out each byte once, across the end of a page', () => {
    const given = Array.from({ length: 1_000 }, () => pooledRandomBytes(16).toString('hex'));
    expect(new Set(given).size).toBe(given.length);
    expect(given.every((hex) => hex.length === 32)).toBe(true);
  });

  it('gives bytes that a later call does not change', () => {
    const first = pooledRandomBytes(16);
    const text = first.toString('hex');
    for (let page = 0; page < 600; page++) pooledRandomBytes(16);
    expect(first.toString('hex')).toBe(text);
  });
});
