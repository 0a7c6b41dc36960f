import { ATTACHMENT_LIFECYCLE } from '../attachments/attachment.lifecycle.js';
import { BLACKLIST_LIFECYCLE } from '../blacklist/blacklist.lifecycle.js';
import { PACKAGE_LIFECYCLE } from '../disclosure-packages/package.lifecycle.js';
import { USE_LIFECYCLE } from '../disclosure-uses/disclosure-use.lifecycle.js';
import { DISCLOSURE_LIFECYCLE } from '../disclosures/disclosure.lifecycle.js';
import {
  JOINT_ATTACHMENT_LIFECYCLE,
  JOINT_COMMENT_LIFECYCLE,
  JOINT_LINK_LIFECYCLE,
} from '../joint-cases/joint-additions.lifecycle.js';
import { JOINT_CASE_LIFECYCLE } from '../joint-cases/joint-case.lifecycle.js';
import { JOINT_HANDOVER_LIFECYCLE } from '../joint-cases/joint-handover.lifecycle.js';
import { JOINT_MEASURE_LIFECYCLE } from '../joint-cases/joint-measure.lifecycle.js';
import { JOINT_PARTICIPANT_LIFECYCLE } from '../joint-cases/joint-participant.lifecycle.js';
import { JOINT_TASK_LIFECYCLE } from '../joint-cases/joint-task.lifecycle.js';
import { SCREENING_LIFECYCLE } from '../screening/screening.lifecycle.js';
import { SCREENING_LIST_LIFECYCLE } from '../screening-lists/screening-list.lifecycle.js';
import type { LifecyclePage, PrintableLifecycle } from './lifecycle-page.js';

/** Every lifecycle that has a page `docs/<name>.md` of its own. */
const LIFECYCLES: readonly PrintableLifecycle[] = [
  ATTACHMENT_LIFECYCLE,
  BLACKLIST_LIFECYCLE,
  DISCLOSURE_LIFECYCLE,
  USE_LIFECYCLE,
  PACKAGE_LIFECYCLE,
  SCREENING_LIFECYCLE,
  SCREENING_LIST_LIFECYCLE,
];

/** The lifecycles of docs/joint-cases.md. */
const JOINT_LIFECYCLES: readonly PrintableLifecycle[] = [
  JOINT_CASE_LIFECYCLE,
  JOINT_PARTICIPANT_LIFECYCLE,
  JOINT_HANDOVER_LIFECYCLE,
  JOINT_TASK_LIFECYCLE,
  JOINT_MEASURE_LIFECYCLE,
  JOINT_COMMENT_LIFECYCLE,
  JOINT_ATTACHMENT_LIFECYCLE,
  JOINT_LINK_LIFECYCLE,
];

/** Every page of docs/ that shows lifecycles. */
export const LIFECYCLE_PAGES: readonly LifecyclePage[] = [
  ...LIFECYCLES.map((lifecycle) => ({ name: lifecycle.name, lifecycles: [lifecycle] })),
  { name: 'joint-cases', lifecycles: JOINT_LIFECYCLES },
];
