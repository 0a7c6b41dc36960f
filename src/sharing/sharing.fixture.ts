import fc from 'fast-check';
import { TENANT_KINDS, type Viewer } from '../common/context/tenant-context.js';
import type { Sharing } from './sharing.policy.js';

/** Few values, so that random viewers and random sharings meet. */
const TENANT_IDS = Array.from({ length: 6 }, (_, index) => `0192f0c1-0000-7000-8000-00000000000${index}`);
const DIVISIONS = ['000000', '100000', '330000', '330100', '330106', '330105', '330200', '320000', '320500', '110000'];

const arbitraryTenantId = fc.constantFrom(...TENANT_IDS);
const arbitraryDivision = fc.constantFrom(...DIVISIONS);
const arbitraryKind = fc.constantFrom(...TENANT_KINDS);

export const arbitraryViewer: fc.Arbitrary<Viewer> = fc.record({
  tenantId: arbitraryTenantId,
  tenantKind: arbitraryKind,
  jurisdiction: arbitraryDivision,
});

export const arbitrarySharing: fc.Arbitrary<Sharing> = fc.oneof(
  fc.record({
    ownerId: arbitraryTenantId,
    level: fc.constantFrom('OWNER' as const, 'AGENCIES' as const, 'PUBLIC' as const),
  }),
  fc.record({
    ownerId: arbitraryTenantId,
    level: fc.constant('NAMED' as const),
    memberIds: fc.array(arbitraryTenantId, { maxLength: 4 }),
  }),
  fc.record({ ownerId: arbitraryTenantId, level: fc.constant('KIND' as const), kind: arbitraryKind }),
  fc.record({
    ownerId: arbitraryTenantId,
    level: fc.constant('JURISDICTION' as const),
    jurisdiction: arbitraryDivision,
  }),
);
