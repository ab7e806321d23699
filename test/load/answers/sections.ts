export interface Line {
  text: string;
  end: '\r\n' | '\n' | '';
}

/** Lines of an answer that belong together: a head and the empty line after it, the line before a chunk, trailers. */
export interface Section {
  kind: 'interim' | 'final' | 'chunk' | 'chunk end' | 'trailers';
  lines: Line[];
}

/** Changes a section in place; `head`: of an answer to HEAD. */
export type Rewrite = (section: Section, head: boolean) => void;

/** The value of a field that has this name; null if it is another one. */
export function fieldValue({ text }: Line, name: string): string | null {
  const colon = text.indexOf(':');
  return colon > 0 && text.slice(0, colon).toLowerCase() === name.toLowerCase()
    ? text.slice(colon + 1)
    : null;
}

function statusOf({ lines }: Section): number {
  return Number(/^HTTP\/1\.[01] ([0-9]{3})/.exec(lines[0]?.text ?? '')?.[1] ?? 0);
}

/** Up to `most` lines from the beginning of `text` on, the first empty one being the last. */
function linesOf(text: string, most = Number.POSITIVE_INFINITY): Line[] {
  const lines: Line[] = [];
  for (let at = 0; at < text.length && lines.length < most; ) {
    const feed = text.indexOf('\n', at);
    const raw = feed < 0 ? text.slice(at) : text.slice(at, feed);
    const returned = feed >= 0 && raw.endsWith('\r');
    lines.push({ text: returned ? raw.slice(0, -1) : raw, end: feed < 0 ? '' : returned ? '\r\n' : '\n' });
    at = feed < 0 ? text.length : feed + 1;
    if (feed >= 0 && lines.at(-1)?.text === '') break;
  }
  return lines;
}

const written = (lines: readonly Line[]) => lines.map(({ text, end }) => text + end).join('');

/** Applies rewritings to the heads and to all lines of a chunked body; other bytes stay as they are. */
export function rewritten(answer: string, head: boolean, rewrites: readonly Rewrite[]): string {
  let rest = answer;
  let out = '';
  const take = (kind: Section['kind'], most?: number): Section => {
    const section: Section = { kind, lines: linesOf(rest, most) };
    rest = rest.slice(written(section.lines).length);
    if (kind === 'final') {
      const status = statusOf(section);
      if (status >= 100 && status < 200) section.kind = 'interim';
    }
    for (const rewrite of rewrites) rewrite(section, head);
    out += written(section.lines);
    return section;
  };

  let section = take('final');
  while (section.kind === 'interim' && rest !== '') section = take('final');
  const status = statusOf(section);
  const codings = section.lines
    .map((line) => fieldValue(line, 'transfer-encoding'))
    .filter((value) => value !== null);
  const isChunked = /(^|,)[ \t]*chunked[ \t]*$/i.test(codings.at(-1) ?? '');
  if (!isChunked || head || status === 204 || status === 304) return out + rest;
  while (rest !== '') {
    const size = Number.parseInt(
      /^[0-9a-f]+$/i.exec(take('chunk', 1).lines[0]?.text ?? '')?.[0] ?? 'none',
      16,
    );
    if (Number.isNaN(size)) break;
    if (size === 0) {
      take('trailers');
      break;
    }
    out += rest.slice(0, size);
    rest = rest.slice(size);
    take('chunk end', 1);
  }
  return out + rest;
}
