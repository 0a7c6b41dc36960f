import {
  createUnionType,
  Field,
  Float,
  GraphQLISODateTime,
  ID,
  Int,
  ObjectType,
  registerEnumType,
} from '@nestjs/graphql';
import { connectionTypes } from '../../common/graphql/connection.graphql.js';
import { NotFound } from '../../common/graphql/user-error.graphql.js';
import {
  type ListRowError,
  type ListUpload,
  UPLOAD_MODES,
  UPLOAD_STATES,
  type UploadMode,
  type UploadState,
} from './list-uploads.repository.js';

const enumOf = (values: readonly string[]) => Object.fromEntries(values.map((value) => [value, value]));

const ScreeningListUploadModeEnum = enumOf(UPLOAD_MODES);
registerEnumType(ScreeningListUploadModeEnum, {
  name: 'ScreeningListUploadMode',
  description: 'REPLACE removes the items that the file does not name.',
});

const ScreeningListUploadStateEnum = enumOf(UPLOAD_STATES);
registerEnumType(ScreeningListUploadStateEnum, {
  name: 'ScreeningListUploadState',
  description: 'DROPPED when the list was deleted before all rows were in.',
});

@ObjectType('ScreeningListUpload', { description: 'A file of items on its way into a screening list.' })
export class ScreeningListUploadType {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  listId!: string;

  @Field(() => ScreeningListUploadModeEnum)
  mode!: UploadMode;

  @Field(() => ScreeningListUploadStateEnum)
  state!: UploadState;

  @Field(() => Int, { description: 'Rows in the file.' })
  receivedRows!: number;

  @Field(() => Int, { description: 'Rows that went in so far, also those that changed nothing.' })
  acceptedRows!: number;

  @Field(() => Int, { description: 'Rows that could not; `errors` says why.' })
  rejectedRows!: number;

  @Field(() => Int, { description: 'Items that a replacement removed.' })
  removedItems!: number;

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  completedAt!: Date | null;

  static from(upload: ListUpload): ScreeningListUploadType {
    const { id, listId, mode, state, receivedRows, acceptedRows, rejectedRows, removedItems } = upload;
    return Object.assign(new ScreeningListUploadType(), {
      ...{ id, listId, mode, state, receivedRows, acceptedRows, rejectedRows, removedItems },
      createdAt: new Date(upload.createdAtMs),
      completedAt: upload.completedAtMs === null ? null : new Date(upload.completedAtMs),
    });
  }
}

@ObjectType('ScreeningListRowError')
export class ScreeningListRowErrorType {
  @Field(() => Float, { description: 'Line of the file, or row of the sheet, from 1.' })
  line!: number;

  @Field(() => String, { nullable: true, description: 'Null where the row as a whole cannot be read.' })
  field!: string | null;

  @Field(() => String, { description: 'Stable code for programs.' })
  reason!: string;

  @Field(() => String, { description: 'One sentence that never holds the value.' })
  message!: string;

  static from({ field, ...error }: ListRowError): ScreeningListRowErrorType {
    return Object.assign(new ScreeningListRowErrorType(), error, { field: field === '' ? null : field });
  }
}

export const ScreeningListRowErrorConnection = connectionTypes(ScreeningListRowErrorType, 'ScreeningListRowError');

export const ScreeningListUploadResult = createUnionType({
  name: 'ScreeningListUploadResult',
  types: () => [ScreeningListUploadType, NotFound] as const,
});
