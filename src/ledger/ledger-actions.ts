/** Everything that leaves a line in the ledger. */
export const LEDGER_ACTIONS = [
  'tenant.add',
  'tenant.suspend',
  'tenant.reinstate',
  'tenant.key.add',
  'tenant.key.retire',
  'tenant.key.revoke',
  'report.start',
  'report.receive',
  'report.import',
  'report.complete',
  'entity.lookup',
  'entity.lookup-batch',
  'blacklist.propose',
  'blacklist.publish',
  'blacklist.revoke',
  'subscription.create',
  'subscription.pause',
  'subscription.resume',
  'subscription.disable',
  'subscription.delete',
  'subscription.rotate-secret',
  'delivery.settle',
  'delivery.redeliver',
  'ledger.read',
] as const;

export type LedgerAction = (typeof LEDGER_ACTIONS)[number];
