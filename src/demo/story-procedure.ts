import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import type { Narrator } from './narrator.js';
import type { Cast } from './story.js';
import { sampleMerchant } from './story-lookups.js';
import { BLACKLIST_STEPS } from './story-queries.js';

/** An entry as the story reads it, or a refusal. */
export interface Entry {
  readonly __typename: string;
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly code?: string;
  readonly message?: string;
}

/** Takes a step on an entry. */
export async function takeStep(
  client: LiaisonClient,
  operation: keyof typeof BLACKLIST_STEPS,
  input: object,
): Promise<Entry> {
  return (await client.mutate<{ result: Entry }>(BLACKLIST_STEPS[operation], { input })).result;
}

/** The regulator goes the whole way to a decision; gives the entry that is ready to be published. */
export async function tellProcedure({ regulator, director }: Cast, narrator: Narrator): Promise<Entry> {
  narrator.step('The market regulator proposes a blacklist entry and gives the party notice; nobody else sees that.');
  const { name, uscc } = sampleMerchant();
  const proposal = {
    subjectName: name,
    uscc,
    category: 'COUNTERFEIT',
    severity: 'HIGH',
    reason: '多次销售假冒注册商标的商品，经查证属实。',
    legalBasis: '《市场监督管理严重违法失信名单管理办法》第九条',
    restricted: { details: '法定代表人周某某在询问中承认进货渠道不明。', representative: '周某某' },
  };
  narrator.asks('hz-market', `proposeBlacklistEntry(input: ${JSON.stringify(proposal)})`);
  const proposed = await takeStep(regulator, 'proposeBlacklistEntry', proposal);
  narrator.answers(proposed);
  narrator.equal('state', proposed.state, 'PROPOSED');
  const early = await takeStep(regulator, 'publishBlacklistEntry', atVersion(proposed));
  narrator.equal('publishing it without notice is refused as', early.code, 'WRONG_STATE');
  const notice = {
    ...atVersion(proposed),
    facts: '2026年3月至10月三次销售假冒注册商标的商品。',
    reasons: '违反《商标法》第五十七条。',
    basis: '《市场监督管理严重违法失信名单管理办法》第九条',
    consequences: '列入严重违法失信名单并公示三年。',
    rightToBeHeard: '可在五个工作日内提出陈述、申辩。',
  };
  narrator.asks('hz-market', `giveBlacklistNotice(input: ${JSON.stringify(notice)})`);
  const noticed = await takeStep(regulator, 'giveBlacklistNotice', notice);
  narrator.equal('state', noticed.state, 'NOTIFIED');
  const heard = await takeStep(regulator, 'recordBlacklistStatement', {
    ...atVersion(noticed),
    statement: '商品系正规渠道采购，公司对真伪并不知情。',
  });
  narrator.equal('the party has made its statement', heard.state, 'HEARD');
  return tellDecision(regulator, director, heard, narrator);
}

async function tellDecision(
  regulator: LiaisonClient,
  director: LiaisonClient,
  heard: Entry,
  narrator: Narrator,
): Promise<Entry> {
  narrator.step('Two people decide: who decided first cannot confirm it.');
  const decided = await takeStep(regulator, 'decideBlacklistEntry', {
    ...atVersion(heard),
    outcome: 'LIST',
    reason: '申辩理由不成立。',
  });
  narrator.equal('state', decided.state, 'DECIDING');
  const confirmation = { ...atVersion(decided), agrees: true, reason: '同意列入。' };
  narrator.asks('hz-market', `confirmBlacklistDecision(input: ${JSON.stringify(confirmation)})`);
  const alone = await takeStep(regulator, 'confirmBlacklistDecision', confirmation);
  narrator.answers(alone);
  narrator.equal('by the same person it is refused as', alone.code, 'SAME_PERSON');
  const confirmed = await takeStep(director, 'confirmBlacklistDecision', confirmation);
  narrator.equal('by another the entry is', confirmed.state, 'DECIDED');
  return confirmed;
}

/** What names an entry as it was read. */
export const atVersion = ({ id, version }: Entry): { id: string; version: number } => ({ id, version });
