import fc from 'fast-check';
import type { TenantKind } from '../common/context/tenant-context.js';
import { JOINT_CASE_LIFECYCLE, JOINT_CASE_STATES } from './joint-case.lifecycle.js';
import { JOINT_PARTICIPANT_LIFECYCLE } from './joint-participant.lifecycle.js';
import { JOINT_ACCESSES } from './joint-roster.js';
import { PAPER_LIFECYCLES, PaperCase, type PaperKind, type PaperLine } from './paper-case.fixture.js';

const LIVES = 2_000;
const LONGEST = 80;
const SEED = 20_261_128;

const FILER = { tenantId: 'police', tenantKind: 'POLICE' } as const;
const GUESTS: readonly { readonly tenantId: string; readonly tenantKind: TenantKind }[] = [
  { tenantId: 'market', tenantKind: 'MARKET_REGULATOR' },
  { tenantId: 'border', tenantKind: 'POLICE' },
  { tenantId: 'shop-a', tenantKind: 'PLATFORM' },
  { tenantId: 'shop-b', tenantKind: 'PLATFORM' },
];
const CAST = [FILER, ...GUESTS];
/** Never invited. */
const STRANGER = { tenantId: 'stranger', tenantKind: 'POLICE' } as const;
const EVERYONE = [...CAST, STRANGER];
const KINDS = Object.keys(PAPER_LIFECYCLES) as PaperKind[];
const PARTS = ['ACCEPT', 'ACCEPT', 'ACCEPT', 'DECLINE', 'LEAVE', 'REMOVE', 'LAPSE'];

const who = fc.constantFrom(...EVERYONE);
const member = fc.constantFrom(...CAST);
/** Any number alike: small ones, which are tried more often by themselves, are always the same few moves. */
const number = fc.noBias(fc.nat({ max: 9_999 }));
const turn = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('invite' as const),
      by: who,
      whom: member,
      access: fc.constantFrom(...JOINT_ACCESSES),
      isSensible: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant('part' as const),
      by: who,
      whom: member,
      action: fc.constantFrom(...PARTS),
      isOwn: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant('ask' as const),
      by: who,
      kind: fc.constantFrom(...KINDS),
      isSensible: fc.boolean(),
      whom: member,
      named: fc.subarray(['market', 'shop-b']),
      isRestricted: fc.boolean(),
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({
      what: fc.constant('move' as const),
      by: who,
      pick: number,
      action: number,
      role: fc.noBias(fc.nat({ max: 3 })),
      isSensible: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('comment' as const),
      by: who,
      named: fc.subarray(['market', 'shop-a']),
      isRestricted: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('case' as const),
      by: who,
      action: fc.constantFrom('BEGIN_CLOSING', 'REOPEN', 'REOPEN', 'CLOSE', 'CLOSE', 'WITHDRAW'),
      isByLead: fc.boolean(),
    }),
  },
);
type Turn = typeof turn extends fc.Arbitrary<infer One> ? One : never;

const CASE_END = new Set(['CLOSED', 'WITHDRAWN']);

/** What is asked and not answered. */
const OPEN: ReadonlySet<string> = new Set([
  ...['HANDOVER OFFERED', 'TASK ASSIGNED', 'TASK STARTED', 'TASK SUBMITTED', 'MEASURE REQUESTED', 'MEASURE ACCEPTED'],
]);

/** Tries a turn; whether it was refused is for the case to say. */
function tryTurn(paper: PaperCase, wanted: Turn): string | undefined {
  const by = wanted.by.tenantId;
  switch (wanted.what) {
    case 'invite':
      return paper.invite(wanted.isSensible ? paper.roster.leadId : by, wanted.whom, wanted.access);
    case 'part': {
      const actor = wanted.action === 'LAPSE' ? 'CLOCK' : wanted.isOwn ? wanted.whom.tenantId : by;
      return paper.movePart(actor, wanted.whom, wanted.action);
    }
    case 'ask':
      return paper.ask(wanted.isSensible ? paper.roster.leadId : by, wanted.kind, {
        ...wanted,
        partyId: wanted.whom.tenantId,
      });
    case 'comment':
      return paper.comment(by, wanted.named, wanted.isRestricted);
    case 'case':
      return paper.moveCase(wanted.isByLead ? paper.roster.leadId : by, wanted.action);
    case 'move': {
      const item = paper.items[wanted.pick % Math.max(1, paper.items.length)];
      if (!item) return 'NOTHING_THERE';
      const { actions, moves } = PAPER_LIFECYCLES[item.kind];
      const possible = Object.keys(moves[item.state] ?? {});
      const choice = wanted.isSensible && possible.length > 0 ? possible : actions;
      const action = choice[wanted.action % choice.length] ?? '';
      const sensible = [item.partyId, item.partyId, item.ownerId, paper.roster.leadId] as const;
      const actor = wanted.isSensible ? (sensible[wanted.role] ?? by) : by;
      return paper.moveItem(action === 'EXPIRE' || action === 'FALL_DUE' ? 'CLOCK' : actor, item, action);
    }
  }
}

const before = (paper: PaperCase) => ({
  lines: paper.lines.length,
  state: paper.state,
  roster: paper.roster,
  items: JSON.stringify(paper.items),
});

