import { inlineCode } from '../wording/command.ts';
import { NBSP } from '../wording/numbers.ts';

/**
 * Text as Markdown shows it literally, on one line: no markup, no HTML, no table cell of its own; and nobody is called by
 * it, for `@name` in a comment is parted by one that is not shown.
 */
export function md(text: string): string {
  return entities(oneLine(text.replace(/[\\`*_[\]|#~]/g, '\\$&'))).replace(/(?<!\w)@(?=\w)/g, '@<!-- -->');
}

function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return text.replaceAll(NBSP, ' ').replace(/[\u0000-\u001f]+/g, ' ');
}

/** Text whose `code` in backticks stays code. */
export function prose(text: string): string {
  return text
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 1 ? inlineCode(part) : md(part)))
    .join('');
}

/** A fenced block; the fence is longer than any run of backticks in the code. */
export function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}

/** A table; cells are Markdown already. All columns but the first are aligned to the right unless `text` says so. */
export function table(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  align: 'figures' | 'text' = 'figures',
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = headers.map((_, index) => (index > 0 && align === 'figures' ? '--:' : '---'));
  return [line(headers), line(rule), ...rows.map(line)].join('\n');
}

/** Folded away until asked for. The summary is HTML, not Markdown; the empty lines make the body Markdown again. */
export function folded(summary: string, body: string): string {
  return `<details>\n<summary>${entities(oneLine(summary))}</summary>\n\n${body}\n\n</details>`;
}
