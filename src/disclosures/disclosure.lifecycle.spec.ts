import { step } from '../common/lifecycle.js';
import {
  AUDIENCES,
  DISCLOSURE_ACTIONS,
  DISCLOSURE_ACTORS,
  DISCLOSURE_LIFECYCLE,
  DISCLOSURE_STATES,
  type DisclosureAction,
  type DisclosureActor,
  type DisclosureState,
  OPEN_STATES,
  SETTLED_STATES,
} from './disclosure.lifecycle.js';

const STATES = ['NEW', ...DISCLOSURE_STATES] as const;
type From = (typeof STATES)[number];

const AGENCY = ['REQUEST_AUTHOR', 'AGENCY_OFFICER'] as const;
const PLATFORM = ['DECISION_AUTHOR', 'PLATFORM_OFFICER'] as const;

/** Everything that is allowed, written once more by hand; whatever is not here must be refused. */
const ALLOWED: readonly [
  from: readonly From[],
  action: DisclosureAction,
  by: readonly DisclosureActor[],
  to: DisclosureState | 'SAME',
][] = [
  [['NEW'], 'draft', ['REQUEST_AUTHOR'], 'DRAFT'],
  [['DRAFT'], 'edit', AGENCY, 'SAME'],
  [['DRAFT'], 'discard', AGENCY, 'WITHDRAWN'],
  [['DRAFT'], 'submit', ['AGENCY_OFFICER'], 'SUBMITTED'],
  [
    [
      ...['SUBMITTED', 'ACKNOWLEDGED', 'CLARIFICATION_ASKED', 'CLARIFICATION_ANSWERED', 'UNDER_REVIEW'],
      ...['APPROVED', 'PARTIALLY_APPROVED', 'DELIVERED', 'RECEIPT_CONFIRMED'],
    ] as From[],
    'supplement',
    AGENCY,
    'SAME',
  ],
  [['SUBMITTED'], 'acknowledge', PLATFORM, 'ACKNOWLEDGED'],
  [['ACKNOWLEDGED', 'CLARIFICATION_ANSWERED', 'UNDER_REVIEW'], 'ask', PLATFORM, 'CLARIFICATION_ASKED'],
  [['CLARIFICATION_ASKED'], 'answer', AGENCY, 'CLARIFICATION_ANSWERED'],
  [['ACKNOWLEDGED', 'CLARIFICATION_ANSWERED'], 'review', PLATFORM, 'UNDER_REVIEW'],
  [['UNDER_REVIEW'], 'draftDecision', PLATFORM, 'SAME'],
  [['UNDER_REVIEW'], 'approve', ['PLATFORM_OFFICER'], 'SAME'],
  [['UNDER_REVIEW'], 'sendBack', ['PLATFORM_OFFICER'], 'SAME'],
  [['UNDER_REVIEW'], 'grant', ['PLATFORM_OFFICER'], 'APPROVED'],
  [['UNDER_REVIEW'], 'grantInPart', ['PLATFORM_OFFICER'], 'PARTIALLY_APPROVED'],
  [['UNDER_REVIEW'], 'refuse', ['PLATFORM_OFFICER'], 'REFUSED'],
  [['APPROVED', 'PARTIALLY_APPROVED'], 'deliver', PLATFORM, 'DELIVERED'],
  [['DELIVERED'], 'confirmReceipt', AGENCY, 'RECEIPT_CONFIRMED'],
  [['APPROVED', 'PARTIALLY_APPROVED', 'REFUSED', 'RECEIPT_CONFIRMED'], 'close', AGENCY, 'CLOSED'],
  [
    [
      ...['SUBMITTED', 'ACKNOWLEDGED', 'CLARIFICATION_ASKED', 'CLARIFICATION_ANSWERED'],
      ...['UNDER_REVIEW', 'APPROVED', 'PARTIALLY_APPROVED'],
    ] as From[],
    'withdraw',
    AGENCY,
    'WITHDRAWN',
  ],
  [
    ['APPROVED', 'PARTIALLY_APPROVED', 'REFUSED', 'DELIVERED', 'RECEIPT_CONFIRMED'],
    'confirmAfterwards',
    ['PLATFORM_OFFICER'],
    'SAME',
  ],
  [['APPROVED', 'PARTIALLY_APPROVED', 'REFUSED'], 'objectAfterwards', ['PLATFORM_OFFICER'], 'UNDER_REVIEW'],
  [['DELIVERED', 'RECEIPT_CONFIRMED'], 'objectAfterwards', ['PLATFORM_OFFICER'], 'SAME'],
  [['APPROVED', 'PARTIALLY_APPROVED', 'REFUSED', 'DELIVERED', 'RECEIPT_CONFIRMED'], 'lapseReview', ['CLOCK'], 'SAME'],
  [OPEN_STATES, 'remind', ['CLOCK'], 'SAME'],
  [OPEN_STATES, 'escalate', ['CLOCK'], 'SAME'],
  [OPEN_STATES.filter((state) => !state.endsWith('APPROVED')), 'expire', ['CLOCK'], 'EXPIRED'],
];

