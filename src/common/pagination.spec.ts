import { randomBytes } from 'node:crypto';
import { CursorSealer } from '../../libs/field-encryption/opaque-cursor.js';
import type { TenantContext } from './context/tenant-context.js';
import { PageArgumentError } from './graphql/connection.graphql.js';
import { Pagination } from './pagination.js';

const caller = (tenantId: string): TenantContext => ({
  tenantId,
  tenantCode: tenantId,
  tenantKind: 'POLICE',
  jurisdiction: '330100',
  actor: 'officer-1',
  scopes: new Set(),
  requestId: 'request',
  tokenId: 'token',
  keyId: 'key',
  tokenExpiresAtMs: 0,
});
const police = caller('police');
const market = caller('market');
const pagination = new Pagination(new CursorSealer(randomBytes(32)));

const fieldOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof PageArgumentError) return error.field;
    throw error;
  }
  return 'none';
};

describe('a page request', () => {
  it.each([1, 20, 100])('takes a page of %d', (first) => {
    expect(pagination.read(police, 'events', { first })).toEqual({ limit: first, after: undefined });
  });

  it.each([0, -1, 101, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a page of %d', (first) => {
    expect(fieldOf(() => pagination.read(police, 'events', { first }))).toBe('first');
  });

  it('begins at the start for no cursor', () => {
    expect(pagination.read(police, 'events', { first: 1, after: null }).after).toBeUndefined();
  });

  it('goes on from a cursor of its own', () => {
    const after = pagination.seal(police, 'events', '42');
    expect(pagination.read(police, 'events', { first: 1, after }).after).toBe('42');
  });

  const cursor = pagination.seal(police, 'events', '42');
  it.each<[string, string]>([
    ['an empty one', ''],
    ['a made-up one', 'NDI'],
    ['a cut one', cursor.slice(0, -4)],
    ['an altered one', (cursor.startsWith('A') ? 'B' : 'A') + cursor.slice(1)],
    ['a longer one', `${cursor}AAAA`],
    ['a padded one', `${cursor}=`],
    ['an endless one', 'A'.repeat(100_000)],
  ])('refuses %s', (_name, after) => {
    expect(fieldOf(() => pagination.read(police, 'events', { first: 1, after }))).toBe('after');
  });

  it("refuses another tenant's cursor, and one of another list", () => {
    expect(fieldOf(() => pagination.read(market, 'events', { first: 1, after: cursor }))).toBe('after');
    expect(fieldOf(() => pagination.read(police, 'blacklist', { first: 1, after: cursor }))).toBe('after');
  });

  it('gives cursors that tell nothing: not alike for one place, and no longer for a larger number', () => {
    expect(pagination.seal(police, 'events', '1')).not.toBe(pagination.seal(police, 'events', '1'));
    expect(pagination.seal(police, 'events', '1')).toHaveLength(pagination.seal(police, 'events', '999999999').length);
  });
});

describe('a page', () => {
  const connection = (rows: number[], limit: number) =>
    pagination.connection(police, 'numbers', { after: undefined, limit }, rows, String, (row) => row);

  it('says that there is more by the surplus row, which it does not show', () => {
    const page = connection([1, 2, 3], 2);
    expect(page.edges.map(({ node }) => node)).toEqual([1, 2]);
    expect(page.pageInfo.hasNextPage).toBe(true);
    expect(pagination.open(police, 'numbers', String(page.pageInfo.endCursor))).toBe('2');
  });

  it('says that there is no more when there is none', () => {
    expect(connection([1, 2], 2).pageInfo.hasNextPage).toBe(false);
    expect(connection([], 2)).toEqual({ edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
  });
});
