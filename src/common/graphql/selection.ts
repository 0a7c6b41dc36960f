import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** By field: documents are cached by the server, so the same node comes again with the same fragments. */
const known = new WeakMap<FieldNode, ReadonlySet<string>>();

/**
 * Names of every field selected anywhere below the one being resolved, fragments followed. Skipped and unreached fields
 * count too: good enough to leave out reads that nobody asked for.
 */
export function selectedBelow(info: GraphQLResolveInfo): ReadonlySet<string> {
  const [node, ...more] = info.fieldNodes;
  const cached = node && more.length === 0 ? known.get(node) : undefined;
  if (cached) return cached;
  const names = new Set<string>();
  const spread = new Set<string>();
  const collect = (selectionSet: SelectionSetNode | undefined): void => {
    for (const selection of selectionSet?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const { value } = selection.name;
        if (spread.has(value)) continue;
        spread.add(value);
        collect(info.fragments[value]?.selectionSet);
        continue;
      }
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
      collect(selection.selectionSet);
    }
  };
  for (const field of info.fieldNodes) collect(field.selectionSet);
  if (node && more.length === 0) known.set(node, names);
  return names;
}
