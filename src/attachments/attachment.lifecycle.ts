import { type Lifecycle, type New, step } from '../common/lifecycle.js';
import type { EventType } from '../events/event-types.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';

export const ATTACHMENT_STATES = ['UPLOADING', 'COMPLETE', 'ATTACHED', 'DESTROYED'] as const;
export type AttachmentState = (typeof ATTACHMENT_STATES)[number];

export const ATTACHMENT_ACTIONS = ['create', 'complete', 'refuse', 'cancel', 'attach', 'abandon', 'destroy'] as const;
export type AttachmentAction = (typeof ATTACHMENT_ACTIONS)[number];

/** Who moves an attachment on: its uploader, or the gateway by what it finds in the content and by what time brings. */
export const ATTACHMENT_ACTORS = ['UPLOADER', 'GATEWAY'] as const;
export type AttachmentActor = (typeof ATTACHMENT_ACTORS)[number];

type AttachmentLifecycle = Lifecycle<AttachmentState, AttachmentAction, AttachmentActor, LedgerAction, EventType>;

/**
 * The life of an attachment. It emits no event: nobody but its uploader can see it before it is attached, and then the
 * thing that it is attached to tells of it.
 */
export const ATTACHMENT_LIFECYCLE: AttachmentLifecycle = {
  name: 'attachments',
  actors: ATTACHMENT_ACTORS,
  actions: ATTACHMENT_ACTIONS,
  moves: {
    NEW: { create: { to: 'UPLOADING', by: ['UPLOADER'], records: 'attachment.create' } },
    UPLOADING: {
      complete: { to: 'COMPLETE', by: ['UPLOADER'], records: 'attachment.complete' },
      refuse: { to: 'DESTROYED', by: ['GATEWAY'], records: 'attachment.refuse' },
      cancel: { to: 'DESTROYED', by: ['UPLOADER'], records: 'attachment.cancel' },
      abandon: { to: 'DESTROYED', by: ['GATEWAY'], records: 'attachment.abandon' },
    },
    COMPLETE: {
      attach: { to: 'ATTACHED', by: ['UPLOADER'], records: 'attachment.attach' },
      cancel: { to: 'DESTROYED', by: ['UPLOADER'], records: 'attachment.cancel' },
      abandon: { to: 'DESTROYED', by: ['GATEWAY'], records: 'attachment.abandon' },
    },
    ATTACHED: { destroy: { to: 'DESTROYED', by: ['GATEWAY'], records: 'attachment.destroy' } },
    DESTROYED: {},
  },
};

/** What an action by an actor does to an attachment in a state. */
export const attachmentStep = (state: AttachmentState | New, action: AttachmentAction, actor: AttachmentActor) =>
  step(ATTACHMENT_LIFECYCLE, state, action, actor);

/** The transition of an action that its caller has made sure of. @throws Error when the table does not have it */
export function attachmentTransition(state: AttachmentState | New, action: AttachmentAction, actor: AttachmentActor) {
  const result = attachmentStep(state, action, actor);
  if (!result.ok) throw new Error(`an attachment in state ${state} cannot ${action}: ${result.reason}`);
  return result.transition;
}
