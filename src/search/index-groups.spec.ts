import type { TenantKind, Viewer } from '../common/context/tenant-context.js';
import { ENTITY_KINDS } from '../entities/entity-vocabulary.js';
import type { Sharing } from '../sharing/sharing.policy.js';
import { type Group, groupOf, IndexGroups, readAs, readingsOf } from './index-groups.js';

const viewer = (tenantId: string, tenantKind: TenantKind): Viewer => ({ tenantId, tenantKind, jurisdiction: '330100' });
const POLICE = viewer('police', 'POLICE');
const PLATFORM = viewer('platform', 'PLATFORM');

const OWNER: Sharing = { ownerId: 'platform', level: 'OWNER' };
const AGENCIES: Sharing = { ownerId: 'platform', level: 'AGENCIES' };

const group = (sharingId: string, more: Partial<Group> = {}): Group => ({
  sharingId,
  kind: 'MERCHANT',
  isPersonal: false,
  ...more,
});

describe('the groups of the name index', () => {
  it('keep the number that they first got', () => {
    const groups = new IndexGroups();
    expect(groups.numberOf(group('a'), OWNER)).toBe(0);
    expect(groups.numberOf(group('b'), AGENCIES)).toBe(1);
    expect(groups.numberOf(group('a', { isPersonal: true }), OWNER)).toBe(2);
    expect(groups.numberOf(group('a'), OWNER)).toBe(0);
    expect(groups.of(1)).toEqual(group('b'));
  });

  it('are allowed to whom their sharing is visible, also when they come after the first question', () => {
    const groups = new IndexGroups();
    groups.numberOf(group('a'), OWNER);
    const everything = { kinds: ENTITY_KINDS, withPersons: true };
    expect([...groups.allowed(POLICE, everything)]).toEqual([0]);
    groups.numberOf(group('b'), AGENCIES);
    expect([...groups.allowed(POLICE, everything)]).toEqual([0, 1]);
    expect([...groups.allowed(PLATFORM, everything)]).toEqual([1, 1]);
    expect([...groups.allowed(viewer('other', 'PLATFORM'), everything)]).toEqual([0, 0]);
  });

  it.each([
    ['the name of a company', {}, true],
    ['the representative of a company', { isPersonal: true }, false],
    ['a person', { kind: 'PERSON' as const }, false],
  ])('without a purpose hold %s: %o → %s', (_what, more, isAllowed) => {
    const groups = new IndexGroups();
    groups.numberOf(group('b', more), AGENCIES);
    const kinds = ENTITY_KINDS;
    expect([...groups.allowed(POLICE, { kinds, withPersons: false })]).toEqual([isAllowed ? 1 : 0]);
    expect([...groups.allowed(POLICE, { kinds, withPersons: true })]).toEqual([1]);
    expect([...groups.allowed(POLICE, { kinds: ['WEBSITE'], withPersons: true })]).toEqual([0]);
  });

  it('stop at the last number instead of sharing one', () => {
    const groups = new IndexGroups(3);
    for (let n = 0; n < 3; n++) groups.numberOf(group(`s${n}`), OWNER);
    expect(groups.numberOf(group('one more'), OWNER)).toBeUndefined();
    expect(groups.numberOf(group('s2'), OWNER)).toBe(2);
  });

  it('are more than 16 bits count', () => {
    const groups = new IndexGroups();
    for (let n = 0; n <= 65_536; n++) groups.numberOf(group(`s${n}`), n % 2 === 0 ? AGENCIES : OWNER);
    expect(groups.all.length).toBe(65_537);
    const allowed = groups.allowed(POLICE, { kinds: ENTITY_KINDS, withPersons: false });
    expect([allowed[65_535], allowed[65_536]]).toEqual([0, 1]);
  });
});

describe('a name', () => {
  it("of a legal representative is read as a person's, and kept with the company", () => {
    expect(readAs('LEGAL_REPRESENTATIVE', 'MERCHANT')).toBe('PERSON');
    expect(readAs('SHOP', 'MERCHANT')).toBe('MERCHANT');
    expect(groupOf({ sharingId: 's', kind: 'MERCHANT', role: 'LEGAL_REPRESENTATIVE' })).toEqual({
      sharingId: 's',
      kind: 'MERCHANT',
      isPersonal: true,
    });
  });

  it('of a person is asked for with a purpose only', () => {
    expect(readingsOf({ kinds: ['MERCHANT'], withPersons: false })).toEqual(['MERCHANT']);
    expect(readingsOf({ kinds: ['MERCHANT'], withPersons: true })).toEqual(['MERCHANT', 'PERSON']);
    expect(readingsOf({ kinds: ['PERSON'], withPersons: true })).toEqual(['PERSON']);
  });
});