/** What one turn may have done: nothing when it was refused, else one change with one entry and one event. */
function changesOnce(
  paper: PaperCase,
  was: ReturnType<typeof before>,
  wanted: Turn,
  refusal: string | undefined,
): void {
  const added = paper.lines.slice(was.lines);
  if (refusal !== undefined) {
    const now = before(paper);
    if (now.lines !== was.lines || now.state !== was.state || now.roster !== was.roster || now.items !== was.items) {
      throw new Error(`a refused turn changed something: ${refusal}`);
    }
    return;
  }
  const traced = added.filter(({ trace }) => trace);
  for (const { trace } of traced)
    expect([trace?.records, trace?.emits]).toEqual([expect.any(String), expect.any(String)]);
  const isEnding = wanted.what === 'case' && paper.state === 'WITHDRAWN';
  // A withdrawal ends each thing that was asked as a change of its own.
  if (isEnding) expect(traced.length).toBe(added.length);
  else expect(traced.length).toBe(1);
  if (CASE_END.has(was.state)) expect(paper.state).toBe(was.state);
}

function hasLead({ roster }: PaperCase): void {
  expect(roster.members.get(roster.leadId)).toMatchObject({ state: 'ACTIVE', access: 'WHOLE' });
  expect(roster.members.get(roster.leadId)?.tenantKind).not.toBe('PLATFORM');
}

/** Who may be shown a line, said anew and by what everybody was at that moment. */
function mayBeShown(line: PaperLine, tenantId: string): boolean {
  const { roster, kind, concerned, named, isRestricted } = line;
  const now = roster.members.get(tenantId);
  if (!now) return false;
  if (tenantId === roster.leadId) return true;
  const isOwnPart = kind === 'PARTICIPANT' && concerned.includes(tenantId);
  if (isOwnPart) return true;
  if (now.state === 'INVITED') return kind === 'CASE' || kind === 'HANDOVER';
  if (now.state !== 'ACTIVE') return false;
  if (kind === 'CASE' || kind === 'HANDOVER') return true;
  if (concerned.includes(tenantId) || named.includes(tenantId)) return true;
  return now.access === 'WHOLE' && !isRestricted;
}

/** The lines at their writing, before anything was opened later. */
function isShownToTheRight(line: PaperLine): void {
  const wrong = EVERYONE.filter(({ tenantId }) => line.audience.has(tenantId) !== mayBeShown(line, tenantId));
  if (wrong.length > 0) throw new Error(`${line.kind} ${line.action} is shown otherwise: ${JSON.stringify(wrong)}`);
}

/** Whoever is out at the end was shown nothing after the line that says so. */
function leaversSeeNothingLater({ roster, lines }: PaperCase): void {
  for (const { tenantId, state } of roster.members.values()) {
    if (state === 'ACTIVE' || state === 'INVITED') continue;
    const out = lines.findLastIndex(({ itemId }) => itemId === `part-${tenantId}`);
    expect(lines.slice(out + 1).filter(({ audience }) => audience.has(tenantId))).toEqual([]);
  }
}

describe('random lives of joint cases on paper', () => {
  it('keep every promise, whoever tries what', () => {
    const taken = new Set<string>();
    const reached = new Set<string>(['DRAFT']);
    fc.assert(
      fc.property(
        fc.subarray([...GUESTS]),
        fc.array(turn, { minLength: 40, maxLength: LONGEST, size: 'max' }),
        (guests, turns) => {
          const paper = new PaperCase(FILER);
          for (const guest of guests) {
            paper.invite(FILER.tenantId, guest, guest.tenantKind === 'PLATFORM' ? 'NAMED' : 'WHOLE');
            paper.movePart(guest.tenantId, guest, 'ACCEPT');
          }
          for (const wanted of turns) {
            const was = before(paper);
            const wasOut = !paper.roster.members.has(wanted.by.tenantId);
            const refusal = tryTurn(paper, wanted);
            changesOnce(paper, was, wanted, refusal);
            hasLead(paper);
            for (const line of paper.lines.slice(was.lines)) {
              if (line.kind !== 'CASE') isShownToTheRight(line);
              if (wasOut) expect(line.by).not.toBe(wanted.by.tenantId);
              taken.add(`${line.kind} ${line.action}`);
            }
            reached.add(paper.state);
            if (paper.state === 'CLOSED' && was.state !== 'CLOSED') {
              expect([...paper.roster.members.values()].filter(({ state }) => state === 'INVITED')).toEqual([]);
              expect(paper.items.filter(({ kind, state }) => OPEN.has(`${kind} ${state}`))).toEqual([]);
            }
          }
          leaversSeeNothingLater(paper);
          expect(paper.lines.filter(({ audience }) => audience.has(STRANGER.tenantId))).toEqual([]);
        },
      ),
      { numRuns: LIVES, seed: SEED },
    );
    // The lives are worth something only if they get everywhere.
    expect(reached).toEqual(new Set(JOINT_CASE_STATES));
    const possible = [
      ...KINDS.flatMap((kind) => PAPER_LIFECYCLES[kind].actions.map((action) => `${kind} ${action}`)),
      ...JOINT_PARTICIPANT_LIFECYCLE.actions
        .filter((action) => action !== 'OPEN_TO')
        .map((each) => `PARTICIPANT ${each}`),
      ...JOINT_CASE_LIFECYCLE.actions
        .filter((action) => action !== 'DRAFT' && action !== 'FILE')
        .map((each) => `CASE ${each}`),
    ];
    expect(possible.filter((each) => !taken.has(each))).toEqual([]);
  }, 120_000);
});
