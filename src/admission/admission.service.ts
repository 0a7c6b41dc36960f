import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { parseIdentifier } from '../../libs/identifiers/identifier.js';
import { representativeKey } from '../blacklist/representative-key.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { InvalidInput, PurposeRequired } from '../common/graphql/user-error.graphql.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { anchorKey } from '../entities/anchor-key.js';
import { nameKey } from '../entities/entities.writer.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { sealPurpose } from '../query/lookup-facts.js';
import { mayHoldPersons, readPurpose, type StatedPurpose } from '../query/query.policy.js';
import { NameIndexService } from '../search/name-index.service.js';
import { refusedName } from '../search/search.policy.js';
import { LEAST_SCORES } from '../search/search-vocabulary.js';
import { type MerchantStanding, type SimilarEntry, standingOf } from './admission.policy.js';
import { AdmissionRepository } from './admission.repository.js';

const text = (what: string, maximum: number) =>
  z.string().trim().max(maximum, `${what} has at most ${maximum} characters.`).nullish();

const CHECK = z.object({
  uscc: z.string().max(512, 'The value is longer than 512 characters.').nullish(),
  name: text('The name', 256),
  representative: text('The name', 100),
  purpose: z.string().nullish(),
  caseRef: z.string().nullish(),
});

const MOST_ENTRIES = 100;
/** Names that are compared deeply, since most merchants with a similar name are on no list. */
const MOST_NAMES = 500;

/** What a check asks for, by blind-index keys. */
interface Asked {
  readonly merchantKey: string | undefined;
  readonly name: string | undefined;
  readonly representative: string | undefined;
}

/** The admission check: how a merchant that wants in stands on the blacklist, as far as the caller may know. */
@Injectable()
export class AdmissionService {
  constructor(
    private readonly database: Database,
    private readonly index: NameIndexService,
    private readonly ledger: LedgerService,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** Checks a merchant; the ledger has it before the answer is given. */
  async check(context: TenantContext, input: object): Promise<MerchantStanding | InvalidInput | PurposeRequired> {
    const read = readInput(CHECK, input);
    if (!read.ok) return read.refusal;
    const stated = readPurpose(read.value, 'input.');
    if (stated instanceof InvalidInput) return stated;
    const asked = this.asked(read.value);
    if (asked instanceof InvalidInput) return asked;
    if (asked.representative && !mayHoldPersons(stated)) {
      return PurposeRequired.at(stated.purpose ? 'input.caseRef' : 'input.purpose');
    }
    const entries = new AdmissionRepository(this.database, context);
    const named = asked.name ? await this.byName(context, entries, asked.name) : NOBODY;
    if (named instanceof InvalidInput) return named;
    const byCode = asked.merchantKey ? await entries.onAnchor(asked.merchantKey, MOST_ENTRIES) : [];
    const represented = await this.byRepresentative(entries, asked.representative);
    const isCut = byCode.length === MOST_ENTRIES || represented.length === MOST_ENTRIES;
    const standing = standingOf(byCode, [...named.similar, ...represented], named.isTruncated || isCut);
    await this.record(context, asked, stated, standing);
    return standing;
  }

  private asked({ uscc, name, representative }: z.output<typeof CHECK>): Asked | InvalidInput {
    if (!uscc && !name && !representative) {
      return InvalidInput.at('input', 'Give a code, a name or a legal representative.', 'EMPTY');
    }
    const parsed = uscc ? parseIdentifier('USCC', uscc) : undefined;
    if (parsed && !parsed.ok) return InvalidInput.at('input.uscc', parsed.problem.message, parsed.problem.reason);
    const { index } = this.ciphers;
    const anchor = parsed && { type: 'USCC' as const, canonical: parsed.identifier.canonical };
    return {
      merchantKey: anchor && anchorKey(index, 'MERCHANT', anchor),
      name: name || undefined,
      representative: representative ? representativeKey(index, representative) : undefined,
    };
  }

  /** Entries on merchants whose names are alike: the name index finds them, the tables say what the caller may see. */
  private async byName(context: TenantContext, entries: AdmissionRepository, name: string) {
    const question = {
      text: name,
      leastScore: LEAST_SCORES.REVIEW,
      limit: MOST_NAMES,
      depth: 'NARROWED' as const,
      isExplained: false,
    };
    const [answer] = await this.index.search(context, MERCHANTS, [question]);
    if (!answer) throw new Error('the index gave no answer');
    if (answer.refusal !== undefined) return refusedName(answer.refusal, 'input.name');
    const scores = new Map(answer.hits.map(({ entityId, score }) => [entityId, score]));
    const found = await entries.onEntities([...scores.keys()], MOST_ENTRIES);
    const similar = found.map((entry): SimilarEntry => {
      return { entry, foundBy: 'NAME', score: scores.get(entry.entityId) ?? 0 };
    });
    return { similar, isTruncated: answer.isTruncated || answer.hasMore || found.length === MOST_ENTRIES };
  }

  private async byRepresentative(entries: AdmissionRepository, key: string | undefined): Promise<SimilarEntry[]> {
    const found = key ? await entries.ofRepresentative(key, MOST_ENTRIES) : [];
    return found.map((entry) => ({ entry, foundBy: 'REPRESENTATIVE', score: null }));
  }

  private record(context: TenantContext, asked: Asked, stated: StatedPurpose, standing: MerchantStanding) {
    const { merchantKey, name, representative } = asked;
    const named = name ? nameKey(this.ciphers.index, name) : undefined;
    const { listed, listedBefore, underReview, similar } = standing;
    return this.ledger.record(context, {
      action: 'blacklist.check',
      subjectType: merchantKey ? 'merchant' : 'name',
      subjectId: merchantKey ?? named ?? representative ?? '',
      detail: {
        ...(named ? { name: named } : {}),
        ...(representative ? { representative } : {}),
        listed: listed.length,
        listedBefore: listedBefore.length,
        underReview: underReview.length,
        similar: similar.length,
        ...sealPurpose(this.ciphers.fields, context.requestId, stated),
      },
    });
  }
}

const MERCHANTS = { kinds: ['MERCHANT'], withPersons: false } as const;
const NOBODY = { similar: [] as readonly SimilarEntry[], isTruncated: false };
