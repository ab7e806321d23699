/**
 * Reads HTML into a plain tree, so that documents of different template engines can be compared: entities decoded,
 * attributes in order of name, white space between elements dropped. Made for the reference app's pages; strict, so
 * that a broken page fails instead of being mended.
 */
export interface HtmlElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (HtmlElement | string)[];
}

const voidTags = new Set(['meta', 'link', 'input', 'br', 'img', 'hr']);
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const token = /<!doctype html>|<\/([a-z0-9]+)>|<([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"<]*")?)*)\s*\/?>|([^<]+)/giy;

export function parseHtml(html: string): HtmlElement {
  const root: HtmlElement = { tag: '#document', attributes: {}, children: [] };
  const open = [root];
  token.lastIndex = 0;
  while (token.lastIndex < html.length) {
    const at = token.lastIndex;
    const match = token.exec(html);
    if (match === null) throw new Error(`not understood: ${html.slice(at, at + 40)}`);
    const [, closed, opened, attributes, text] = match;
    const parent = open[open.length - 1]!;
    if (closed !== undefined) {
      if (open.length === 1 || parent.tag !== closed) throw new Error(`</${closed}> closes <${parent.tag}>`);
      open.pop();
    } else if (opened !== undefined) {
      const element: HtmlElement = {
        tag: opened,
        attributes: parseAttributes(attributes ?? ''),
        children: [],
      };
      parent.children.push(element);
      if (!voidTags.has(opened)) open.push(element);
    } else if (text !== undefined && text.trim() !== '') {
      parent.children.push(decode(text.trim().replace(/\s+/g, ' ')));
    }
  }
  if (open.length > 1) throw new Error(`<${open[open.length - 1]!.tag}> is not closed`);
  return root;
}

function parseAttributes(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(
    ([, name, value]) => [name!, decode(value ?? '')] as const,
  );
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));|&/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    const character = name === undefined ? undefined : named[name];
    if (character === undefined) throw new Error(`bare or unknown entity: ${whole}`);
    return character;
  });
}
