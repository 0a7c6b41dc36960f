import { Regulator } from '../harness/blacklist.js';
import type { TestTenant } from '../harness/profiles.js';
import { indexed } from '../harness/search.js';
import type { IsolationCases, SingleCase } from './cases.js';
import type { Planted, World } from './world.js';

const CHECK = `query ($input: CheckMerchantInput!) { checkMerchant(input: $input) { __typename
  ... on MerchantCheck { listed { id } listedBefore { id } underReview { id } similar { score entry { id } } isTruncated }
  ... on UserError { code message field } } }`;

let people = 0;
/** A name of a person that nobody else has. */
const nextPerson = (): string => `司徒${String.fromCharCode(0x6000 + ++people)}`;
/** A name that shares nothing with any other. */
const nextName = (): string => String.fromCharCode(0x8600 + ++people * 3, 0x7900 + people * 5, 0x6d00 + people * 7);

interface Hidden {
  readonly state: string;
  readonly uscc?: string;
  readonly subjectName?: string;
  readonly restricted?: { readonly representative: string };
}

/** An entry in this state that only its regulator sees. */
async function hidden(world: World, owner: TestTenant, { state, ...given }: Hidden): Promise<string> {
  const { id } = await new Regulator(world.gateway, owner).propose({ uscc: world.uscc(), ...given });
  await world.gateway.database.change('UPDATE blacklist_entry SET state = ? WHERE id = ?', [state, id]);
  return id;
}

const byCode = (state: string): SingleCase => ({
  kind: 'single',
  owners: ['MARKET_REGULATOR'],
  plant: async (world, owner): Promise<Planted> => {
    const uscc = world.uscc();
    return { id: uscc, mark: await hidden(world, owner, { state, uscc }) };
  },
  missing: (world) => world.uscc(),
  ask: (world, caller, uscc) => world.ask(caller, CHECK, { input: { uscc } }),
});

let unlisted = '';
const byName: SingleCase = {
  kind: 'single',
  owners: ['MARKET_REGULATOR'],
  plant: async (world, owner): Promise<Planted> => {
    const [uscc, subjectName] = [world.uscc(), nextName()];
    unlisted = nextName();
    // Everyone knows both merchants; of the entry on one of them only its regulator does.
    await world.state(world.owner('OPERATOR'), 'PUBLIC', uscc, subjectName);
    await world.state(world.owner('OPERATOR'), 'PUBLIC', world.uscc(), unlisted);
    const id = await hidden(world, owner, { state: 'PUBLISHED', uscc, subjectName });
    await indexed(world.gateway);
    return { id: subjectName, mark: id };
  },
  missing: () => unlisted,
  ask: (world, caller, name) => world.ask(caller, CHECK, { input: { name } }),
};

const byRepresentative: SingleCase = {
  kind: 'single',
  owners: ['MARKET_REGULATOR'],
  plant: async (world, owner): Promise<Planted> => {
    const representative = nextPerson();
    return {
      id: representative,
      mark: await hidden(world, owner, { state: 'PUBLISHED', restricted: { representative } }),
    };
  },
  missing: nextPerson,
  ask: (world, caller, representative) =>
    world.ask(caller, CHECK, { input: { representative, purpose: 'Admission', caseRef: 'A-1' } }),
};

export const ADMISSION_CASES: IsolationCases = {
  'Query checkMerchant': [byCode('NOTIFIED'), byCode('PUBLISHED'), byCode('EXPIRED'), byName, byRepresentative],
};
