import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PublicEncryptionJwk } from '../sealing/encryption-keys.js';
import type { PackageLabel } from '../sealing/manifest.js';
import { type PlainFile, sealFiles } from '../sealing/seal-files.js';
import type { PrivateSigningJwk } from '../signing/keys.js';
import type { TransferOptions } from './attachments.js';
import type { LiaisonClient } from './liaison-client.js';
import { type DeliveredPackage, encryptionKeysOf, sendPackage } from './packages.js';

/** Whom data are about: an identifier, or an entity of the gateway. */
export interface DisclosedSubject {
  readonly ordinal: number;
  readonly type: string | null;
  readonly value: string | null;
  readonly entityId: string | null;
}

/** A part of what was granted: one item of one subject over a span of days (ISO 8601, both included). */
export interface GrantedPart {
  readonly subject: DisclosedSubject;
  /** Code of the data item. */
  readonly item: string;
  readonly periodFrom: string;
  readonly periodTo: string;
}

/** A file that a connector pulled. */
export interface PulledFile {
  readonly name: string;
  readonly mediaType: string;
  readonly content: AsyncIterable<Uint8Array | string>;
}

/**
 * How a platform gets disclosed data out of its own systems. It is asked for nothing but what was granted, part by part,
 * and gives the files of that part; none when it holds nothing.
 */
export interface DisclosureConnector {
  pull(part: GrantedPart): AsyncIterable<PulledFile>;
}

/** How a request is answered by a connector. */
export interface ConnectorAnswer {
  readonly requestId: string;
  readonly connector: DisclosureConnector;
  readonly platformKey: PrivateSigningJwk;
  /** The day from which the package is no longer kept, ISO 8601. */
  readonly retainUntil: string;
  /** The agency's keys, when they are known otherwise than from the gateway's register. */
  readonly recipients?: readonly PublicEncryptionJwk[];
  /** Takes plain and sealed files for the time of the work; the system's folder for such when left out. */
  readonly workFolder?: string;
  /** The machine's clock when left out. */
  readonly now?: () => Date;
}

interface RequestView {
  readonly handling: PackageLabel['handling'];
  readonly agency: { readonly code: string };
  readonly subjects: {
    readonly edges: readonly { readonly node: SubjectView }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

interface SubjectView extends DisclosedSubject {
  readonly decided: readonly {
    readonly item: string;
    readonly periodFrom: string;
    readonly periodTo: string;
    readonly verdict: 'GRANT' | 'REFUSE';
  }[];
}

/**
 * Answers an approved request: pulls what was granted and nothing else, seals it to the agency and delivers it. Plain
 * files are in a folder of this user's alone, and are gone when it ends, however it ends.
 * @throws RangeError when the connector gave no file, and what `sealFiles` and `sendPackage` throw
 */
export async function answerByConnector(
  client: LiaisonClient,
  answer: ConnectorAnswer,
  options: TransferOptions = {},
): Promise<DeliveredPackage> {
  const { requestId, connector, platformKey, retainUntil, now = () => new Date() } = answer;
  const work = await mkdtemp(join(answer.workFolder ?? tmpdir(), 'disclosure-'));
  try {
    const files: PlainFile[] = [];
    const items: string[] = [];
    let request: RequestView | undefined;
    for await (const { view, part } of grantedParts(client, requestId)) {
      request = view;
      for await (const pulled of connector.pull(part)) {
        const path = join(work, String(files.length + 1));
        await pipeline(Readable.from(pulled.content), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
        files.push({ path, name: pulled.name, mediaType: pulled.mediaType });
        items.push(part.item);
      }
    }
    if (!request || files.length === 0) throw new RangeError('The connector gave nothing to disclose.');
    const folder = join(work, 'package');
    const agency = request.agency.code;
    await sealFiles({
      label: {
        packageId: randomUUID(),
        ...{ requestId, platform: client.tenant, agency, retainUntil },
        createdAt: now().toISOString(),
        handling: request.handling,
      },
      ...{ files, folder, platformKey },
      recipients: answer.recipients ?? (await encryptionKeysOf(client, agency)),
    });
    return await sendPackage(client, { requestId, folder, items }, options);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** What was granted, subject by subject. */
async function* grantedParts(
  client: LiaisonClient,
  requestId: string,
): AsyncGenerator<{ readonly view: RequestView; readonly part: GrantedPart }> {
  for (let after: string | null = null; ; ) {
    const { disclosureRequest: view }: { disclosureRequest: RequestView | null } = await client.query(
      `query ($id: ID!, $after: String) { disclosureRequest(id: $id) { handling agency { code }
        subjects(first: 50, after: $after) {
          edges { node { ordinal type value entityId decided { item periodFrom periodTo verdict } } }
          pageInfo { hasNextPage endCursor } } } }`,
      { id: requestId, after },
    );
    if (!view) return;
    for (const { node } of view.subjects.edges) {
      const { decided, ...subject } = node;
      for (const { verdict, ...span } of decided) {
        if (verdict === 'GRANT') yield { view, part: { subject, ...span } };
      }
    }
    if (!view.subjects.pageInfo.hasNextPage) return;
    after = view.subjects.pageInfo.endCursor;
  }
}
