import { ATTACHMENT_LIFECYCLE } from '../attachments/attachment.lifecycle.js';
import { BLACKLIST_LIFECYCLE } from '../blacklist/blacklist.lifecycle.js';
import { SCREENING_LIFECYCLE } from '../screening/screening.lifecycle.js';
import type { PrintableLifecycle } from './lifecycle-page.js';

/** Every lifecycle that has a page `docs/<name>.md`. */
export const LIFECYCLES: readonly PrintableLifecycle[] = [
  ATTACHMENT_LIFECYCLE,
  BLACKLIST_LIFECYCLE,
  SCREENING_LIFECYCLE,
];
