/** One move of a thing to a state. */
export interface Transition<State, Actor, Entry, Event> {
  readonly to: State;
  /** The kinds of actor that may make it. */
  readonly by: readonly Actor[];
  /** The action of the one ledger entry that it leaves. */
  readonly records: Entry;
  /** The type of the one event that it emits; nothing when nobody else is concerned. */
  readonly emits?: Event;
}

/** What stands for a thing that does not exist yet. */
export type New = 'NEW';

/**
 * The whole life of a kind of thing, as a table: per state the actions that move it on. Every state has a row, so that
 * one that is added and forgotten does not compile; a final state has an empty row.
 */
export interface Lifecycle<
  State extends string,
  Action extends string,
  Actor extends string,
  Entry extends string,
  Event extends string,
> {
  readonly name: string;
  readonly actors: readonly Actor[];
  readonly actions: readonly Action[];
  readonly moves: Readonly<
    Record<State | New, Readonly<Partial<Record<Action, Transition<State, Actor, Entry, Event>>>>>
  >;
}

/** Why an action is refused: nobody can do it in this state, or this kind of actor cannot. */
export type StepRefusal = 'WRONG_STATE' | 'WRONG_ACTOR';

export type Step<State, Actor, Entry, Event> =
  | { readonly ok: true; readonly transition: Transition<State, Actor, Entry, Event> }
  | { readonly ok: false; readonly reason: StepRefusal };

/** What an action by an actor does to a thing in a state: the one interpreter of every lifecycle. Never throws. */
export function step<
  State extends string,
  Action extends string,
  Actor extends string,
  Entry extends string,
  Event extends string,
>(
  lifecycle: Lifecycle<State, Action, Actor, Entry, Event>,
  state: State | New,
  action: Action,
  actor: Actor,
): Step<State, Actor, Entry, Event> {
  const transition = lifecycle.moves[state][action];
  if (!transition) return { ok: false, reason: 'WRONG_STATE' };
  if (!transition.by.includes(actor)) return { ok: false, reason: 'WRONG_ACTOR' };
  return { ok: true, transition };
}
