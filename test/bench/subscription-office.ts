import { readSettings } from '../../config/settings.js';
import { built } from './built.js';

const { Database } = await built<typeof import('../../src/common/persistence/database.js')>(
  'src/common/persistence/database.js',
);
const { SCHEMA } = await built<typeof import('../../src/schema.js')>('src/schema.js');
const { newId } = await built<typeof import('../../src/common/ids.js')>('src/common/ids.js');
const { openCiphers } = await built<typeof import('../../src/profile/data-keys.js')>('src/profile/data-keys.js');
const { makeKeys } = await built<typeof import('../../src/subscriptions/endpoint-secrets.js')>(
  'src/subscriptions/endpoint-secrets.js',
);
const { OPEN_FILTER } = await built<typeof import('../../src/subscriptions/subscription-filter.js')>(
  'src/subscriptions/subscription-filter.js',
);
const { SubscriptionsRepository } = await built<typeof import('../../src/subscriptions/subscriptions.repository.js')>(
  'src/subscriptions/subscriptions.repository.js',
);

const PER_TRANSACTION = 500;

/** What the subscriptions of one call have in common. */
export interface Order {
  /** Ids of their tenants, in turn. */
  readonly tenantIds: readonly string[];
  readonly urls: readonly string[];
  readonly severities?: readonly string[];
}

/** Makes subscriptions to published entries in masses, as a gateway would have made them one by one. */
export async function subscribeAll(
  environment: Readonly<Record<string, string>>,
  { tenantIds, urls, severities = [] }: Order,
): Promise<void> {
  const settings = readSettings(environment);
  const database = await Database.open(settings, SCHEMA);
  try {
    const { fields } = await openCiphers(settings, database, Date.now());
    const stamps = { createdAtMs: Date.now(), updatedAtMs: Date.now(), version: 1 };
    for (let start = 0; start < urls.length; start += PER_TRANSACTION) {
      await database.transaction(async (tx) => {
        const repository = new SubscriptionsRepository(tx);
        for (const [index, url] of urls.slice(start, start + PER_TRANSACTION).entries()) {
          const id = newId();
          await repository.insert(tx, {
            ...{
              id,
              tenantId: tenantIds[(start + index) % tenantIds.length] ?? '',
              name: 'bench',
              channel: 'WEBHOOK',
              url,
            },
            ...{ secret: makeKeys(fields, id, ['V1']).sealed, previousSecret: null, previousSecretUntilMs: null },
            ...{ publicKey: null, previousPublicKey: null, defaultSubjects: null, payload: 'THIN', state: 'ACTIVE' },
            ...{ filter: { ...OPEN_FILTER, eventTypes: ['blacklist.published'], severities }, lastSeq: 0, ...stamps },
          });
        }
      });
    }
  } finally {
    await database.close();
  }
}
