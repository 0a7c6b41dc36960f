import { type ProfileName, TestGateway } from '../../test/harness/profiles.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { AttachmentStore, AttachmentsRepository } from './attachments.repository.js';

interface PlanRow {
  readonly table: string;
  readonly type: string;
  readonly key: string | null;
}

/** Reads that meet every upload there ever was: each must go by an index. */
describe.each<ProfileName>(['servers'])('the statements of attachments (%s)', (profile) => {
  let gateway: TestGateway;
  let database: Database;

  beforeAll(async () => {
    gateway = await TestGateway.start(profile);
    database = gateway.database;
    const row = (index: number) => ({
      id: newId(),
      tenantId: `tenant-${index % 50}`,
      sharingId: `sharing-${index % 20}`,
      subjectType: index % 2 ? 'Test' : null,
      subjectId: index % 2 ? `subject-${index}` : null,
      purpose: 'EVIDENCE',
      mediaType: 'a/b',
      fileName: 'x',
      length: 1,
      receivedBytes: 1,
      declaredSha256: null,
      sha256: null,
      wrappedKey: 'x',
      state: index % 2 ? 'ATTACHED' : 'COMPLETE',
      createdAtMs: 0,
      updatedAtMs: 0,
      completedAtMs: null,
      destroyAtMs: index % 2 ? null : 4_000_000_000_000 + index,
      destroyedAtMs: null,
      version: 1,
    });
    await database.insert(
      'attachment',
      Array.from({ length: 4_000 }, (_, index) => row(index)),
    );
    await database.change('ANALYZE TABLE attachment');
  });

  afterAll(() => gateway.stop());

  /** How the database would run the last statement that mentions attachments. */
  async function planOf(work: () => Promise<unknown>): Promise<PlanRow | undefined> {
    const statements: { text: string; values: readonly unknown[] }[] = [];
    const select = database.select.bind(database);
    const recording = Object.assign(Object.create(database) as Database, {
      select: (text: string, values: never[]) => {
        statements.push({ text, values });
        return select(text, values);
      },
    });
    const before = database;
    database = recording;
    await work();
    database = before;
    const { text = '', values = [] } = statements.at(-1) ?? {};
    const rows = await select<PlanRow>(`EXPLAIN ${text}`, values as never[]);
    return rows.find(({ table }) => table === 'a' || table === 'attachment');
  }

  const viewer = { tenantId: newId(), tenantKind: 'POLICE', jurisdiction: '330100' } as const;

  it('find the attachments of things by their ids', async () => {
    const subjects = Array.from({ length: 50 }, (_, index) => `subject-${2 * index + 1}`);
    const plan = await planOf(() => new AttachmentsRepository(database, viewer).ofSubjects(subjects));
    expect(plan).toMatchObject({ key: 'IX_attachment_subject' });
  });

  it('find what is due by its time', async () => {
    const plan = await planOf(() => new AttachmentStore(database).due(4_000_000_000_100, 100));
    expect(plan).toMatchObject({ key: 'IX_attachment_destroy', type: 'range' });
  });
});
