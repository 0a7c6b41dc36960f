import { strToU8, zipSync } from 'fflate';
import { stateEntity } from '../../../test/harness/entities.js';
import { describeOnEachProfile, type TestTenant } from '../../../test/harness/profiles.js';
import { completedScreening, resultsOf } from '../../../test/harness/screenings.js';
import { indexed } from '../../../test/harness/search.js';
import { sampleUscc } from '../../../test/harness/uscc.js';

const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const column = (at: number) => String.fromCharCode(65 + at);

/** A workbook as a spreadsheet program writes it: a hidden sheet first, shared texts with readings, gaps between cells. */
function workbook(rows: readonly (readonly string[])[], parts: Record<string, string> = {}): Uint8Array<ArrayBuffer> {
  const shared = [...new Set(rows.flat().filter((text) => text !== ''))];
  const cells = (row: readonly string[], line: number) =>
    row
      .map((text, at) => (text === '' ? '' : `<c r="${column(at)}${line}" t="s"><v>${shared.indexOf(text)}</v></c>`))
      .join('');
  const files = {
    'xl/workbook.xml': `${XML}<workbook ${MAIN} xmlns:r="${RELATIONSHIPS}"><sheets>
      <sheet name="old" sheetId="1" state="hidden" r:id="rId1"/><sheet name="名单" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
      <Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `${XML}<worksheet ${MAIN}><sheetData/></worksheet>`,
    'xl/worksheets/sheet2.xml': `${XML}<worksheet ${MAIN}><sheetData>${rows
      .map((row, n) => `<row r="${n + 1}">${cells(row, n + 1)}</row>`)
      .join('')}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': `${XML}<sst ${MAIN}>${shared
      .map((text) => `<si><r><t>${escaped(text)}</t></r><rPh sb="0" eb="1"><t>duyin</t></rPh></si>`)
      .join('')}</sst>`,
    ...parts,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
}

describeOnEachProfile(
  'screenings of workbooks',
  (gateway) => {
    let police: TestTenant;
    let keys = 0;

    beforeAll(async () => {
      police = await gateway().tenant({ code: 'police', kind: 'POLICE' });
    });

    const submit = (body: Uint8Array<ArrayBuffer>) =>
      police.client.submitScreening({ body, format: 'xlsx', idempotencyKey: `workbook-${++keys}` });

    it('reads the first sheet that is shown, by the titles of its columns', async () => {
      const owner = await gateway().tenant({ code: 'taoyun', kind: 'PLATFORM' });
      const uscc = sampleUscc(70_001);
      const id = await stateEntity(gateway(), {
        owner,
        kind: 'MERCHANT',
        anchor: { type: 'USCC', value: uscc },
        names: [{ role: 'REGISTERED', name: '台州螺洋蓝鲸模具有限公司' }],
        flags: [{}],
      });
      await indexed(gateway());
      const { id: screening, receivedRows } = await submit(
        workbook([
          ['id', 'name', 'uscc'],
          ['1', '台州螺洋蓝鲸模具有限公司', ''],
          ['', '', ''],
          ['3', '', uscc],
          ['4', '甲 & <乙> 无人问津有限公司', ''],
          ['5', '', '91330100MA28XCQU1X'],
          ['6', '多出一格有限公司', '', 'x'],
        ]),
      );
      expect(receivedRows).toBe(5);
      await completedScreening(police.client, screening);
      const results = await resultsOf(gateway().url, police.client, screening);
      expect(results.map(({ line, id: row, result, hits }) => [line, row, result, hits[0]?.entityId])).toEqual([
        [2, '1', 'MATCH', id],
        [4, '3', 'MATCH', id],
        [5, '4', 'NONE', undefined],
        [6, '5', 'ERROR', undefined],
        [7, null, 'ERROR', undefined],
      ]);
      const errors = await resultsOf(gateway().url, police.client, screening, '?only=errors');
      expect(errors.map(({ line, errors: [error] }) => [line, error?.reason])).toEqual([
        [6, 'CHECKSUM'],
        [7, 'MORE_CELLS_THAN_TITLES'],
      ]);
    });

    const flat = [['name'], ['甲公司']];
    it.each<[string, () => Uint8Array<ArrayBuffer>, number, string]>([
      ['no zip file', () => strToU8('name\n甲公司\n'), 400, 'NOT_A_WORKBOOK'],
      ['a zip file of something else', () => zipSync({ 'a.txt': strToU8('a') }), 400, 'NOT_A_WORKBOOK'],
      ['a cut file', () => workbook(flat).subarray(0, 700), 400, 'NOT_A_WORKBOOK'],
      ['broken XML', () => workbook(flat, { 'xl/worksheets/sheet2.xml': '<worksheet><row' }), 400, 'NOT_A_WORKBOOK'],
      [
        'a text that is not there',
        () => workbook(flat, { 'xl/sharedStrings.xml': `<sst ${MAIN}/>` }),
        400,
        'NOT_A_WORKBOOK',
      ],
      [
        'an encrypted workbook',
        () => new Uint8Array(Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4_096)])),
        400,
        'ENCRYPTED_WORKBOOK',
      ],
      [
        'a workbook that unpacks to more than is taken',
        () => workbook(flat, { 'xl/media/image1.bin': 'a'.repeat(3_000_000) }),
        413,
        'WORKBOOK_TOO_LARGE',
      ],
    ])('refuses %s, and keeps nothing', async (_what, body, status, code) => {
      await expect(submit(body())).rejects.toMatchObject({ status, code });
      const rows = await gateway().database.select(
        `SELECT state FROM screening WHERE tenantId = ? AND state NOT IN ('COMPLETED')`,
        [police.id],
      );
      expect(rows).toEqual([]);
    });
  },
  { LIAISON_SCREENING_MAX_UNPACKED_BYTES: '1000000' },
);
