import { hash } from 'node:crypto';
import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import {
  type ColumnShape,
  createIndexes,
  createTable,
  id,
  integer,
  longText,
  moment,
  optional,
  primary,
  ref,
  text,
} from './columns.js';

interface StoredFilter {
  readonly id: string;
  readonly filter: string;
}

/** Filters by one key over more sides of an event, asymmetric webhook keys, keys of the gateway, event streams. */
export class Channels1764000012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'event', {
      entityKind: optional(text(16)),
      platform: optional(text(32)),
      listId: optional(ref),
    });
    await addColumns(runner, 'subscription', {
      publicKey: optional(text(64)),
      previousPublicKey: optional(text(64)),
      defaultSubjects: optional(text(8)),
    });
    await addColumns(runner, 'delivery_attempt', { payloadDigest: optional(text(43)) });
    await createIndexes(runner, 'event', { IX_event_subject: ['subjectId', 'seq'] });
    // The event first: publishers ask who has one, and one fan-out fills neighbouring places.
    await runner.dropIndex('delivery', 'UQ_delivery_event');
    await createIndexes(runner, 'delivery', { UQ_delivery_event: ['eventId', 'subscriptionId'] });
    await runner.dropTable('subscription_filter');
    await createTable(
      runner,
      'subscription_filter',
      { filterKey: primary(text(22)), subscriptionId: primary(ref) },
      { IX_subscription_filter_subscription: ['subscriptionId'] },
    );
    await this.layOutFilters(runner);
    await this.createStreams(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['delivery_receipt', 'subscription_subject', 'event_stream', 'gateway_key'])
      await runner.dropTable(table);
    await runner.dropTable('subscription_filter');
    await createTable(
      runner,
      'subscription_filter',
      {
        eventType: primary(text(64)),
        category: primary(text(32)),
        division: primary(text(6)),
        subscriptionId: primary(ref),
        severities: text(64),
      },
      { IX_subscription_filter_subscription: ['subscriptionId'] },
    );
    await runner.dropColumns('subscription', ['publicKey', 'previousPublicKey', 'defaultSubjects']);
    await runner.dropIndex('delivery', 'UQ_delivery_event');
    await createIndexes(runner, 'delivery', { UQ_delivery_event: ['subscriptionId', 'eventId'] });
    await runner.dropIndex('event', 'IX_event_subject');
    await runner.dropColumns('delivery_attempt', ['payloadDigest']);
    await runner.dropColumns('event', ['entityKind', 'platform', 'listId']);
  }

  private async createStreams(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'gateway_key',
      {
        id,
        algorithm: text(16),
        generation: integer,
        publicJwk: longText,
        privateJwk: longText,
        signsFromMs: moment,
        publishedUntilMs: optional(moment),
        createdAtMs: moment,
      },
      { UQ_gateway_key_generation: ['algorithm', 'generation'] },
    );
    await createTable(runner, 'event_stream', {
      subscriptionId: primary(ref),
      algorithm: text(16),
      eventsRequested: optional(longText),
      description: optional(text(200)),
      statusReason: optional(text(200)),
      verifiedAtMs: optional(moment),
    });
    await createTable(
      runner,
      'subscription_subject',
      { subscriptionId: primary(ref), subjectId: primary(ref), isIncluded: integer },
      { IX_subscription_subject_subject: ['subjectId'] },
    );
    await createTable(runner, 'delivery_receipt', {
      deliveryId: primary(ref),
      eventId: ref,
      tenantId: ref,
      keyId: text(128),
      signed: longText,
      receivedAtMs: moment,
      acceptedAtMs: moment,
    });
  }

  /** Lays out the filters that exist, which know none of the new sides. */
  private async layOutFilters(runner: QueryRunner): Promise<void> {
    const stored: StoredFilter[] = await runner.query(
      `SELECT id, filter FROM subscription WHERE state <> 'DELETED' ORDER BY id`,
    );
    for (const { id, filter } of stored) {
      for (const key of keysOf(JSON.parse(filter) as Record<string, string[]>)) {
        await runner.query('INSERT INTO subscription_filter (filterKey, subscriptionId) VALUES (?, ?)', [key, id]);
      }
    }
  }
}

async function addColumns(runner: QueryRunner, table: string, columns: Record<string, ColumnShape>): Promise<void> {
  await runner.addColumns(
    table,
    Object.entries(columns).map(([name, shape]) => new TableColumn({ ...shape, name })),
  );
}

/** The keys of a filter as they were laid out when this migration was written. */
function keysOf(filter: Record<string, string[]>): Set<string> {
  const named = (side: string): string[] => (filter[side]?.length ? filter[side] : ['*']);
  const prefixes = [...new Set((filter.jurisdictions ?? []).map(prefixOf))];
  const widest = prefixes.filter((one) => !prefixes.some((other) => other !== one && one.startsWith(other)));
  const sides = [
    ...['eventTypes', 'categories', 'severities'].map(named),
    ...[['*'], ['*'], ['*']],
    widest.length > 0 ? widest : [''],
  ];
  const paths = sides.reduce<string[]>(
    (begun, values) => begun.flatMap((start) => values.map((value) => `${start}\n${value}`)),
    [''],
  );
  return new Set(paths.map((path) => hash('sha256', path, 'base64url').slice(0, 22)));
}

const prefixOf = (code: string): string => (code === '100000' ? '' : code.replace(/(00)+$/, ''));
