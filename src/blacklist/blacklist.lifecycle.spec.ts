import { step } from '../common/lifecycle.js';
import { BLACKLIST_ACTIONS, BLACKLIST_ACTORS, BLACKLIST_LIFECYCLE, BLACKLIST_STATES } from './blacklist.lifecycle.js';

const STATES = ['NEW', ...BLACKLIST_STATES] as const;

/** Everything that is allowed; whatever is not here must be refused. */
const ALLOWED: Record<string, object> = {
  'NEW propose OWNING_REGULATOR': { to: 'PROPOSED', records: 'blacklist.propose' },
  'PROPOSED publish OWNING_REGULATOR': {
    to: 'PUBLISHED',
    records: 'blacklist.publish',
    emits: 'blacklist.published',
  },
  'PUBLISHED revoke OWNING_REGULATOR': { to: 'REVOKED', records: 'blacklist.revoke', emits: 'blacklist.revoked' },
};

const EVERY = STATES.flatMap((state) =>
  BLACKLIST_ACTIONS.flatMap((action) => BLACKLIST_ACTORS.map((actor) => [state, action, actor] as const)),
);

describe('the life of a blacklist entry', () => {
  it.each(EVERY)('%s, %s by %s either moves as allowed or is refused with its reason', (state, action, actor) => {
    const taken = step(BLACKLIST_LIFECYCLE, state, action, actor);
    const allowed = ALLOWED[`${state} ${action} ${actor}`];
    if (allowed) {
      expect(taken).toMatchObject({ ok: true, transition: allowed });
      return;
    }
    const isMoveOfAnother = Object.keys(ALLOWED).some((move) => move.startsWith(`${state} ${action} `));
    expect(taken).toEqual({ ok: false, reason: isMoveOfAnother ? 'WRONG_ACTOR' : 'WRONG_STATE' });
  });

  it('reaches every state', () => {
    const reached = Object.values(BLACKLIST_LIFECYCLE.moves).flatMap((moves) =>
      Object.values(moves).map(({ to }) => to),
    );
    expect(new Set(reached)).toEqual(new Set(BLACKLIST_STATES));
  });
});
