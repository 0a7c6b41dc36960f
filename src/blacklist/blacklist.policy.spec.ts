import type { TenantKind, Viewer } from '../common/context/tenant-context.js';
import { ENTITY_KINDS } from '../entities/entity-vocabulary.js';
import { canSee } from '../sharing/sharing.policy.js';
import {
  actorOf,
  mayBeListed,
  mayListIn,
  type PublicationLevel,
  sharingOfProposal,
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
    [viewer('POLICE'), 'POLICE'],
    [viewer('PLATFORM'), 'PLATFORM'],
    [viewer('OVERSIGHT'), 'OVERSIGHT'],
    [viewer('OPERATOR'), 'OPERATOR'],
    // Whatever the id says, only a regulator owns an entry.
    [viewer('POLICE', '330100', 'owner'), 'POLICE'],
  ])('tells what %j is to an entry: %s', (caller, actor) => {
    expect(actorOf(caller, OWNER.tenantId)).toBe(actor);
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

  it('shows a proposal to its regulator only', () => {
    const sharing = sharingOfProposal(OWNER.tenantId);
    const others = [viewer('MARKET_REGULATOR'), viewer('POLICE'), viewer('PLATFORM'), viewer('OVERSIGHT')];
    expect(canSee(OWNER, sharing)).toBe(true);
    expect(others.filter((other) => canSee(other, sharing))).toEqual([]);
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
});
