import {
  ATTACHMENT_ACTIONS,
  ATTACHMENT_ACTORS,
  ATTACHMENT_STATES,
  type AttachmentAction,
  type AttachmentActor,
  attachmentStep,
} from './attachment.lifecycle.js';

const MOVES = new Map([
  ['NEW create UPLOADER', 'UPLOADING'],
  ['UPLOADING complete UPLOADER', 'COMPLETE'],
  ['UPLOADING refuse GATEWAY', 'DESTROYED'],
  ['UPLOADING cancel UPLOADER', 'DESTROYED'],
  ['UPLOADING abandon GATEWAY', 'DESTROYED'],
  ['COMPLETE attach UPLOADER', 'ATTACHED'],
  ['COMPLETE cancel UPLOADER', 'DESTROYED'],
  ['COMPLETE abandon GATEWAY', 'DESTROYED'],
  ['ATTACHED destroy GATEWAY', 'DESTROYED'],
]);

const TRIES = (['NEW', ...ATTACHMENT_STATES] as const).flatMap((state) =>
  ATTACHMENT_ACTIONS.flatMap((action) => ATTACHMENT_ACTORS.map((actor) => [state, action, actor] as const)),
);

describe('the life of an attachment', () => {
  it.each(TRIES)('%s: %s by %s', (state, action: AttachmentAction, actor: AttachmentActor) => {
    const result = attachmentStep(state, action, actor);
    expect(result.ok ? result.transition.to : undefined).toBe(MOVES.get(`${state} ${action} ${actor}`));
  });
});
