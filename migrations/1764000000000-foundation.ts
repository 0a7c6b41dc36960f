import type { MigrationInterface, QueryRunner } from 'typeorm';
import { count, createTable, id, integer, longText, moment, optional, primary, ref, text } from './columns.js';

/** Tenants and keys, sharing, ledger, events, leases. */
export class Foundation1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type !== 'better-sqlite3') {
      // Identifiers compare byte by byte whatever the server's default collation is.
      const [row] = await runner.query('SELECT DATABASE() AS name');
      await runner.query(`ALTER DATABASE \`${row.name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    }
    await this.createTrust(runner);
    await this.createLogs(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [
      'sequence_head',
      'lease',
      'event',
      'ledger_entry',
      'sharing_member',
      'sharing',
      'idempotency_record',
      'used_token',
      'tenant_key',
      'tenant',
      'data_key',
    ];
    for (const table of tables) await runner.dropTable(table);
  }

  private async createTrust(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'data_key', {
      purpose: primary(text(32)),
      version: primary(integer),
      wrapped: text(255),
      createdAtMs: moment,
    });
    await createTable(
      runner,
      'tenant',
      {
        id,
        code: text(32),
        name: text(200),
        kind: text(32),
        jurisdiction: text(6),
        state: text(16),
        scopes: longText,
        createdAtMs: moment,
        updatedAtMs: moment,
        version: integer,
      },
      { UQ_tenant_code: ['code'] },
    );
    await createTable(
      runner,
      'tenant_key',
      {
        id,
        tenantId: ref,
        keyId: text(128),
        algorithm: text(16),
        publicJwk: longText,
        state: text(16),
        notBeforeMs: moment,
        notAfterMs: optional(moment),
        createdAtMs: moment,
        updatedAtMs: moment,
        version: integer,
      },
      { UQ_tenant_key_kid: ['tenantId', 'keyId'] },
    );
    await createTable(
      runner,
      'used_token',
      { tenantId: primary(ref), tokenId: primary(text(128)), expiresAtMs: moment },
      { IX_used_token_expiry: ['expiresAtMs'] },
    );
    await createTable(
      runner,
      'idempotency_record',
      {
        tenantId: primary(ref),
        operation: primary(text(64)),
        idempotencyKey: primary(text(128)),
        inputDigest: text(43),
        resultId: ref,
        createdAtMs: moment,
      },
      { IX_idempotency_record_created: ['createdAtMs'] },
    );
    await createTable(runner, 'sharing', {
      id,
      ownerId: ref,
      level: text(16),
      kind: optional(text(32)),
      jurisdiction: optional(text(6)),
      memberIds: optional(longText),
      createdAtMs: moment,
    });
    await createTable(
      runner,
      'sharing_member',
      { sharingId: primary(ref), tenantId: primary(ref) },
      { IX_sharing_member_tenant: ['tenantId'] },
    );
  }

  private async createLogs(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'ledger_entry',
      {
        id,
        seq: optional(count),
        occurredAtMs: moment,
        tenantId: optional(ref),
        actorRef: optional(text(43)),
        action: text(64),
        subjectType: optional(text(32)),
        subjectId: optional(text(64)),
        outcome: text(64),
        requestId: text(64),
        detailDigest: text(43),
        salt: optional(text(22)),
        detail: optional(longText),
        previousHash: optional(text(43)),
        hash: optional(text(43)),
      },
      { UQ_ledger_entry_seq: ['seq'] },
    );
    await createTable(
      runner,
      'event',
      {
        id,
        seq: optional(count),
        type: text(64),
        occurredAtMs: moment,
        tenantId: ref,
        sharingId: ref,
        subjectType: text(32),
        subjectId: text(36),
        orderKey: text(36),
        category: optional(text(32)),
        severity: optional(text(16)),
        jurisdiction: optional(text(6)),
        data: longText,
      },
      { UQ_event_seq: ['seq'] },
    );
    await createTable(runner, 'lease', {
      name: primary(text(32)),
      holder: text(64),
      token: count,
      expiresAtMs: moment,
    });
    await createTable(runner, 'sequence_head', { name: primary(text(32)), seq: count, hash: text(43) });
  }
}
