import { readFileSync } from 'node:fs';
import {
  type DataItem,
  DISCLOSURE_CATALOGUE_SCHEMA,
  type DisclosureCatalogue,
  type RefusalReason,
  STANDARD_CATALOGUE,
  type Statute,
} from '../../config/disclosure-catalogue.js';
import { SettingsError } from '../../config/settings.js';

/** What may be asked for and on which basis, as this deployment has it. */
export class Catalogue implements DisclosureCatalogue {
  private constructor(
    readonly items: DataItem[],
    readonly statutes: Statute[],
    readonly refusalReasons: RefusalReason[],
  ) {}

  /**
   * Reads the file with the deployment's own lists, or takes the standard ones.
   * @throws SettingsError when the file cannot be read or does not fit
   */
  static open(path: string | undefined): Catalogue {
    const { items, statutes, refusalReasons } = path === undefined ? STANDARD_CATALOGUE : readCatalogue(path);
    return new Catalogue(items, statutes, refusalReasons);
  }

  isItem(code: string): boolean {
    return this.items.some((item) => item.code === code);
  }

  isStatute(code: string): boolean {
    return this.statutes.some((statute) => statute.code === code);
  }

  /** Whether one of the items is personal communications. An item that is no longer listed counts as one. */
  hasCommunications(codes: readonly string[]): boolean {
    return codes.some((code) => this.items.find((item) => item.code === code)?.isCommunication ?? true);
  }

  get reasonCodes(): ReadonlySet<string> {
    return new Set(this.refusalReasons.map(({ code }) => code));
  }
}

function readCatalogue(path: string): DisclosureCatalogue {
  const name = 'LIAISON_DISCLOSURE_CATALOGUE_FILE';
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new SettingsError(`Setting ${name} is wrong: the file cannot be read as JSON.`);
  }
  const result = DISCLOSURE_CATALOGUE_SCHEMA.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new SettingsError(`Setting ${name} is wrong: ${issue?.path.join('.')} ${issue?.message}.`);
}
