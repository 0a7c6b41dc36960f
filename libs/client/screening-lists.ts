import type { LiaisonClient } from './liaison-client.js';
import { CONTENT_TYPES } from './screenings.js';
import { streamedRequest, type UploadBody } from './uploads.js';

/** A saved screening list as the gateway tells of it. */
export interface ScreeningList {
  readonly id: string;
  readonly name: string;
  readonly state: 'WATCHING' | 'PAUSED' | 'DELETED';
  readonly least: MatchDecision;
  readonly itemCount: number;
  /** Items that wait to be screened. */
  readonly dueItems: number;
  /** The upload whose rows are going in. */
  readonly uploadId: string | null;
  /** For the next change: `version` must be the present one. */
  readonly version: number;
}

export type MatchDecision = 'MATCH' | 'REVIEW' | 'WEAK';

/** Somebody or something to watch: by name, by identifiers, or both. */
export interface ScreeningListItem {
  /** Your own reference, at most 64 characters. */
  readonly ref: string;
  readonly name?: string;
  readonly kind?: 'MERCHANT' | 'SHOP' | 'LISTING' | 'ACCOUNT' | 'PERSON' | 'WEBSITE';
  readonly uscc?: string;
  readonly residentId?: string;
  readonly phone?: string;
  readonly birthDate?: string;
  readonly jurisdiction?: string;
  readonly identifiers?: readonly { readonly type: string; readonly value: string; readonly platform?: string }[];
}

/** A list to save. */
export interface NewScreeningList {
  readonly name: string;
  /** The weakest hits to keep; REVIEW when left out. */
  readonly least?: MatchDecision;
  /** With `caseRef`: needed where persons are to be met, or items have personal identifiers. */
  readonly purpose?: string;
  readonly caseRef?: string;
  /** At most 1,000; `upload` brings more. */
  readonly items?: readonly ScreeningListItem[];
  readonly idempotencyKey?: string;
}

/** A file of items for a list: rows as in a batch screening, whose `id` is the reference. */
export interface ScreeningListUpload {
  readonly listId: string;
  readonly version: number;
  /** The file: text, bytes, or a stream of them, which is sent as it comes and never held whole. */
  readonly body: UploadBody;
  readonly format: 'ndjson' | 'csv' | 'xlsx';
  /** `replace` removes the items that the file does not name; `extend` when left out. */
  readonly mode?: 'extend' | 'replace';
  readonly idempotencyKey: string;
}

/** What the gateway answers once the whole file is durable there. */
export interface UploadedItems {
  readonly id: string;
  readonly listId: string;
  readonly state: 'RUNNING' | 'COMPLETED' | 'DROPPED';
  readonly receivedRows: number;
  readonly acceptedRows: number;
  readonly rejectedRows: number;
}

/** Which hits of a list are wanted; all that are current when left out. */
export interface ScreeningListHitFilter {
  readonly since?: Date;
  readonly decisions?: readonly MatchDecision[];
  readonly reviewed?: boolean;
  readonly withGone?: boolean;
  readonly refs?: readonly string[];
}

/** An entity that an item led to. */
export interface ScreeningListHit {
  readonly id: string;
  readonly listId: string;
  readonly ref: string;
  readonly score: number;
  readonly decision: MatchDecision;
  readonly state: 'CURRENT' | 'GONE';
  readonly isReviewed: boolean;
  /** With `revision` and the entity's id: what `markReviewed` takes. */
  readonly queryKey: string;
  readonly revision: string | null;
  readonly foundAt: string;
  readonly changedAt: string;
  readonly goneAt: string | null;
  readonly entity: {
    readonly id: string;
    readonly kind: string;
    readonly names: readonly { readonly role: string; readonly name: string }[];
    readonly flagCount: number;
    readonly highestSeverity: string | null;
  };
}

/** The gateway refused a change; `code` and `field` say what. */
export class ScreeningListRefusedError extends Error {
  override readonly name = 'ScreeningListRefusedError';

  constructor(
    message: string,
    readonly code: string,
    readonly field: string | null,
  ) {
    super(message);
  }
}

type Refusable<Value> = Value & {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly field?: string | null;
};

const LIST = `__typename ... on ScreeningList { id name state least itemCount dueItems uploadId version }
  ... on UserError { code message field }`;
const HIT = `id listId ref score decision state isReviewed queryKey revision foundAt changedAt goneAt
  entity { id kind names { role name } flagCount highestSeverity }`;
const HITS_PER_PAGE = 100;

/** Saved screening lists of a tenant: keeps them, fills them, reads their hits. Alerts come as events of `listIds`. */
export class ScreeningLists {
  constructor(private readonly client: LiaisonClient) {}

  /** Saves a list; its items are screened from now on. @throws ScreeningListRefusedError */
  save(list: NewScreeningList): Promise<ScreeningList> {
    return this.change('saveScreeningList', 'SaveScreeningListInput', list);
  }

