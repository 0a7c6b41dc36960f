/** Once per run with e2e tests: ends what the set-up started. */
export default async function tearDown(): Promise<void> {
  globalThis.removeLiaisonTemplates?.();
  await globalThis.liaisonTestServers?.stop();
}
