import type { New } from '../common/lifecycle.js';
import { JOINT_ACTORS, type JointLifecycle, stepAs } from './joint-actor.js';
import {
  JOINT_ATTACHMENT_LIFECYCLE,
  JOINT_COMMENT_LIFECYCLE,
  JOINT_LINK_LIFECYCLE,
} from './joint-additions.lifecycle.js';
import { JOINT_CASE_LIFECYCLE } from './joint-case.lifecycle.js';
import { JOINT_HANDOVER_LIFECYCLE } from './joint-handover.lifecycle.js';
import { JOINT_MEASURE_LIFECYCLE } from './joint-measure.lifecycle.js';
import { JOINT_PARTICIPANT_LIFECYCLE } from './joint-participant.lifecycle.js';
import { JOINT_TASK_LIFECYCLE } from './joint-task.lifecycle.js';

type AnyLifecycle = JointLifecycle<string, string>;

/** Everything that is allowed, as `state action -> state: actors`; whatever is not here must be refused. */
const ALLOWED: readonly [AnyLifecycle, readonly string[]][] = [
  [
    JOINT_CASE_LIFECYCLE,
    [
      'NEW DRAFT -> DRAFT: AGENCY',
      'NEW FILE -> OPEN: AGENCY',
      'DRAFT FILE -> OPEN: LEAD',
      'DRAFT WITHDRAW -> WITHDRAWN: LEAD',
      'OPEN BEGIN_CLOSING -> CLOSING: LEAD',
      'OPEN WITHDRAW -> WITHDRAWN: LEAD',
      'CLOSING REOPEN -> OPEN: LEAD',
      'CLOSING CLOSE -> CLOSED: LEAD',
      'CLOSING WITHDRAW -> WITHDRAWN: LEAD',
    ],
  ],
  [
    JOINT_PARTICIPANT_LIFECYCLE,
    [
      'NEW INVITE -> INVITED: LEAD',
      'INVITED ACCEPT -> ACTIVE: PARTY',
      'INVITED DECLINE -> DECLINED: PARTY',
      'INVITED LAPSE -> LAPSED: CLOCK',
      'INVITED OPEN_TO -> INVITED: LEAD',
      'INVITED REMOVE -> REMOVED: LEAD',
      'ACTIVE OPEN_TO -> ACTIVE: LEAD',
      'ACTIVE LEAVE -> LEFT: PARTY',
      'ACTIVE REMOVE -> REMOVED: LEAD',
      'DECLINED INVITE -> INVITED: LEAD',
      'LAPSED INVITE -> INVITED: LEAD',
      'LEFT INVITE -> INVITED: LEAD',
      'REMOVED INVITE -> INVITED: LEAD',
    ],
  ],
  [
    JOINT_HANDOVER_LIFECYCLE,
    [
      'NEW OFFER -> OFFERED: LEAD',
      'OFFERED ACCEPT -> ACCEPTED: PARTY',
      'OFFERED DECLINE -> DECLINED: PARTY',
      'OFFERED RETRACT -> RETRACTED: LEAD',
    ],
  ],
  [
    JOINT_TASK_LIFECYCLE,
    [
      'NEW ASSIGN -> ASSIGNED: AGENCY',
      'ASSIGNED START -> STARTED: PARTY',
      'ASSIGNED SUBMIT -> SUBMITTED: PARTY',
      'ASSIGNED DECLINE -> DECLINED: PARTY',
      'ASSIGNED CANCEL -> CANCELLED: LEAD OWNER',
      'ASSIGNED FALL_DUE -> ASSIGNED: CLOCK',
      'STARTED SUBMIT -> SUBMITTED: PARTY',
      'STARTED DECLINE -> DECLINED: PARTY',
      'STARTED CANCEL -> CANCELLED: LEAD OWNER',
      'STARTED FALL_DUE -> STARTED: CLOCK',
      'SUBMITTED APPROVE -> DONE: LEAD OWNER',
      'SUBMITTED RETURN -> STARTED: LEAD OWNER',
      'SUBMITTED CANCEL -> CANCELLED: LEAD OWNER',
    ],
  ],
  [
    JOINT_MEASURE_LIFECYCLE,
    [
      'NEW REQUEST -> REQUESTED: AGENCY',
      'REQUESTED ACCEPT -> ACCEPTED: PARTY',
      'REQUESTED REFUSE -> REFUSED: PARTY',
      'REQUESTED WITHDRAW -> WITHDRAWN: LEAD OWNER',
      'REQUESTED EXPIRE -> EXPIRED: CLOCK',
      'ACCEPTED EXECUTE -> EXECUTED: PARTY',
      'ACCEPTED WITHDRAW -> WITHDRAWN: LEAD OWNER',
      'ACCEPTED EXPIRE -> EXPIRED: CLOCK',
      'EXECUTED VERIFY -> VERIFIED: LEAD OWNER',
      'EXECUTED DISPUTE -> ACCEPTED: LEAD OWNER',
      'EXECUTED LIFT -> LIFTED: LEAD OWNER',
      'EXECUTED EXPIRE -> EXPIRED: CLOCK',
      'VERIFIED LIFT -> LIFTED: LEAD OWNER',
      'VERIFIED EXPIRE -> EXPIRED: CLOCK',
    ],
  ],
  [JOINT_COMMENT_LIFECYCLE, ['NEW ADD -> ADDED: PARTICIPANT']],
  [JOINT_ATTACHMENT_LIFECYCLE, ['NEW ADD -> ADDED: PARTICIPANT']],
  [JOINT_LINK_LIFECYCLE, ['NEW ADD -> ADDED: AGENCY']],
];

