import { placeholders, type Sql, type Tx } from '../common/persistence/sql.js';
import type { Candidate } from './subscriptions.repository.js';

/** What subscriptions were told of subjects: by subscription, the subjects that they take in (true) or leave out. */
export type SubjectChoices = ReadonlyMap<string, ReadonlyMap<string, boolean>>;

interface ChoiceRecord {
  readonly subscriptionId: string;
  readonly subjectId: string;
  readonly isIncluded: number;
}

/**
 * Whether a subscription that wants an event by its filter wants it by its subject as well. A subject is left out when
 * it, or the entity that it concerns, was removed; with the default NONE it has to have been added.
 */
export function wantsSubject(
  { subscriptionId, defaultSubjects }: Pick<Candidate, 'subscriptionId' | 'defaultSubjects'>,
  subjectIds: readonly string[],
  choices: SubjectChoices,
): boolean {
  const chosen = choices.get(subscriptionId);
  if (subjectIds.some((id) => chosen?.get(id) === false)) return false;
  return defaultSubjects === null || subjectIds.some((id) => chosen?.get(id) === true);
}

/** Every SQL of the subjects that subscriptions choose. */
export class SubjectChoicesRepository {
  constructor(private readonly sql: Sql) {}

  /** What is chosen about these subjects, by whomever. Index: IX_subscription_subject_subject. */
  async about(subjectIds: readonly string[]): Promise<SubjectChoices> {
    const choices = new Map<string, Map<string, boolean>>();
    if (subjectIds.length === 0) return choices;
    const rows = await this.sql.select<ChoiceRecord>(
      `SELECT subscriptionId, subjectId, isIncluded FROM subscription_subject
       WHERE subjectId IN (${placeholders(subjectIds.length)})`,
      subjectIds,
    );
    for (const { subscriptionId, subjectId, isIncluded } of rows) {
      const chosen = choices.get(subscriptionId) ?? new Map<string, boolean>();
      choices.set(subscriptionId, chosen.set(subjectId, isIncluded === 1));
    }
    return choices;
  }

  /** How many subjects a subscription has chosen about. Index: primary key. */
  async count(subscriptionId: string): Promise<number> {
    const [row] = await this.sql.select<{ n: number }>(
      'SELECT COUNT(*) AS n FROM subscription_subject WHERE subscriptionId = ?',
      [subscriptionId],
    );
    return Number(row?.n ?? 0);
  }

  async choose(tx: Tx, subscriptionId: string, subjectId: string, isIncluded: boolean): Promise<void> {
    const value = isIncluded ? 1 : 0;
    const added = await tx.insert('subscription_subject', [{ subscriptionId, subjectId, isIncluded: value }], {
      onDuplicate: 'ignore',
    });
    if (added === 1) return;
    await tx.change('UPDATE subscription_subject SET isIncluded = ? WHERE subscriptionId = ? AND subjectId = ?', [
      value,
      subscriptionId,
      subjectId,
    ]);
  }

  /** The subscription is gone. Index: primary key. */
  async forgetAll(tx: Tx, subscriptionId: string): Promise<void> {
    await tx.change('DELETE FROM subscription_subject WHERE subscriptionId = ?', [subscriptionId]);
  }

  /** Takes back what was chosen, so that the default holds again. */
  async forget(tx: Tx, subscriptionId: string, subjectId: string): Promise<void> {
    await tx.change('DELETE FROM subscription_subject WHERE subscriptionId = ? AND subjectId = ?', [
      subscriptionId,
      subjectId,
    ]);
  }
}
