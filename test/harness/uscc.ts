import { organisationCodeCheckCharacter, usccCheckCharacter } from '../../libs/identifiers/uscc.js';

/** The n-th made-up unified social credit code of a company in Hangzhou: valid in form, and of nobody. */
export function sampleUscc(n: number): string {
  const organisation = `MT${String(n).padStart(6, '0')}`;
  const first17 = `91330100${organisation}${organisationCodeCheckCharacter(organisation)}`;
  return first17 + usccCheckCharacter(first17);
}
