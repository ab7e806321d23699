/** What the tests of the documentation read from a page of it. */

export interface Block {
  /** Of its first line within the fence, from 1. */
  readonly line: number;
  readonly language: string;
  /** The second word of the fence, ```js app.js: the text is that of a file. */
  readonly file: string | null;
  readonly text: string;
  /** The HTML comment before it, such as `not run: installs packages`. */
  readonly remark: string | null;
}

export interface Link {
  readonly line: number;
  readonly target: string;
}

interface Opened extends Omit<Block, 'text'> {
  readonly indent: string;
  readonly fence: string;
  readonly lines: string[];
}

interface Reading {
  readonly blocks: readonly Block[];
  /** The lines outside of blocks; those of blocks are empty, so that numbers stay. */
  readonly prose: readonly string[];
}

/** @throws Error when a fence is not closed */
export function read(page: string): Reading {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let opened: Opened | null = null;
  for (const [index, line] of page.split('\n').entries()) {
    if (opened === null) {
      opened = openedBy(line, index + 2, remarkBefore(prose));
      prose.push(opened === null ? line : '');
      continue;
    }
    prose.push('');
    if (line.trim() === opened.fence) {
      const { indent: _indent, fence: _fence, lines, ...block } = opened;
      blocks.push({ ...block, text: lines.map((one) => `${one}\n`).join('') });
      opened = null;
    } else
      opened.lines.push(line.startsWith(opened.indent) ? line.slice(opened.indent.length) : line.trimStart());
  }
  if (opened !== null) throw new Error(`the fence before line ${opened.line} is not closed`);
  return { blocks, prose };
}

function openedBy(line: string, number: number, remark: string | null): Opened | null {
  const [, indent = '', fence = '', words = ''] = /^(\s*)(`{3,})(.*)$/.exec(line) ?? [];
  if (fence === '') return null;
  const [language = '', file = null] = words.trim().split(/\s+/);
  return { line: number, language, file, remark, indent, fence, lines: [] };
}

/** The comment that stands alone on the last line that is not empty. */
function remarkBefore(prose: readonly string[]): string | null {
  const last = prose.findLast((line) => line.trim() !== '') ?? '';
  return /^\s*<!--\s*(.*?)\s*-->\s*$/.exec(last)?.[1] ?? null;
}

export function linksOf({ prose }: Reading): Link[] {
  return prose.flatMap((line, index) =>
    [...withoutCode(line).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({
      line: index + 1,
      target,
    })),
  );
}

export interface CodeSpan {
  readonly line: number;
  readonly text: string;
}

/** What stands in backticks outside of blocks; a span may reach over the end of a line. */
export function codeSpansOf({ prose }: Reading): CodeSpan[] {
  const text = prose.join('\n');
  return [...text.matchAll(/(?<!`)(`+)(?!`)((?:(?!\n\n)[\s\S])*?[^`])\1(?!`)/g)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    text: (match[2] ?? '').replaceAll(/\s+/g, ' ').trim(),
  }));
}

/** The anchors of its headings, as GitHub names them. */
export function anchorsOf({ prose }: Reading): string[] {
  return prose.flatMap((line) => {
    const heading = /^#{1,6} (.*)$/.exec(line)?.[1];
    return heading === undefined ? [] : [anchorOf(heading)];
  });
}

export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

function withoutCode(line: string): string {
  return line.replaceAll(/`[^`]*`/g, '');
}
