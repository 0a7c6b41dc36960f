import { step } from '../common/lifecycle.js';
import { USE_ACTIONS, USE_ACTORS, USE_LIFECYCLE, USE_STATES } from './disclosure-use.lifecycle.js';

describe('the life of a use', () => {
  const states = ['NEW', ...USE_STATES] as const;
  const tries = states.flatMap((state) =>
    USE_ACTIONS.flatMap((action) => USE_ACTORS.map((actor) => [state, action, actor] as const)),
  );
  const MOVES = new Map([
    ['NEW declare AGENCY', 'DECLARED'],
    ['NEW ask AGENCY', 'CONSENT_ASKED'],
    ['CONSENT_ASKED consent PLATFORM', 'CONSENTED'],
    ['CONSENT_ASKED decline PLATFORM', 'DECLINED'],
  ]);

  it.each(tries)('in %s, on %s by %s, moves or is refused', (state, action, actor) => {
    const taken = step(USE_LIFECYCLE, state, action, actor);
    const to = MOVES.get(`${state} ${action} ${actor}`);
    if (to) expect(taken).toMatchObject({ ok: true, transition: { to } });
    else expect(taken.ok).toBe(false);
  });
});
