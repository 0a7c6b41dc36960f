import { sendAttachment, uploadAttachment } from '../../test/harness/attachments.js';
import { changeDisclosure, type DisclosureAnswer, DisclosureStage, EMERGENCY } from '../../test/harness/disclosures.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';

const PDF = { purpose: 'INSTRUMENT', mediaType: 'application/pdf', fileName: '调取证据通知书.pdf' };
const CONTENT = Buffer.from('%PDF-1.7\nThe prosecutor orders…\n%%EOF');

interface Shown {
  readonly hints?: string[];
  readonly state: string;
  readonly history: { action: string }[];
  readonly instruments: { id: string; fileName: string; sha256: string; state: string }[];
}

describeOnEachProfile('the legal instruments of disclosure requests', (gateway) => {
  let police: TestTenant;
  let platform: TestTenant;
  let stage: DisclosureStage;

  beforeAll(async () => {
    police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    platform = await gateway().tenant({ code: 'shop-a', kind: 'PLATFORM' });
    stage = new DisclosureStage(gateway(), police, platform);
  });

  const upload = (content = CONTENT, more: object = PDF, tenant = police) =>
    uploadAttachment(gateway().url, tenant, content, more);
  const attach = (request: DisclosureAnswer, attachmentId: string, who = 'drafter') =>
    changeDisclosure(stage.officer(who), 'attachDisclosureInstrument', {
      id: request.id,
      version: request.version,
      attachmentId,
    });
  const read = async (tenant: TestTenant, id: string): Promise<Shown | null> =>
    (
      await tenant.client.query<{ disclosureRequest: Shown | null }>(
        `query ($id: ID!) { disclosureRequest(id: $id) { state hints history { action }
          instruments { id fileName sha256 state } } }`,
        { id },
      )
    ).disclosureRequest;
  const statusOf = async (tenant: TestTenant, id: string) =>
    (await sendAttachment(gateway().url, tenant, id, { method: 'GET' })).status;

  it('are seen by the agency with the draft, and by the platform once it is sent', async () => {
    const draft = await stage.draft();
    const id = await upload();
    const edited = await attach(draft, id);
    expect(edited).toMatchObject({ __typename: 'DisclosureRequest', version: draft.version + 1 });
    expect((await read(police, draft.id))?.instruments).toMatchObject([
      { id, fileName: PDF.fileName, state: 'ATTACHED' },
    ]);
    expect(await statusOf(platform, id)).toBe(404);
    await stage.step(stage.officer('chief'), 'submitDisclosureRequest', edited);
    const seen = await read(platform, draft.id);
    expect(seen?.instruments).toMatchObject([{ id, fileName: PDF.fileName }]);
    const stranger = await gateway().tenant({ code: 'shop-b', kind: 'PLATFORM' });
    expect([await statusOf(platform, id), await statusOf(stranger, id)]).toEqual([200, 404]);
    const [entry] = await gateway().database.select<{ detail: string }>(
      `SELECT detail FROM ledger_entry WHERE subjectId = ? AND action = 'attachment.attach'`,
      [id],
    );
    expect(JSON.parse(entry?.detail ?? '')).toMatchObject({
      sha256: seen?.instruments[0]?.sha256,
      attachedTo: draft.id,
    });
  });

  it('make an author of whoever attaches one: another person sends the request', async () => {
    const draft = await stage.draft();
    const edited = await attach(draft, await upload(), 'helper');
    const sent = await changeDisclosure(stage.officer('helper'), 'submitDisclosureRequest', {
      id: draft.id,
      version: edited.version,
    });
    expect(sent).toMatchObject({ code: 'OWN_DRAFT' });
  });

  it('are PDFs of the agency, attached to a draft as it was read', async () => {
    const draft = await stage.draft();
    const evidence = await upload(CONTENT, { ...PDF, purpose: 'EVIDENCE' });
    const foreign = await upload(CONTENT, PDF, platform);
    const good = await upload();
    const at = 'input.attachmentId';
    expect(await attach(draft, evidence)).toMatchObject({ code: 'WRONG_PURPOSE', field: at });
    expect(await attach(draft, foreign)).toMatchObject({ code: 'NOT_FOUND', field: at });
    expect(await attach({ ...draft, version: draft.version + 1 }, good)).toMatchObject({ field: 'input.version' });
    const { id, version } = await stage.requestIn('REFUSED');
    expect(await attach({ ...draft, id, version }, good)).toMatchObject({ code: 'WRONG_STATE' });
    expect(await attach(draft, good)).toMatchObject({ __typename: 'DisclosureRequest' });
  });

  it('are attached once, and to the version that was read, however many try at once', async () => {
    const draft = await stage.draft();
    const ids = await Promise.all(Array.from({ length: 4 }, () => upload()));
    const answers = await Promise.all(ids.map((id) => attach(draft, id)));
    expect(answers.filter(({ __typename }) => __typename === 'DisclosureRequest')).toHaveLength(1);
    expect(answers.filter(({ field }) => field === 'input.version')).toHaveLength(3);
    const shown = await read(police, draft.id);
    expect(shown?.instruments).toHaveLength(1);
    expect(shown?.history.map(({ action }) => action)).toEqual(['draft', 'edit']);
  });

  it('must be there before a request on some grounds is sent, and may follow in an emergency', async () => {
    const draft = await stage.draft({ legalBasis: ['CPL_54'] });
    const send = ({ id, version }: DisclosureAnswer) =>
      changeDisclosure<DisclosureAnswer & { gaps: object[] }>(stage.officer('chief'), 'submitDisclosureRequest', {
        ...{ id, version },
      });
    expect((await send(draft)).gaps).toEqual([{ field: 'instruments', code: 'MISSING' }]);
    expect(await send(await attach(draft, await upload()))).toMatchObject({ state: 'SUBMITTED' });

    const urgent = await send(await stage.draft({ legalBasis: ['CPL_54'], ...EMERGENCY }));
    expect(urgent.state).toBe('SUBMITTED');
    for (const side of [police, platform]) expect((await read(side, urgent.id))?.hints).toEqual(['NO_INSTRUMENT']);
    const followed = await attach(urgent, await upload(), 'chief');
    expect(followed).toMatchObject({ state: 'SUBMITTED', version: urgent.version + 1 });
    for (const side of [police, platform]) {
      const seen = await read(side, urgent.id);
      expect(seen?.hints).toEqual([]);
      expect(seen?.instruments).toMatchObject([{ fileName: PDF.fileName }]);
      expect(seen?.history.at(-1)?.action).toBe('supplement');
    }
  });

  it('are destroyed with a draft that is given up', async () => {
    const draft = await stage.draft();
    const id = await upload();
    const edited = await attach(draft, id);
    await stage.step(stage.officer('drafter'), 'discardDisclosureDraft', edited, { reason: 'Not needed.' });
    expect(await statusOf(police, id)).toBe(410);
    expect((await read(police, draft.id))?.instruments).toMatchObject([{ id, state: 'DESTROYED', fileName: null }]);
  });
});
