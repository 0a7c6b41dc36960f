import type { JointActor } from './joint-actor.js';
import type { JointCaseState } from './joint-case.lifecycle.js';
import type { JointItemKind } from './joint-roster.js';

/** Yes, or no and why. */
export type Decision = { readonly ok: true } | { readonly ok: false; readonly code: string; readonly reason: string };

const YES: Decision = { ok: true };
const no = (code: string, reason: string): Decision => ({ ok: false, code, reason });

/** What may be added to a case in each of its states. */
const ADDABLE: Readonly<Record<JointCaseState, readonly JointItemKind[]>> = {
  DRAFT: ['SUBJECT_SET'],
  OPEN: ['SUBJECT_SET', 'PARTICIPANT', 'HANDOVER', 'TASK', 'MEASURE', 'COMMENT', 'ATTACHMENT', 'LINK'],
  CLOSING: ['COMMENT', 'ATTACHMENT', 'LINK'],
  CLOSED: [],
  WITHDRAWN: [],
};

/** What may still be done to a thing when its case is over: measures end, and whoever wants to leave may. */
const POSSIBLE_WHEN_OVER: readonly string[] = ['MEASURE LIFT', 'MEASURE EXPIRE', 'PARTICIPANT LEAVE'];

const OVER = no('CASE_NOT_OPEN', 'The state of the case does not allow this any more, or not yet.');

/** Whether a case in this state takes a new thing of a kind in. */
export const mayAdd = (state: JointCaseState, kind: JointItemKind): Decision =>
  ADDABLE[state].includes(kind) ? YES : OVER;

/** Whether a thing in a case in this state may still be changed so. */
export function mayMove(state: JointCaseState, kind: JointItemKind, action: string): Decision {
  if (state === 'OPEN' || state === 'CLOSING') {
    // Inviting somebody again is a new invitation.
    return state === 'CLOSING' && `${kind} ${action}` === 'PARTICIPANT INVITE' ? OVER : YES;
  }
  return POSSIBLE_WHEN_OVER.includes(`${kind} ${action}`) ? YES : OVER;
}

/** The lead goes by handing over only: a case without one could not be closed. */
export const mayPart = (action: string, isLead: boolean): Decision =>
  isLead && (action === 'LEAVE' || action === 'REMOVE')
    ? no('LEAD_STAYS', 'The lead hands over before it leaves.')
    : YES;

/** Actions that must be given a reason, by kind of thing. */
const REASONED: ReadonlySet<string> = new Set([
  'CASE WITHDRAW',
  'CASE REOPEN',
  'PARTICIPANT DECLINE',
  'PARTICIPANT REMOVE',
  'HANDOVER DECLINE',
  'TASK DECLINE',
  'TASK RETURN',
  'TASK CANCEL',
  'MEASURE REFUSE',
  'MEASURE DISPUTE',
  'MEASURE LIFT',
  'MEASURE WITHDRAW',
]);

/** Whether an action needs its reason in words. */
export const needsReason = (kind: JointItemKind, action: string): boolean => REASONED.has(`${kind} ${action}`);

/** The steps that evidence goes with. */
const PROVEN: ReadonlySet<string> = new Set(['TASK SUBMIT', 'MEASURE EXECUTE']);

/** Whether files may go with an action. */
export const takesEvidence = (kind: JointItemKind, action: string): boolean => PROVEN.has(`${kind} ${action}`);

/** What is not settled in a case. */
export interface OpenWork {
  readonly invitations: number;
  readonly tasks: number;
  readonly measures: number;
  readonly handovers: number;
}

/** A case is closed when everything that was asked in it is answered; measures in force may outlive it. */
export function mayClose(work: OpenWork): Decision {
  const open = Object.entries(work).filter(([, count]) => count > 0);
  if (open.length === 0) return YES;
  return no('OPEN_WORK', `Not settled yet: ${open.map(([what, count]) => `${count} ${what}`).join(', ')}.`);
}

/** The one refusal that whoever is out of a case gets for everything: it tells nothing of what happened since. */
export const isOutside = (actors: readonly JointActor[]): boolean => actors.includes('OUTSIDER');
