import { step } from '../common/lifecycle.js';
import {
  BLACKLIST_ACTIONS,
  BLACKLIST_ACTORS,
  BLACKLIST_LIFECYCLE,
  BLACKLIST_STATES,
  FORMERLY_LISTED_STATES,
  LISTED_STATES,
  REVIEW_STATES,
} from './blacklist.lifecycle.js';

const STATES = ['NEW', ...BLACKLIST_STATES] as const;
const URGENT = ['URGENT', 'URGENT_NOTIFIED', 'URGENT_HEARD', 'URGENT_DECIDING'];

/** Everything that is allowed, by who may; whatever is not here must be refused. State, action, state after, ledger, event. */
const BY_OWNER = [
  'NEW propose PROPOSED propose -',
  'PROPOSED drop DROPPED drop -',
  'PROPOSED giveNotice NOTIFIED notify progressed',
  'PROPOSED publishInEmergency URGENT publish-in-emergency published',
  'NOTIFIED recordStatement HEARD state progressed',
  'HEARD recordStatement HEARD state progressed',
  'HEARD decide DECIDING decide progressed',
  'DECIDING disagree HEARD disagree progressed',
  'DECIDING confirmListing DECIDED confirm progressed',
  'DECIDING confirmNotListing NOT_LISTED confirm progressed',
  'DECIDED publish PUBLISHED publish published',
  'URGENT giveNotice URGENT_NOTIFIED notify -',
  'URGENT_NOTIFIED recordStatement URGENT_HEARD state -',
  'URGENT_HEARD recordStatement URGENT_HEARD state -',
  'URGENT_HEARD decide URGENT_DECIDING decide -',
  'URGENT_DECIDING disagree URGENT_HEARD disagree -',
  'URGENT_DECIDING confirmListing PUBLISHED confirm confirmed',
  'URGENT_DECIDING confirmNotListing WITHDRAWN confirm withdrawn',
  ...URGENT.map((state) => `${state} withdraw WITHDRAWN withdraw withdrawn`),
  'PUBLISHED object OBJECTED object objected',
  'PUBLISHED correct PUBLISHED correct corrected',
  'PUBLISHED withdraw WITHDRAWN withdraw withdrawn',
  'PUBLISHED requestRepair REPAIR_REQUESTED request-repair -',
  'OBJECTED uphold PUBLISHED uphold upheld',
  'OBJECTED correct PUBLISHED correct corrected',
  'OBJECTED withdraw WITHDRAWN withdraw withdrawn',
  'REPAIR_REQUESTED grantRepair REPAIRED repair repaired',
  'REPAIR_REQUESTED refuseRepair PUBLISHED refuse-repair -',
  'REPAIR_REQUESTED withdraw WITHDRAWN withdraw withdrawn',
];
const BY_TIME = [
  'NOTIFIED endHearing HEARD end-hearing progressed',
  'URGENT_NOTIFIED endHearing URGENT_HEARD end-hearing -',
  ...URGENT.map((state) => `${state} lapse WITHDRAWN lapse withdrawn`),
  ...['PUBLISHED', 'OBJECTED', 'REPAIR_REQUESTED'].map((state) => `${state} expire EXPIRED expire expired`),
];
const BY_OWNER_OR_SUPERIOR = [
  ...['NOTIFIED', 'HEARD', 'DECIDING', 'DECIDED', ...URGENT, 'PUBLISHED', 'OBJECTED', 'REPAIR_REQUESTED'],
].map((state) => `${state} revoke REVOKED revoke revoked`);

const ALLOWED = new Map(
  [
    ...BY_OWNER.map((line) => [line, ['OWNING_REGULATOR']] as const),
    ...BY_TIME.map((line) => [line, ['TIME']] as const),
    ...BY_OWNER_OR_SUPERIOR.map((line) => [line, ['OWNING_REGULATOR', 'SUPERIOR_REGULATOR']] as const),
  ].map(([line, by]) => {
    const [from, action, to, records, emits] = line.split(' ');
    const expected = {
      to,
      records: `blacklist.${records}`,
      ...(emits === '-' ? {} : { emits: `blacklist.${emits}` }),
    };
    return [`${from} ${action}`, { by: by as readonly string[], expected }];
  }),
);

const EVERY = STATES.flatMap((state) => BLACKLIST_ACTIONS.map((action) => [state, action] as const));

describe('the life of a blacklist entry', () => {
  it.each(EVERY)('in %s, %s either moves as allowed or is refused with its reason, by every actor', (state, action) => {
    for (const actor of BLACKLIST_ACTORS) {
      const taken = step(BLACKLIST_LIFECYCLE, state, action, actor);
      const allowed = ALLOWED.get(`${state} ${action}`);
      if (!allowed) {
        expect(taken).toEqual({ ok: false, reason: 'WRONG_STATE' });
      } else if (!allowed.by.includes(actor)) {
        expect(taken).toEqual({ ok: false, reason: 'WRONG_ACTOR' });
      } else {
        expect(taken).toEqual({ ok: true, transition: { by: allowed.by, ...allowed.expected } });
      }
    }
  });

  it('reaches every state', () => {
    const reached = Object.values(BLACKLIST_LIFECYCLE.moves).flatMap((moves) =>
      Object.values(moves).map(({ to }) => to),
    );
    expect(new Set(reached)).toEqual(new Set(BLACKLIST_STATES));
  });

  it('leads to the list by a confirmed decision or the emergency ground only', () => {
    const isListed = (state: string) => LISTED_STATES.has(state as never);
    const ways = Object.entries(BLACKLIST_LIFECYCLE.moves).flatMap(([from, moves]) =>
      Object.entries(moves)
        .filter(([, { to }]) => isListed(to) && !isListed(from))
        .map(([action]) => `${from} ${action}`),
    );
    expect(ways).toEqual(['PROPOSED publishInEmergency', 'DECIDED publish']);
  });

  it('tells of everything that brings a merchant on the list or takes it off', () => {
    for (const [from, moves] of Object.entries(BLACKLIST_LIFECYCLE.moves)) {
      for (const { to, emits } of Object.values(moves)) {
        if (LISTED_STATES.has(from as never) !== LISTED_STATES.has(to)) expect(emits).toBeDefined();
      }
    }
  });

  it('parts listed, under review and formerly listed', () => {
    const all = [...LISTED_STATES, ...REVIEW_STATES, ...FORMERLY_LISTED_STATES];
    expect(new Set(all).size).toBe(all.length);
  });
});
