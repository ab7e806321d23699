import { basename, dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A frame of a stack, or the place that a parser tells on a line of its own. */
const frame = /(?:\(|at |^\s*)((?:file:\/\/)?\/[^()]*?):(\d+):\d+\)?$/;

/**
 * What a hook threw, in one line: the error and where in the user's code it came from, such as
 * `TypeError: nothing is undefined at bench.config.ts:12`. `file`: where the hooks stand.
 */
export function told(thrown: unknown, file: string): string {
  if (!(thrown instanceof Error)) return `it threw ${JSON.stringify(thrown) ?? String(thrown)}`;
  const named = /^\w*Error: /.test(thrown.message) ? thrown.message : `${thrown.name}: ${thrown.message}`;
  const what = firstLine(named);
  const place = placeOf(thrown.stack ?? '', file);
  return place === null ? what : `${what} at ${place}`;
}

/** The innermost place within the user's own files, which the folder of the hooks holds; null where there is none. */
function placeOf(stack: string, file: string): string | null {
  for (const line of stack.split('\n')) {
    const [, url = '', number = ''] = frame.exec(line) ?? [];
    if (url === '') continue;
    const path = url.startsWith('file:') ? fileURLToPath(url) : url;
    if (path === file) return `${basename(file)}:${number}`;
    const within = relative(dirname(file), path);
    if (!within.startsWith('..') && !within.includes('node_modules')) return `${within}:${number}`;
  }
  return null;
}

function firstLine(text: string): string {
  const line = (text.split('\n')[0] ?? '').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
