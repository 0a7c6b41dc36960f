import fc from 'fast-check';
import { TENANT_KINDS, type TenantKind, type Viewer } from '../common/context/tenant-context.js';
import { arbitrarySharing, arbitraryViewer } from './sharing.fixture.js';
import { canSee, type Sharing, sharingId, visibleTo } from './sharing.policy.js';

const viewer = (tenantKind: TenantKind, jurisdiction = '330100', tenantId = 'viewer'): Viewer => ({
  tenantId,
  tenantKind,
  jurisdiction,
});

describe('who may see', () => {
  const owner = { ownerId: 'owner' } as const;
  const cases: [name: string, sharing: Sharing, viewer: Viewer, answer: boolean][] = [
    ['OWNER, another', { ...owner, level: 'OWNER' }, viewer('POLICE'), false],
    ['OWNER, itself', { ...owner, level: 'OWNER' }, viewer('PLATFORM', '330100', 'owner'), true],
    ['NAMED, the named', { ...owner, level: 'NAMED', memberIds: ['a', 'viewer'] }, viewer('PLATFORM'), true],
    ['NAMED, another', { ...owner, level: 'NAMED', memberIds: ['a', 'view'] }, viewer('POLICE'), false],
    ['NAMED, nobody', { ...owner, level: 'NAMED', memberIds: [] }, viewer('POLICE'), false],
    ['KIND, of the kind', { ...owner, level: 'KIND', kind: 'PLATFORM' }, viewer('PLATFORM'), true],
    ['KIND, of another', { ...owner, level: 'KIND', kind: 'PLATFORM' }, viewer('POLICE'), false],
    ['AGENCIES, police', { ...owner, level: 'AGENCIES' }, viewer('POLICE'), true],
    ['AGENCIES, regulator', { ...owner, level: 'AGENCIES' }, viewer('MARKET_REGULATOR'), true],
    ['AGENCIES, platform', { ...owner, level: 'AGENCIES' }, viewer('PLATFORM'), false],
    ['AGENCIES, oversight', { ...owner, level: 'AGENCIES' }, viewer('OVERSIGHT'), false],
    ['AGENCIES, operator', { ...owner, level: 'AGENCIES' }, viewer('OPERATOR'), false],
    ['PUBLIC, operator', { ...owner, level: 'PUBLIC' }, viewer('OPERATOR'), true],
  ];
  it.each(cases)('%s', (_name, sharing, who, answer) => expect(canSee(who, sharing)).toBe(answer));

  const divisions: [shared: string, viewers: string, answer: boolean][] = [
    ['330106', '330106', true],
    ['330106', '330100', true],
    ['330106', '330000', true],
    ['330106', '000000', true],
    ['330106', '100000', true],
    ['330106', '330105', false],
    ['330106', '330200', false],
    ['330106', '320000', false],
    ['330100', '330106', false],
    ['330000', '330100', false],
    ['000000', '330000', false],
    ['000000', '100000', true],
    ['not-a-', '000000', false],
  ];
  it.each(divisions)('JURISDICTION %s from %s: %s', (shared, viewers, answer) => {
    const sharing: Sharing = { ...owner, level: 'JURISDICTION', jurisdiction: shared };
    expect(canSee(viewer('POLICE', viewers), sharing)).toBe(answer);
    expect(canSee(viewer('MARKET_REGULATOR', viewers), sharing)).toBe(answer);
    expect(canSee(viewer('PLATFORM', viewers), sharing)).toBe(false);
  });
});

describe('every sharing', () => {
  it('is seen by its owner', () => {
    fc.assert(
      fc.property(arbitrarySharing, arbitraryViewer, (sharing, who) => {
        expect(canSee({ ...who, tenantId: sharing.ownerId }, sharing)).toBe(true);
      }),
    );
  });

  it('is seen by no fewer when it is made wider', () => {
    fc.assert(
      fc.property(arbitrarySharing, arbitraryViewer, (sharing, who) => {
        const { ownerId } = sharing;
        const all: Sharing = { ownerId, level: 'PUBLIC' };
        const none: Sharing = { ownerId, level: 'OWNER' };
        if (canSee(who, sharing)) expect(canSee(who, all)).toBe(true);
        if (canSee(who, none)) expect(canSee(who, sharing)).toBe(true);
        if (sharing.level === 'JURISDICTION' && canSee(who, sharing)) {
          expect(canSee(who, { ownerId, level: 'AGENCIES' })).toBe(true);
        }
        if (sharing.level === 'NAMED' && canSee(who, sharing)) {
          expect(canSee(who, { ...sharing, memberIds: [...sharing.memberIds, 'one-more'] })).toBe(true);
        }
      }),
    );
  });

  it('is seen by no fewer agencies of a division above', () => {
    fc.assert(
      fc.property(arbitrarySharing, arbitraryViewer, (sharing, who) => {
        if (canSee(who, sharing)) expect(canSee({ ...who, jurisdiction: '000000' }, sharing)).toBe(true);
      }),
    );
  });

  it('has one id for one content, in whatever order and however often its members are named', () => {
    fc.assert(
      fc.property(fc.array(fc.uuid()), (members) => {
        const one: Sharing = { ownerId: 'owner', level: 'NAMED', memberIds: members };
        const other: Sharing = { ...one, memberIds: [...members].reverse().concat(members) };
        expect(sharingId(one)).toBe(sharingId(other));
      }),
    );
    fc.assert(
      fc.property(arbitrarySharing, arbitrarySharing, arbitraryViewer, (one, other, who) => {
        if (sharingId(one) === sharingId(other)) expect(canSee(who, one)).toBe(canSee(who, other));
        expect(sharingId(one)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });
});

describe('the SQL of what a viewer may see', () => {
  it('gives every value through a placeholder', () => {
    for (const kind of TENANT_KINDS) {
      const { sql, parameters } = visibleTo(viewer(kind, '330106', "'; DROP TABLE sharing; --"), 's');
      expect(sql.match(/\?/g)).toHaveLength(parameters.length);
      expect(sql).not.toMatch(/DROP/);
    }
  });

  it.each(['%', '33%', '______', '33____', '', '3301', '990000'])('refuses an agency whose division is %j', (code) => {
    expect(() => visibleTo(viewer('POLICE', code), 's')).toThrow(RangeError);
  });
});
