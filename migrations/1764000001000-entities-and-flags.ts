import type { MigrationInterface, QueryRunner } from 'typeorm';
import { count, createTable, id, integer, longText, moment, optional, primary, ref, text } from './columns.js';

/** The campaign's own list of what is fought. */
const CATEGORIES = [
  ['COUNTERFEIT', 'Counterfeit or infringing goods', '假冒侵权商品'],
  ['FALSE_INFORMATION', 'False information', '虚假信息'],
  ['EXTORTION', 'Extortion or intimidation of merchants or consumers', '敲诈勒索、威胁恐吓'],
  ['MALICIOUS_CLAIMS', 'Malicious claims rings', '恶意索赔团伙'],
  ['FORCED_TRADING', 'Forced trading', '强迫交易'],
  ['FAKE_REVIEWS', 'Malicious reviews or brushing', '恶意评价、刷单炒信'],
  ['ILLEGAL_LENDING', 'Illegal lending', '非法放贷'],
  ['UNLICENSED_TRADING', 'Unlicensed trading', '无证经营'],
  ['ACCOUNT_FRAUD', 'Account fraud', '账号欺诈'],
  ['OTHER', 'Other', '其他'],
] as const;

/** Entities with their names and identifiers, flags and their categories. */
export class EntitiesAndFlags1764000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'entity',
      { id, kind: text(16), anchorKey: text(43), createdAtMs: moment },
      { UQ_entity_anchor: ['anchorKey'] },
    );
    await createTable(runner, 'entity_name', {
      entityId: primary(ref),
      role: primary(text(32)),
      nameKey: primary(text(43)),
      sharingId: primary(ref),
      tenantId: ref,
      name: longText,
      masked: optional(text(200)),
      createdAtMs: moment,
    });
    await createTable(
      runner,
      'entity_identifier',
      {
        lookupKey: primary(text(43)),
        entityId: primary(ref),
        sharingId: primary(ref),
        tenantId: ref,
        type: text(32),
        role: text(16),
        value: longText,
        masked: text(200),
        createdAtMs: moment,
      },
      { IX_entity_identifier_entity: ['entityId'] },
    );
    await createTable(
      runner,
      'flag',
      {
        id,
        entityId: ref,
        tenantId: ref,
        sharingId: ref,
        reportId: optional(ref),
        reportLine: optional(count),
        category: text(32),
        severity: text(16),
        state: text(16),
        measures: longText,
        evidence: optional(longText),
        jurisdiction: text(6),
        detectedAtMs: moment,
        createdAtMs: moment,
        updatedAtMs: moment,
        version: integer,
      },
      { IX_flag_entity: ['entityId'], UQ_flag_report_line: ['reportId', 'reportLine'] },
    );
    await createTable(runner, 'flag_category', { code: primary(text(32)), labelEn: text(120), labelZh: text(60) });
    for (const [code, labelEn, labelZh] of CATEGORIES) {
      await runner.query('INSERT INTO flag_category (code, labelEn, labelZh) VALUES (?, ?, ?)', [
        code,
        labelEn,
        labelZh,
      ]);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['flag_category', 'flag', 'entity_identifier', 'entity_name', 'entity']) {
      await runner.dropTable(table);
    }
  }
}
