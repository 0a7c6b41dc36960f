import type { TenantKind, Viewer } from '../common/context/tenant-context.js';
import { ENTITY_KINDS } from '../entities/entity-vocabulary.js';
import { canSee } from '../sharing/sharing.policy.js';
import type { BlacklistAction } from './blacklist.lifecycle.js';
import {
  actorOf,
  type CaseFile,
  levelAfterCorrection,
  mayBeListed,
  mayListIn,
  mayPublishTo,
  namesNobody,
  objectionTo,
  type PublicationLevel,
  RESTRICTED_LEVELS,
  sharingOfProcedure,
  sharingOfPublication,
} from './blacklist.policy.js';

const viewer = (
  tenantKind: TenantKind,
  jurisdiction = '330100',
  tenantId = `${tenantKind} ${jurisdiction}`,
): Viewer => ({
  tenantId,
  tenantKind,
  jurisdiction,
});
const OWNER = viewer('MARKET_REGULATOR', '330100', 'owner');

describe('the policy of the blacklist', () => {
  it.each<[Viewer, string]>([
    [OWNER, 'OWNING_REGULATOR'],
    [viewer('MARKET_REGULATOR'), 'OTHER_REGULATOR'],
    [viewer('MARKET_REGULATOR', '330000'), 'SUPERIOR_REGULATOR'],
    [viewer('MARKET_REGULATOR', '000000'), 'SUPERIOR_REGULATOR'],
    [viewer('MARKET_REGULATOR', '330106'), 'OTHER_REGULATOR'],
    [viewer('MARKET_REGULATOR', '440000'), 'OTHER_REGULATOR'],
    [viewer('POLICE'), 'POLICE'],
    [viewer('PLATFORM'), 'PLATFORM'],
    [viewer('OVERSIGHT'), 'OVERSIGHT'],
    [viewer('OPERATOR'), 'OPERATOR'],
    // Whatever the id says, only a regulator owns an entry.
    [viewer('POLICE', '330100', 'owner'), 'POLICE'],
  ])('tells what %j is to an entry: %s', (caller, actor) => {
    expect(actorOf(caller, { tenantId: OWNER.tenantId, regulatorJurisdiction: '330100' })).toBe(actor);
  });

  it.each(ENTITY_KINDS.map((kind) => [kind, kind === 'MERCHANT'] as const))('lists a %s: %s', (kind, isListed) => {
    expect(mayBeListed(kind).ok).toBe(isListed);
  });

  it.each([
    ['330100', true],
    ['330106', true],
    ['330000', false],
    ['330200', false],
    ['440300', false],
    ['000000', false],
    ['3301', false],
    ['', false],
  ])('lets a regulator of 330100 list in "%s": %s', (jurisdiction, isAllowed) => {
    expect(mayListIn(OWNER, jurisdiction).ok).toBe(isAllowed);
  });

  it('shows a procedure to its regulator only, and to those whom it told', () => {
    const sharing = sharingOfProcedure(OWNER.tenantId, []);
    const others = [viewer('MARKET_REGULATOR'), viewer('POLICE'), viewer('PLATFORM'), viewer('OVERSIGHT')];
    expect(canSee(OWNER, sharing)).toBe(true);
    expect(others.filter((other) => canSee(other, sharing))).toEqual([]);
    const told = sharingOfProcedure(OWNER.tenantId, [viewer('PLATFORM').tenantId]);
    expect(others.filter((other) => canSee(other, told)).map(({ tenantKind }) => tenantKind)).toEqual(['PLATFORM']);
  });

  it.each<[PublicationLevel, Viewer, boolean]>([
    ['PUBLIC', viewer('PLATFORM', '440300'), true],
    ['PUBLIC', viewer('OVERSIGHT'), true],
    ['AGENCIES', viewer('POLICE', '440300'), true],
    ['AGENCIES', viewer('PLATFORM'), false],
    ['JURISDICTION', viewer('POLICE', '330106'), false],
    ['JURISDICTION', viewer('POLICE', '330100'), true],
    ['JURISDICTION', viewer('POLICE', '330000'), true],
    ['JURISDICTION', viewer('POLICE', '440000'), false],
    ['JURISDICTION', viewer('PLATFORM', '330100'), false],
  ])('published as %s, %j sees it: %s', (level, caller, sees) => {
    expect(canSee(caller, sharingOfPublication(OWNER.tenantId, level, '330100'))).toBe(sees);
  });

  const FILE: CaseFile = {
    proposedBy: 'a',
    decision: 'LIST',
    decidedBy: 'b',
    neverPublic: null,
    repairFromMs: 1_000,
  };

  it.each<[BlacklistAction, Partial<CaseFile>, string | null, number, string | undefined]>([
    ['confirmListing', {}, 'c', 0, undefined],
    ['confirmListing', {}, 'b', 0, 'SAME_PERSON'],
    ['confirmListing', {}, null, 0, 'SAME_PERSON'],
    ['confirmListing', { decision: 'DO_NOT_LIST' }, 'c', 0, 'WRONG_OUTCOME'],
    ['confirmListing', { decision: null }, 'c', 0, 'WRONG_OUTCOME'],
    ['confirmNotListing', { decision: 'DO_NOT_LIST' }, 'c', 0, undefined],
    ['confirmNotListing', {}, 'c', 0, 'WRONG_OUTCOME'],
    ['confirmNotListing', { decision: 'DO_NOT_LIST' }, 'b', 0, 'SAME_PERSON'],
    ['disagree', {}, 'c', 0, undefined],
    ['disagree', {}, 'b', 0, 'SAME_PERSON'],
    ['publishInEmergency', {}, 'c', 0, undefined],
    ['publishInEmergency', {}, 'a', 0, 'SAME_PERSON'],
    ['requestRepair', {}, 'a', 999, 'TOO_EARLY'],
    ['requestRepair', {}, 'a', 1_000, undefined],
    ['requestRepair', { repairFromMs: null }, 'a', 9e15, 'TOO_EARLY'],
    ['decide', {}, 'b', 0, undefined],
    ['publish', {}, 'b', 0, undefined],
  ])('%s on a file with %j by %s at %i: %s', (action, changes, person, nowMs, objection) => {
    expect(objectionTo(action, { ...FILE, ...changes }, person, nowMs)).toBe(objection);
  });

  it('never publishes to everyone what touches a minor or comes from a sealed case', () => {
    for (const neverPublic of ['MINOR', 'SEALED'] as const) {
      expect(mayPublishTo('PUBLIC', neverPublic).ok).toBe(false);
      expect(mayPublishTo('AGENCIES', neverPublic).ok).toBe(true);
      expect(mayPublishTo('JURISDICTION', neverPublic).ok).toBe(true);
      expect(levelAfterCorrection('PUBLIC', neverPublic)).toBe('AGENCIES');
      expect(levelAfterCorrection('JURISDICTION', neverPublic)).toBe('JURISDICTION');
    }
    expect(mayPublishTo('PUBLIC', null).ok).toBe(true);
    expect(levelAfterCorrection('PUBLIC', null)).toBe('PUBLIC');
    expect(RESTRICTED_LEVELS).not.toContain('PUBLIC');
  });

  it.each([
    ['多次销售假冒商品', true],
    ['法定代表人张三丰多次销售假冒商品', false],
    ['法定代表人 张 三 丰', false],
    ['联系人 13800138000', false],
    ['身份证号110101199003070134', false],
    ['身份证号１１０１０１１９９００３０７０１３４', false],
    ['write to boss@example.com', false],
    ['处罚决定书 杭市监罚〔2026〕0012号', true],
    ['统一社会信用代码 91330100799655058B', true],
    ['订单 2026112400001234567890', true],
  ])('says of the public text "%s" that it names nobody: %s', (text, isClean) => {
    expect(namesNobody(text, ['张三丰', 'John Smith']).ok).toBe(isClean);
  });

  it('finds a person in letters whatever the spaces', () => {
    expect(namesNobody('The owner JohnSmith', ['John Smith']).ok).toBe(false);
  });
});
