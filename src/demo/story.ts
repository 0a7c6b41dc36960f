import type { Credentials } from '../../libs/client/liaison-client.js';
import { LiaisonClient } from '../../libs/client/liaison-client.js';
import { DEMO_TENANTS, type DemoKeys, type DemoRole } from './demo-tenants.js';
import type { Narrator } from './narrator.js';
import { tellDisclosure } from './story-disclosure.js';
import { tellJointCase } from './story-joint.js';
import { tellLedger } from './story-ledger.js';
import { tellLookups } from './story-lookups.js';
import { tellPackage } from './story-package.js';
import { tellPublication } from './story-publication.js';
import { ME } from './story-queries.js';
import { tellReports } from './story-reports.js';
import { tellScreeningList } from './story-screening-list.js';

/** A client for each tenant of the cast, and for the further people whom some steps need. */
export type Cast = Record<DemoRole | 'director' | 'chief' | 'counsel' | 'general', LiaisonClient>;

/** Makes the clients of the cast for a gateway. */
export function castFor(url: string, credentials: Record<DemoRole, Credentials>, audience: string): Cast {
  const client = (role: DemoRole, actor = credentials[role].actor) =>
    new LiaisonClient({ url, credentials: { ...credentials[role], actor }, audience });
  return {
    police: client('police'),
    regulator: client('regulator'),
    director: client('regulator', 'director-chen'),
    chief: client('police', 'chief-zhang'),
    counsel: client('platformA', 'counsel-sun'),
    general: client('platformA', 'general-counsel-qian'),
    platformA: client('platformA'),
    platformB: client('platformB'),
    auditor: client('auditor'),
    operator: client('operator'),
  };
}

/**
 * Plays the whole story against a gateway and checks each step.
 * @throws StoryError at the first step that is not as it should be
 */
export async function tellStory(cast: Cast, keys: DemoKeys, narrator: Narrator): Promise<void> {
  await tellTenants(cast, narrator);
  await tellReports(cast, narrator);
  await tellLookups(cast, narrator);
  await tellPublication(cast, narrator);
  await tellPackage(cast, await tellDisclosure(cast, narrator), keys, narrator);
  await tellScreeningList(cast, narrator);
  await tellJointCase(cast, narrator);
  await tellLedger(cast, narrator);
}

async function tellTenants(cast: Cast, narrator: Narrator): Promise<void> {
  narrator.step('Six tenants have registered the public halves of their keys; each signs its own tokens.');
  narrator.asks('each tenant', ME);
  for (const role of Object.keys(DEMO_TENANTS) as DemoRole[]) {
    const { me } = await cast[role].query<{ me: { code: string; kind: string; jurisdiction: string } }>(ME);
    const { code, kind, jurisdiction, name } = DEMO_TENANTS[role];
    narrator.equal(`${name} is`, me, { code, kind, jurisdiction });
  }
}