const targets = new Map<string, DisclosureState>();
const possible = new Set<string>();
for (const [froms, action, actors, to] of ALLOWED) {
  for (const from of froms) {
    possible.add(`${from} ${action}`);
    for (const actor of actors)
      targets.set(`${from} ${action} ${actor}`, to === 'SAME' ? (from as DisclosureState) : to);
  }
}

describe('the life of a disclosure request', () => {
  it.each(STATES.flatMap((state) => DISCLOSURE_ACTIONS.map((action) => [state, action] as const)))(
    '%s, %s: moves whom it may and refuses everyone else with the reason',
    (state, action) => {
      for (const actor of DISCLOSURE_ACTORS) {
        const taken = step(DISCLOSURE_LIFECYCLE, state, action, actor);
        const to = targets.get(`${state} ${action} ${actor}`);
        if (to) expect(taken).toMatchObject({ ok: true, transition: { to } });
        else {
          const reason = possible.has(`${state} ${action}`) ? 'WRONG_ACTOR' : 'WRONG_STATE';
          expect(taken).toEqual({ ok: false, reason });
        }
      }
    },
  );

  const transitions = Object.values(DISCLOSURE_LIFECYCLE.moves).flatMap((moves) => Object.values(moves));

  it('leaves a ledger entry and an event with each move', () => {
    for (const { records, emits } of transitions) {
      expect(records).toMatch(/^disclosure\./);
      expect(emits && AUDIENCES[emits]).toBeTruthy();
    }
  });

  it('reaches every state, uses every action and tells of every event', () => {
    expect(new Set(transitions.map(({ to }) => to))).toEqual(new Set(DISCLOSURE_STATES));
    const actions = Object.values(DISCLOSURE_LIFECYCLE.moves).flatMap((moves) => Object.keys(moves));
    expect(new Set(actions)).toEqual(new Set(DISCLOSURE_ACTIONS));
    expect(new Set(transitions.map(({ emits }) => emits))).toEqual(new Set(Object.keys(AUDIENCES)));
  });

  it('tells the platform nothing of a draft, and the agency nothing of a decision draft', () => {
    const audienceOf = (from: From) =>
      Object.values(DISCLOSURE_LIFECYCLE.moves[from]).map(({ to, emits }) => [to, emits && AUDIENCES[emits]]);
    expect(audienceOf('NEW')).toEqual([['DRAFT', 'AGENCY']]);
    expect(audienceOf('DRAFT')).toEqual([
      ['DRAFT', 'AGENCY'],
      ['WITHDRAWN', 'AGENCY'],
      ['SUBMITTED', 'BOTH'],
    ]);
    const { draftDecision, approve, sendBack } = DISCLOSURE_LIFECYCLE.moves.UNDER_REVIEW;
    for (const move of [draftDecision, approve, sendBack]) expect(AUDIENCES[move?.emits as never]).toBe('PLATFORM');
  });

  it('ends in its settled states and nowhere else', () => {
    const ends = DISCLOSURE_STATES.filter((state) => Object.keys(DISCLOSURE_LIFECYCLE.moves[state]).length === 0);
    expect(ends).toEqual(SETTLED_STATES);
  });
});
