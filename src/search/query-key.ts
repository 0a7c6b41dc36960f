import type { BlindIndex } from '../../libs/field-encryption/blind-index.js';

/** What a review is bound to: the question, as far as it decides which entity is meant. */
export interface Question {
  /** The name as it was compared; empty when only identifiers were given. */
  readonly normalised: string;
  readonly kind?: string;
  /** Keys of the identifiers that were given. */
  readonly identifierKeys?: readonly string[];
  readonly birthDate?: string;
  readonly jurisdiction?: string;
}

/**
 * Stands for a question of one tenant, 43 characters: the same question gives it the same key, and another tenant
 * another one, so that keys tell nothing to whoever compares them.
 */
export const queryKeyOf = (
  index: BlindIndex,
  tenantId: string,
  { normalised, kind = '', identifierKeys = [], birthDate = '', jurisdiction = '' }: Question,
): string => index.key('QUERY', JSON.stringify([tenantId, normalised, kind, identifierKeys, birthDate, jurisdiction]));

/** Whether a text has the form of such a key. */
export const isQueryKey = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);
