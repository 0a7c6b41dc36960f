import { Column, type ColumnOptions, PrimaryColumn } from 'typeorm';

const asNumber = {
  to: (value: number | null | undefined) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};

/** A UUIDv7 primary key. */
export const IdColumn = () => PrimaryColumn({ type: 'varchar', length: 36 });

/** The id of a row in another table; no relation and so no cascade. */
export const RefColumn = (options: ColumnOptions = {}) => Column({ type: 'varchar', length: 36, ...options });

/** A moment in milliseconds since 1970 UTC: the same number in every database, with no time zone to get wrong. */
export const MomentColumn = (options: ColumnOptions = {}) =>
  Column({ type: 'bigint', transformer: asNumber, ...options });

/** A count or sequence number below 2^53. */
export const CountColumn = (options: ColumnOptions = {}) =>
  Column({ type: 'bigint', transformer: asNumber, ...options });

/** Short text of at most `length` characters. */
export const TextColumn = (length: number, options: ColumnOptions = {}) =>
  Column({ type: 'varchar', length, ...options });

/** Text of at most 65,535 bytes, or a JSON document written and read by the repository. */
export const LongTextColumn = (options: ColumnOptions = {}) => Column({ type: 'text', ...options });

/** At most 65,535 bytes. */
export const BytesColumn = (options: ColumnOptions = {}) => Column({ type: 'blob', ...options });

/** Row version for compare-and-set writes. */
export const RowVersionColumn = () => Column({ type: 'int' });
