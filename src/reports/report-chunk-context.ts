/** Context that binds a chunk's ciphertext to its report and place. */
export const chunkContext = (reportId: string, chunkNumber: number): string =>
  `report_chunk:${reportId}:${chunkNumber}`;
