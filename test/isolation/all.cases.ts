import { ADMISSION_CASES } from './admission.cases.js';
import { ATTACHMENT_CASES } from './attachments.cases.js';
import { BLACKLIST_CASES } from './blacklist.cases.js';
import { type IsolationCases, open } from './cases.js';
import { DISCLOSURE_USE_CASES } from './disclosure-uses.cases.js';
import { DISCLOSURE_CASES } from './disclosures.cases.js';
import { ENTITY_CASES } from './entities.cases.js';
import { EVENT_CASES } from './events.cases.js';
import { JOINT_CASE_CASES } from './joint-cases.cases.js';
import { LEDGER_CASES } from './ledger.cases.js';
import { PACKAGE_CASES } from './packages.cases.js';
import { RECEIPT_CASES } from './receipts.cases.js';
import { REPORT_CASES } from './reports.cases.js';
import { SCREENING_LIST_CASES } from './screening-lists.cases.js';
import { SCREENING_CASES } from './screenings.cases.js';
import { SEARCH_CASES } from './search.cases.js';
import { SECURITY_EVENT_CASES } from './security-events.cases.js';
import { SUBSCRIPTION_CASES } from './subscriptions.cases.js';

const REGISTER = open('the register of tenants has no hidden rows: whoever holds the scope keeps or audits it whole');

/** One case per operation of the gateway: a new operation joins here, or the isolation test fails. */
export const ISOLATION_CASES: IsolationCases = {
  ...ADMISSION_CASES,
  ...ATTACHMENT_CASES,
  ...BLACKLIST_CASES,
  ...DISCLOSURE_CASES,
  ...DISCLOSURE_USE_CASES,
  ...ENTITY_CASES,
  ...EVENT_CASES,
  ...JOINT_CASE_CASES,
  ...LEDGER_CASES,
  ...RECEIPT_CASES,
  ...PACKAGE_CASES,
  ...REPORT_CASES,
  ...SCREENING_CASES,
  ...SCREENING_LIST_CASES,
  ...SEARCH_CASES,
  ...SECURITY_EVENT_CASES,
  ...SUBSCRIPTION_CASES,
  'Query tenant': REGISTER,
  'Query tenants': REGISTER,
  'Mutation addTenant': REGISTER,
  'Mutation addTenantKey': REGISTER,
  'Mutation reinstateTenant': REGISTER,
  'Mutation retireTenantKey': REGISTER,
  'Mutation revokeTenantKey': REGISTER,
  'Mutation suspendTenant': REGISTER,
  'Query tenantPublicKeys': open('public keys are there to be known by whoever seals to them or verifies with them'),
  'Query me': open('it tells the caller of itself'),
  'HTTP GET /health/live': open('it reads no row'),
  'HTTP GET /health/ready': open('it reads no row'),
  'HTTP POST /v1/operator/queue-session': open('it makes a cookie for the caller itself and reads no row'),
  'HTTP GET /metrics': open(
    "it adds up rows of every tenant, for the machine itself or who holds the operator's token",
  ),
};
