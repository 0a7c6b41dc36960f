/** What may be logged of an error: a database error's message and parameters can hold personal data, so not those. */
export function safeError(error: unknown): { type: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, driverError } = error as { code?: string; driverError?: { code?: string } };
  const frames = error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at '));
  return { type: error.name, code: driverError?.code ?? code, stack: frames?.slice(0, 8).join('\n') };
}
