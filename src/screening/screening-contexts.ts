/** Contexts that bind ciphertexts to their screening and place. */
export const rowsContext = (screeningId: string, chunkNumber: number): string =>
  `screening_chunk:${screeningId}:${chunkNumber}`;
export const resultsContext = (screeningId: string, chunkNumber: number): string =>
  `screening_result:${screeningId}:${chunkNumber}`;
export const statedContext = (field: 'purpose' | 'caseRef', screeningId: string): string =>
  `screening.${field}:${screeningId}`;
