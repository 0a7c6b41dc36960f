import { BLACKLIST_CASES } from './blacklist.cases.js';
import { type IsolationCases, open } from './cases.js';
import { ENTITY_CASES } from './entities.cases.js';
import { EVENT_CASES } from './events.cases.js';
import { LEDGER_CASES } from './ledger.cases.js';
import { REPORT_CASES } from './reports.cases.js';
import { SUBSCRIPTION_CASES } from './subscriptions.cases.js';

const REGISTER = open('the register of tenants has no hidden rows: whoever holds the scope keeps or audits it whole');

/** One case per operation of the gateway: a new operation joins here, or the isolation test fails. */
export const ISOLATION_CASES: IsolationCases = {
  ...BLACKLIST_CASES,
  ...ENTITY_CASES,
  ...EVENT_CASES,
  ...LEDGER_CASES,
  ...REPORT_CASES,
  ...SUBSCRIPTION_CASES,
  'Query tenant': REGISTER,
  'Query tenants': REGISTER,
  'Mutation addTenant': REGISTER,
  'Mutation addTenantKey': REGISTER,
  'Mutation reinstateTenant': REGISTER,
  'Mutation retireTenantKey': REGISTER,
  'Mutation revokeTenantKey': REGISTER,
  'Mutation suspendTenant': REGISTER,
  'Query me': open('it tells the caller of itself'),
  'HTTP GET /health/live': open('it reads no row'),
  'HTTP GET /health/ready': open('it reads no row'),
};
