import { isRefusal } from '../common/graphql/user-error.graphql.js';
import type { KeptKind } from './joint-content.js';
import type { JointRefusal, ShownItem } from './joint-desk.js';

/** What was changed as its caller is shown it, or the refusal. */
export async function shownResult<Kind extends KeptKind, Node>(
  result: ShownItem<Kind> | JointRefusal,
  present: (items: ShownItem<Kind>[]) => Promise<Node[]>,
): Promise<Node | JointRefusal> {
  if (isRefusal(result)) return result as JointRefusal;
  const [node] = await present([result as ShownItem<Kind>]);
  if (!node) throw new Error('a changed thing is not shown');
  return node;
}