  /** @throws ScreeningListRefusedError `NOT_FOUND` */
  async read(id: string): Promise<ScreeningList> {
    const query = `query ($id: ID!) { result: screeningList(id: $id) { ${LIST} } }`;
    return accepted((await this.client.query<{ result: Refusable<ScreeningList> }>(query, { id })).result);
  }

  /** Changes name, purpose or the weakest hits; what is left out stays. @throws ScreeningListRefusedError */
  update(
    { id, version }: Pick<ScreeningList, 'id' | 'version'>,
    changes: Omit<NewScreeningList, 'items' | 'name'> & { readonly name?: string },
  ): Promise<ScreeningList> {
    return this.change('changeScreeningList', 'ChangeScreeningListInput', { id, version, ...changes });
  }

  /** Adds items, or changes those whose reference the list has; at most 1,000. @throws ScreeningListRefusedError */
  put(
    { id, version }: Pick<ScreeningList, 'id' | 'version'>,
    items: readonly ScreeningListItem[],
  ): Promise<ScreeningList> {
    return this.change('putScreeningListItems', 'PutScreeningListItemsInput', { id, version, items });
  }

  /** Takes items off a list with their hits; at most 1,000. @throws ScreeningListRefusedError */
  remove({ id, version }: Pick<ScreeningList, 'id' | 'version'>, refs: readonly string[]): Promise<ScreeningList> {
    return this.change('removeScreeningListItems', 'RemoveScreeningListItemsInput', { id, version, refs });
  }

  /** @throws ScreeningListRefusedError */
  pause({ id, version }: Pick<ScreeningList, 'id' | 'version'>): Promise<ScreeningList> {
    return this.change('pauseScreeningList', 'ScreeningListAtVersionInput', { id, version });
  }

  /** Watches a paused list again, beginning with all of it. @throws ScreeningListRefusedError */
  resume({ id, version }: Pick<ScreeningList, 'id' | 'version'>): Promise<ScreeningList> {
    return this.change('resumeScreeningList', 'ScreeningListAtVersionInput', { id, version });
  }

  /** @throws ScreeningListRefusedError */
  delete({ id, version }: Pick<ScreeningList, 'id' | 'version'>): Promise<ScreeningList> {
    return this.change('deleteScreeningList', 'ScreeningListAtVersionInput', { id, version });
  }

  /**
   * Hands in a file of items; resolves once the whole of it is durable at the gateway, while its rows go in.
   * @throws LiaisonRequestError with the problem's code
   */
  async upload({ listId, version, body, format, mode, idempotencyKey }: ScreeningListUpload): Promise<UploadedItems> {
    const headers = {
      'content-type': CONTENT_TYPES[format],
      'idempotency-key': idempotencyKey,
      'if-match': `"${version}"`,
    };
    const path = `/v1/screening-lists/${listId}/items${mode ? `?mode=${mode}` : ''}`;
    const response = await this.client.request(path, { ...streamedRequest(body, headers), headers });
    return (await response.json()) as UploadedItems;
  }

  /** The hits of a list, the newest first, page by page as they are wanted. @throws ScreeningListRefusedError */
  async *hits(listId: string, filter: ScreeningListHitFilter = {}): AsyncGenerator<ScreeningListHit> {
    const query = `query ($listId: ID!, $filter: ScreeningListHitsFilterInput, $first: Int!, $after: String) {
      result: screeningListHits(listId: $listId, filter: $filter, first: $first, after: $after) { __typename
        ... on ScreeningListHitConnection { edges { node { ${HIT} } } pageInfo { hasNextPage endCursor } }
        ... on UserError { code message field } } }`;
    for (let after: string | null = null; ; ) {
      const variables = { listId, filter, first: HITS_PER_PAGE, after };
      const page: HitPage = accepted(
        (await this.client.query<{ result: Refusable<HitPage> }>(query, variables)).result,
      );
      for (const { node } of page.edges) yield node;
      if (!page.pageInfo.hasNextPage) return;
      after = page.pageInfo.endCursor;
    }
  }

  /** The hit that an alert speaks of, as it may be seen now. @throws ScreeningListRefusedError `NOT_FOUND` */
  async hit(id: string): Promise<ScreeningListHit> {
    const query = `query ($id: ID!) { result: screeningListHit(id: $id) { __typename
      ... on ScreeningListHit { ${HIT} } ... on UserError { code message field } } }`;
    return accepted((await this.client.query<{ result: Refusable<ScreeningListHit> }>(query, { id })).result);
  }

  private async change(operation: string, inputType: string, input: object): Promise<ScreeningList> {
    const mutation = `mutation ($input: ${inputType}!) { result: ${operation}(input: $input) { ${LIST} } }`;
    return accepted((await this.client.mutate<{ result: Refusable<ScreeningList> }>(mutation, { input })).result);
  }
}

interface HitPage {
  readonly edges: readonly { readonly node: ScreeningListHit }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

function accepted<Value>(result: Refusable<Value>): Value {
  const { code, message = '', field = null } = result;
  if (code !== undefined) throw new ScreeningListRefusedError(message, code, field);
  const { __typename: _, ...value } = result;
  return value as Value;
}
