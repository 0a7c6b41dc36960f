import { step } from '../common/lifecycle.js';
import {
  SCREENING_ACTIONS,
  SCREENING_LIFECYCLE,
  SCREENING_STATES,
  screeningTransition,
} from './screening.lifecycle.js';

const ALLOWED = [
  'NEW receive TENANT → RUNNING',
  'RUNNING cancel TENANT → CANCELLED',
  'RUNNING complete GATEWAY → COMPLETED',
  'CANCELLED resume TENANT → RUNNING',
  'CANCELLED expire GATEWAY → EXPIRED',
  'COMPLETED expire GATEWAY → EXPIRED',
];

describe('the life of a screening', () => {
  it('has these moves and no other', () => {
    const moves = (['NEW', ...SCREENING_STATES] as const).flatMap((state) =>
      SCREENING_ACTIONS.flatMap((action) =>
        (['TENANT', 'GATEWAY'] as const).flatMap((actor) => {
          const taken = step(SCREENING_LIFECYCLE, state, action, actor);
          return taken.ok ? [`${state} ${action} ${actor} → ${taken.transition.to}`] : [];
        }),
      ),
    );
    expect(moves).toEqual(ALLOWED);
  });

  it('tells a programming mistake from a refusal', () => {
    expect(() => screeningTransition('COMPLETED', 'cancel', 'TENANT')).toThrow('COMPLETED cannot cancel');
  });
});
