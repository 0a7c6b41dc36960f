import { v7 } from 'uuid';

/** A new UUIDv7 (RFC 9562 §5.7): ordered by time, so that primary keys append instead of scattering. */
export const newId = (): string => v7();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text has the form of an id; a row with it need not exist. */
export const isId = (text: string): boolean => UUID.test(text);
