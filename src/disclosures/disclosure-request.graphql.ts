import { createUnionType, Field, Int, ObjectType } from '@nestjs/graphql';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import type { TenantCard } from '../tenants/tenant-cards.js';
import type { ApprovalNeed } from './disclosure.policy.js';
import type { ProportionalityHint } from './disclosure-completeness.js';
import type { Particulars } from './disclosure-particulars.js';
import { DisclosureSummaryType, HintEnum } from './disclosures.graphql.js';
import type { StoredRequest } from './disclosures.repository.js';
import { DisclosureGapType, IncompleteRequest } from './incomplete-request.graphql.js';

@ObjectType('ApprovalNeed', { description: 'How many other people approve the decision.' })
class ApprovalNeedType {
  @Field(() => Int, { description: 'Before the decision counts.' })
  before!: number;

  @Field(() => Boolean, { description: 'Whether another one reviews it afterwards.' })
  afterwards!: boolean;
}

/** What a request shows beside its columns. */
export interface Presented {
  readonly tenants: ReadonlyMap<string, TenantCard>;
  readonly words: Particulars;
  readonly hints: readonly ProportionalityHint[];
  readonly gaps: readonly DisclosureGapType[];
  readonly need: ApprovalNeed;
  readonly mayNotifySubject: boolean;
}

@ObjectType('DisclosureRequest', {
  description: "An agency's request that a platform disclose or preserve named data on a legal basis.",
})
export class DisclosureRequestType extends DisclosureSummaryType {
  /** For the fields that are read only when they are asked for. */
  stored!: StoredRequest;

  @Field(() => String, { nullable: true })
  purpose!: string | null;

  @Field(() => String, { nullable: true })
  caseNumber!: string | null;

  @Field(() => String, { nullable: true })
  authorisingOfficer!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it is an emergency.' })
  dangerToLife!: string | null;

  @Field(() => Boolean, { description: 'False as long as the request is confidential.' })
  mayNotifySubject!: boolean;

  @Field(() => [HintEnum])
  hints!: readonly string[];

  @Field(() => [DisclosureGapType], { description: 'What a draft still lacks before it can be sent.' })
  gaps!: readonly DisclosureGapType[];

  @Field(() => ApprovalNeedType)
  approvalsNeeded!: ApprovalNeedType;

  static from(request: StoredRequest, presented: Presented): DisclosureRequestType {
    const { tenants, words, hints, gaps, need, mayNotifySubject } = presented;
    const summary = DisclosureSummaryType.of(request, tenants);
    return Object.assign(new DisclosureRequestType(), summary, words, {
      stored: request,
      hints,
      gaps,
      approvalsNeeded: Object.assign(new ApprovalNeedType(), need),
      mayNotifySubject,
    });
  }
}

export const DisclosureRequestResult = createUnionType({
  name: 'DisclosureRequestResult',
  types: () => [DisclosureRequestType, IncompleteRequest, InvalidInput, NotFound, Conflict] as const,
});
