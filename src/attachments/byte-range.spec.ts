import { readRange } from './byte-range.js';

describe('a Range header for a content of 100 bytes', () => {
  it.each<[string | undefined, ReturnType<typeof readRange>]>([
    [undefined, undefined],
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=10-19', { start: 10, end: 19 }],
    ['bytes=10-', { start: 10, end: 99 }],
    ['bytes=90-1000', { start: 90, end: 99 }],
    ['bytes=-7', { start: 93, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['bytes=100-', 'UNSATISFIABLE'],
    ['bytes=100-200', 'UNSATISFIABLE'],
    ['bytes=-0', 'UNSATISFIABLE'],
    ['bytes=20-10', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,5-6', undefined],
    ['items=0-1', undefined],
    ['bytes=a-b', undefined],
    ['bytes=9999999999999999-', undefined],
  ])('%s gives %j', (header, expected) => {
    expect(readRange(header, 100)).toEqual(expected);
  });
});
