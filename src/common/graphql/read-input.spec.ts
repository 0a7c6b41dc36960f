import { z } from 'zod';
import { readInput } from './read-input.js';

const SCHEMA = z.object({ name: z.string().max(5, 'Too long.'), tags: z.array(z.string()) });

describe('readInput', () => {
  it('gives the value of an input that fits', () => {
    expect(readInput(SCHEMA, { name: 'abc', tags: ['x\ty\n'] })).toEqual({
      ok: true,
      value: { name: 'abc', tags: ['x\ty\n'] },
    });
  });

  it.each([
    [{ name: 'abcdef', tags: [] }, 'input.name'],
    [{ name: 'abc', tags: ['a', 3] }, 'input.tags[1]'],
    [{ name: 'a\u0000b', tags: [] }, 'input.name'],
    [{ name: 'abc', tags: ['a', 'b\u001b[2J'] }, 'input.tags[1]'],
    [null, 'input'],
  ])('names the field at fault in %j', (input, field) => {
    const read = readInput(SCHEMA, input);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.refusal).toMatchObject({ code: 'INVALID_INPUT', field });
  });
});
