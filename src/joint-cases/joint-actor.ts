import { type Lifecycle, type New, type Step, step } from '../common/lifecycle.js';
import type { EventType } from '../events/event-types.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';

/**
 * What a caller is to a joint case and to a thing in it; one caller may be several at once. AGENCY is an agency that takes
 * part (or is about to file), OWNER who asked for the thing, PARTY whom it is about (invited, assigned, addressed),
 * OUTSIDER whoever does not take part, or no more, and CLOCK a deadline that has passed.
 */
export const JOINT_ACTORS = ['LEAD', 'AGENCY', 'OWNER', 'PARTY', 'PARTICIPANT', 'OUTSIDER', 'CLOCK'] as const;
export type JointActor = (typeof JOINT_ACTORS)[number];

/** The life of a kind of thing in a joint case. */
export type JointLifecycle<State extends string, Action extends string> = Lifecycle<
  State,
  Action,
  JointActor,
  LedgerAction,
  EventType
>;

/**
 * What an action does when its actor is several things at once: the first of them that may decides. An outsider gets the
 * same refusal in every state, since the state may have changed after it lost sight of the thing.
 */
export function stepAs<State extends string, Action extends string>(
  lifecycle: JointLifecycle<State, Action>,
  state: State | New,
  action: Action,
  actors: readonly JointActor[],
): Step<State, JointActor, LedgerAction, EventType> {
  if (actors.includes('OUTSIDER')) return { ok: false, reason: 'WRONG_ACTOR' };
  const tried = actors.map((actor) => step(lifecycle, state, action, actor));
  return tried.find(({ ok }) => ok) ?? tried[0] ?? { ok: false, reason: 'WRONG_ACTOR' };
}
