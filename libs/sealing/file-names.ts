const MAX_NAME_BYTES = 200;
// Separators, what Windows forbids, controls, and marks that turn the shown order of letters around.
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}/\\:*?"<>|]/gu;
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/**
 * Turns a file's name from a manifest into one that is safe to create in a folder on any common system: one path
 * segment, no control or direction marks, no device name, no leading dot, at most 200 bytes of UTF-8 with the
 * extension kept. Safe names in NFC come back unchanged; the result is stable when given again.
 */
export function safeFileName(name: string): string {
  const flat = trimEdges(name.normalize('NFC').replace(FORBIDDEN, '_'));
  const named = flat === '' ? 'file' : flat;
  return trimEdges(shorten(DEVICE.test(named) ? `_${named}` : named));
}

/**
 * Safe names for all files of a package, in order and unlike each other even where case is not told apart: a repeated
 * one gets a number before its extension.
 */
export function safeFileNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const safe = safeFileName(name);
    let unique = safe;
    for (let copy = 2; taken.has(foldCase(unique)); copy++) unique = numbered(safe, copy);
    taken.add(foldCase(unique));
    return unique;
  });
}

function foldCase(name: string): string {
  return name.toUpperCase().toLowerCase();
}

function numbered(name: string, copy: number): string {
  const [stem, extension] = split(name);
  return shorten(`${stem} (${copy})${extension}`, ` (${copy})`);
}

function trimEdges(name: string): string {
  return name.replace(/^[\s.]+|[\s.]+$/gu, '');
}

function split(name: string): [stem: string, extension: string] {
  const dot = name.lastIndexOf('.');
  return dot > 0 && name.length - dot <= 16 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
}

/** Cuts the stem, by whole characters, until the name fits; `keep` at the stem's end stays. */
function shorten(name: string, keep = ''): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const [stem, extension] = split(name);
  const characters = [...stem.slice(0, stem.length - keep.length)];
  const room = MAX_NAME_BYTES - Buffer.byteLength(keep + extension);
  while (Buffer.byteLength(characters.join('')) > room) characters.pop();
  return `${trimEdges(characters.join(''))}${keep}${extension}`;
}
