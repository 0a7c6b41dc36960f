import {
  createUnionType,
  Field,
  Float,
  GraphQLISODateTime,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from '@nestjs/graphql';
import { AttachmentType } from '../attachments/attachments.graphql.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { PACKAGE_STATES } from './package.lifecycle.js';
import type { StoredPackage } from './packages.repository.js';

const PackageStateEnum = Object.fromEntries(PACKAGE_STATES.map((state) => [state, state]));
registerEnumType(PackageStateEnum, {
  name: 'DisclosurePackageState',
  description: 'Confirmed by the agency’s receipt; destroyed on the retention date, when the keys are forgotten.',
});

const momentOf = (milliseconds: number | null): Date | null =>
  milliseconds === null ? null : new Date(Number(milliseconds));

@ObjectType('DisclosurePackageFile', { description: 'A sealed file; only the agency can open it.' })
export class PackageFileType {
  @Field(() => Int, { description: 'From 1, in the order of the manifest.' })
  number!: number;

  @Field(() => String, { description: 'Code of the data item that it answers.' })
  item!: string;

  @Field(() => Float, { description: 'Sealed, in bytes.' })
  size!: number;

  @Field(() => String, { description: 'SHA-256 of the sealed file, in lower-case hex.' })
  sha256!: string;

  @Field(() => AttachmentType)
  attachment!: AttachmentType;
}

@ObjectType('DisclosurePackage', { description: 'What a platform disclosed, sealed to the agency.' })
export class PackageType {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  requestId!: string;

  @Field(() => String, { description: 'The id that the platform sealed it under.' })
  packageId!: string;

  @Field(() => PackageStateEnum)
  state!: string;

  @Field(() => ID, { description: 'The attachment that holds the sealed manifest.' })
  manifestId!: string;

  @Field(() => String, { description: 'SHA-256 of the sealed manifest, in lower-case hex.' })
  manifestSha256!: string;

  @Field(() => String, { description: 'What the agency may do with it, as it was granted.' })
  handling!: string;

  @Field(() => String, { description: 'The day from which it is no longer kept, ISO 8601; it begins in China.' })
  retainUntil!: string;

  @Field(() => GraphQLISODateTime)
  deliveredAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the agency opened it, as its receipt says.' })
  openedAt?: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  confirmedAt?: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  destroyedAt?: Date | null;

  stored!: StoredPackage;

  static from(this: void, stored: StoredPackage): PackageType {
    const { id, requestId, packageId, state, manifestId, manifestSha256, handling, retainUntil } = stored;
    return Object.assign(new PackageType(), {
      ...{ id, requestId, packageId, state, manifestId, manifestSha256, handling, retainUntil },
      deliveredAt: new Date(Number(stored.deliveredAtMs)),
      openedAt: momentOf(stored.openedAtMs),
      confirmedAt: momentOf(stored.confirmedAtMs),
      destroyedAt: momentOf(stored.destroyedAtMs),
      stored,
    });
  }
}

export const PackageResultUnion = createUnionType({
  name: 'DisclosurePackageResult',
  types: () => [PackageType, InvalidInput, NotFound, Conflict] as const,
});

@InputType()
export class DeliveredFileInput {
  @Field(() => ID, { description: 'An upload of the sealed file, for SEALED_FILE.' })
  attachmentId!: string;

  @Field(() => String, { description: 'Code of the data item that the file answers; something of it was granted.' })
  item!: string;
}

const IDEMPOTENCY_KEY = 'Sent again with the same key and input, the change is made once and its result given again.';

@InputType()
export class DeliverDisclosurePackageInput {
  @Field(() => ID)
  requestId!: string;

  @Field(() => ID, { description: 'An upload of the sealed manifest, for SEALED_MANIFEST.' })
  manifestId!: string;

  @Field(() => [DeliveredFileInput], { description: 'In the order of the manifest, at most 1,000.' })
  files!: DeliveredFileInput[];

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class ConfirmDisclosureReceiptInput {
  @Field(() => ID, { description: '`id` of the package.' })
  packageId!: string;

  @Field(() => String, { description: 'The receipt as `liaison open` wrote it: a JWS by one of the agency’s keys.' })
  receipt!: string;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}
