import { Inject, Injectable } from '@nestjs/common';
import { parseIdentifier } from '../../libs/identifiers/identifier.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { InvalidInput } from '../common/graphql/user-error.graphql.js';
import { isId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { subjectContext } from './disclosure-vocabulary.js';
import type { SubjectInput } from './disclosures.inputs.js';
import { DisclosuresRepository, type StoredSubject } from './disclosures.repository.js';

/** A subject in the clear, for the two sides of its request. */
export interface ClearSubject {
  readonly ordinal: number;
  readonly entityId: string | null;
  readonly type: string | null;
  readonly value: string | null;
}

type Read = Omit<StoredSubject, 'ordinal'> & { readonly isPersonal: boolean };

/** Reads the subjects that somebody names, and opens those that rest. */
@Injectable()
export class DisclosureSubjects {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /**
   * The subjects as they are to rest, numbered from 1; one that is named twice counts once.
   * @param platform code of the platform asked, for shop, listing and account ids that do not name theirs
   */
  async read(
    context: TenantContext,
    requestId: string,
    inputs: readonly SubjectInput[],
    platform: string | undefined,
  ): Promise<StoredSubject[] | InvalidInput> {
    const entityIds = inputs.flatMap(({ entityId }) => (entityId && isId(entityId) ? [entityId] : []));
    const visible = await new DisclosuresRepository(this.database, context).visibleEntities([...new Set(entityIds)]);
    const byKey = new Map<string, Read>();
    for (const [index, input] of inputs.entries()) {
      const read = this.readOne(input, `input.subjects[${index}]`, visible, platform);
      if (read instanceof InvalidInput) return read;
      if (!byKey.has(read.subjectKey)) byKey.set(read.subjectKey, read);
    }
    return [...byKey.values()].map((read, index) => this.seal(requestId, index + 1, read));
  }

  /** A subject as the two sides see it. */
  open(requestId: string, { ordinal, entityId, type, value, masked }: StoredSubject): ClearSubject {
    // Only what was sealed has a masked form beside it.
    const clear =
      masked !== null && value !== null
        ? this.ciphers.fields.decrypt(value, subjectContext(requestId, ordinal))
        : value;
    return { ordinal, entityId, type, value: clear };
  }

  private readOne(
    { entityId, type, value }: SubjectInput,
    path: string,
    visible: ReadonlySet<string>,
    platform: string | undefined,
  ): Read | InvalidInput {
    if (entityId) {
      if (type || value) return InvalidInput.at(path, 'A subject is an entity or an identifier, not both.');
      if (!visible.has(entityId)) return InvalidInput.at(`${path}.entityId`, 'There is no such entity.');
      const subjectKey = this.ciphers.index.key('ENTITY_ID', entityId);
      return { entityId, type: null, value: null, masked: null, subjectKey, isPersonal: false };
    }
    if (!type) return InvalidInput.at(`${path}.type`, 'Give an entity, or the type and value of an identifier.');
    const now = () => new Date(this.clock.now());
    const parsed = parseIdentifier(type, value ?? '', { platform, now });
    if (!parsed.ok) return InvalidInput.at(`${path}.value`, parsed.problem.message, parsed.problem.reason);
    const { canonical, masked, isPersonal } = parsed.identifier;
    const subjectKey = this.ciphers.index.key(type, canonical);
    return { entityId: null, type, value: canonical, masked: isPersonal ? masked : null, subjectKey, isPersonal };
  }

  private seal(requestId: string, ordinal: number, { isPersonal, value, ...rest }: Read): StoredSubject {
    const resting =
      isPersonal && value !== null ? this.ciphers.fields.encrypt(value, subjectContext(requestId, ordinal)) : value;
    return { ordinal, ...rest, value: resting };
  }
}
