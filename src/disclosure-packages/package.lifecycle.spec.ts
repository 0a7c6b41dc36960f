import {
  PACKAGE_ACTIONS,
  PACKAGE_ACTORS,
  PACKAGE_LIFECYCLE,
  PACKAGE_STATES,
  packageTransition,
} from './package.lifecycle.js';

const MOVES = new Map([
  ['NEW deliver PLATFORM', 'DELIVERED'],
  ['DELIVERED confirm AGENCY', 'CONFIRMED'],
  ['DELIVERED destroy CLOCK', 'DESTROYED'],
  ['CONFIRMED destroy CLOCK', 'DESTROYED'],
  ['DESTROYED confirm AGENCY', 'DESTROYED'],
]);

const TRIES = (['NEW', ...PACKAGE_STATES] as const).flatMap((state) =>
  PACKAGE_ACTIONS.flatMap((action) => PACKAGE_ACTORS.map((actor) => [state, action, actor] as const)),
);

describe('the life of a disclosure package', () => {
  it.each(TRIES)('%s: %s by %s', (state, action, actor) => {
    expect(packageTransition(state, action, actor)?.to).toBe(MOVES.get(`${state} ${action} ${actor}`));
  });

  it('is told of when it ends', () => {
    const endings = Object.values(PACKAGE_LIFECYCLE.moves).flatMap(({ destroy }) => (destroy ? [destroy.emits] : []));
    expect(new Set(endings)).toEqual(new Set(['package.destroyed']));
  });
});