const statesOf = ({ moves }: AnyLifecycle) => Object.keys(moves) as (string | New)[];

describe.each(ALLOWED.map(([lifecycle, allowed]) => [lifecycle.name, lifecycle, allowed] as const))(
  'the life of a %s',
  (_name, lifecycle, allowed) => {
    const moves = new Map(allowed.map((line) => [line.split(' -> ')[0], line.split(' -> ')[1]?.split(': ') ?? []]));

    it.each(statesOf(lifecycle).flatMap((state) => lifecycle.actions.map((action) => [state, action] as const)))(
      '%s, %s by anybody either moves as allowed or is refused with its reason',
      (state, action) => {
        const [to, by] = moves.get(`${state} ${action}`) ?? [];
        for (const actor of JOINT_ACTORS) {
          const taken = stepAs(lifecycle, state, action, [actor]);
          if (to && by?.split(' ').includes(actor)) {
            expect(taken).toMatchObject({ ok: true, transition: { to } });
            continue;
          }
          // An outsider is never told whether the state would have allowed it.
          const reason = to || actor === 'OUTSIDER' ? 'WRONG_ACTOR' : 'WRONG_STATE';
          expect(taken).toEqual({ ok: false, reason });
        }
      },
    );

    it('lets one who is several things at once do what any of them may', () => {
      for (const [key, [to, by = '']] of moves) {
        const [state = '', action = ''] = key?.split(' ') ?? [];
        const actors = JOINT_ACTORS.filter((actor) => actor !== 'OUTSIDER');
        for (const among of [actors, [...actors].reverse(), by.split(' ') as typeof actors]) {
          expect(stepAs(lifecycle, state, action, among)).toMatchObject({ ok: true, transition: { to } });
        }
      }
    });

    it('reaches every state, and has an own ledger entry and event for each move', () => {
      const taken = Object.values(lifecycle.moves).flatMap((row) => Object.values(row).flatMap((move) => move ?? []));
      expect(new Set(['NEW', ...taken.map(({ to }) => to)])).toEqual(new Set(statesOf(lifecycle)));
      for (const { records, emits } of taken) {
        expect(records.startsWith(`${lifecycle.name}.`)).toBe(true);
        if (records !== 'joint-case.draft') expect(emits?.startsWith(`${lifecycle.name}.`)).toBe(true);
      }
    });
  },
);
