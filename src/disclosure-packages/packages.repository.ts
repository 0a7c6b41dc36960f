import type { Viewer } from '../common/context/tenant-context.js';
import type { Sql, Tx } from '../common/persistence/sql.js';
import { visibleTo } from '../sharing/sharing.policy.js';
import type { PackageState } from './package.lifecycle.js';

/** A package as it is stored. */
export interface StoredPackage {
  readonly id: string;
  readonly requestId: string;
  readonly agencyId: string;
  readonly platformId: string;
  readonly sharingId: string;
  readonly packageId: string;
  readonly manifestId: string;
  readonly manifestSha256: string;
  readonly handling: string;
  readonly retainUntil: string;
  readonly state: PackageState;
  readonly receiptSha256: string | null;
  readonly openedAtMs: number | null;
  readonly deliveredAtMs: number;
  readonly confirmedAtMs: number | null;
  readonly destroyedAtMs: number | null;
  readonly version: number;
}

/** A file of a package as it is stored. */
export interface StoredPackageFile {
  readonly packageId: string;
  readonly fileNumber: number;
  readonly attachmentId: string;
  readonly item: string;
  readonly size: number;
  readonly sha256: string;
}

/** What a step may change, beside the version. */
export type PackageChange = Partial<
  Pick<StoredPackage, 'state' | 'receiptSha256' | 'openedAtMs' | 'confirmedAtMs' | 'destroyedAtMs'>
>;

/** A JWS is ASCII, and a column holds 65,535 bytes. */
const RECEIPT_PART_CHARACTERS = 60_000;

/** Packages as one viewer may see them. */
export class PackagesRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /** Index: primary key. */
  byId(id: string): Promise<StoredPackage | undefined> {
    return this.visible('p.id = ?', id);
  }

  /** Index: UQ_disclosure_package_request. */
  byRequest(requestId: string): Promise<StoredPackage | undefined> {
    return this.visible('p.requestId = ?', requestId);
  }

  /** Files in the manifest's order, at most a thousand. Index: primary key. */
  async files(packageId: string): Promise<StoredPackageFile[]> {
    const visible = visibleTo(this.viewer, 's');
    return this.sql.select<StoredPackageFile>(
      `SELECT f.* FROM disclosure_package_file f JOIN disclosure_package p ON p.id = f.packageId
         JOIN sharing s ON s.id = p.sharingId WHERE f.packageId = ? AND ${visible.sql} ORDER BY f.fileNumber`,
      [packageId, ...visible.parameters],
    );
  }

  /** What the agency signed, if it has. Index: primary key. */
  async receipt(packageId: string): Promise<string | null> {
    const visible = visibleTo(this.viewer, 's');
    const rows = await this.sql.select<{ content: string }>(
      `SELECT r.content FROM disclosure_receipt_part r JOIN disclosure_package p ON p.id = r.packageId
         JOIN sharing s ON s.id = p.sharingId WHERE r.packageId = ? AND ${visible.sql} ORDER BY r.part`,
      [packageId, ...visible.parameters],
    );
    return rows.length === 0 ? null : rows.map(({ content }) => content).join('');
  }

  private async visible(condition: string, value: string): Promise<StoredPackage | undefined> {
    const visible = visibleTo(this.viewer, 's');
    const [row] = await this.sql.select<StoredPackage>(
      `SELECT p.* FROM disclosure_package p JOIN sharing s ON s.id = p.sharingId WHERE ${condition} AND ${visible.sql}`,
      [value, ...visible.parameters],
    );
    return row;
  }
}

/** Writes of packages, and what the clock reads. */
export class PackagesWriter {
  constructor(private readonly tx: Tx) {}

  async insert(stored: StoredPackage, files: readonly StoredPackageFile[]): Promise<void> {
    await this.tx.insert('disclosure_package', [{ ...stored }]);
    await this.tx.insert(
      'disclosure_package_file',
      files.map((file) => ({ ...file })),
    );
  }

  async insertReceipt(packageId: string, receipt: string): Promise<void> {
    const parts = [];
    for (let at = 0; at < receipt.length; at += RECEIPT_PART_CHARACTERS) {
      const content = receipt.slice(at, at + RECEIPT_PART_CHARACTERS);
      parts.push({ packageId, part: parts.length, content });
    }
    await this.tx.insert('disclosure_receipt_part', parts);
  }

  async locked(id: string): Promise<StoredPackage | undefined> {
    const [row] = await this.tx.select<StoredPackage>(
      `SELECT * FROM disclosure_package WHERE id = ? ${this.tx.forUpdate}`,
      [id],
    );
    return row;
  }

  /** Changes a package that the transaction has locked. */
  async change(id: string, change: PackageChange): Promise<void> {
    const columns = Object.entries(change);
    await this.tx.change(
      `UPDATE disclosure_package SET ${columns.map(([column]) => `${column} = ?`).join(', ')}, version = version + 1
       WHERE id = ?`,
      [...columns.map(([, value]) => value), id],
    );
  }
}
