import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { UsageProblem } from '../model/failure.ts';
import { isHolder } from './path.ts';

interface Place {
  readonly file: string;
  readonly line: number;
}

/** Why a file does not load, in one line, with the line of the file where that is known. */
export function loadFault(error: unknown, file: string, name: string): UsageProblem {
  const { reason, place } = understood(error, file);
  const own = place?.file === file ? `:${place.line}` : '';
  const elsewhere = place === null || own !== '' ? '' : ` (in ${basename(place.file)}:${place.line})`;
  const hint = /^Cannot find (module|package)/.test(reason)
    ? { hint: 'install it where the file stands, or mend the path' }
    : {};
  return { where: `${name}${own}`, message: `cannot be loaded: ${reason}${elsewhere}`, ...hint };
}

function understood(error: unknown, file: string): { reason: string; place: Place | null } {
  if (!(error instanceof Error)) return { reason: String(error), place: null };
  const message = error.message.trim();
  if (isYamlFault(error)) return { reason: error.reason, place: { file, line: error.mark.line + 1 } };
  const [, syntax, where, line] = /^ParseError: (.*?)\s*\n\s*(.*):(\d+):\d+$/s.exec(message) ?? [];
  if (syntax !== undefined && where !== undefined)
    return { reason: firstLine(syntax), place: { file: where, line: Number(line) } };
  if (error instanceof SyntaxError && extname(file) === '.json') {
    const reason = firstLine(message.replace(`${file}: `, '')).replace(/, "?.*$| in JSON at.*$/, '');
    return {
      reason: `${reason} in JSON`,
      place: { file, line: lineOfJsonFault(readFileSync(file, 'utf8')) },
    };
  }
  return { reason: firstLine(message) || error.name, place: placeInStack(error.stack ?? '') };
}

/** As js-yaml throws it; its lines count from 0. */
function isYamlFault(
  error: Error,
): error is Error & { readonly reason: string; readonly mark: { readonly line: number } } {
  return (
    'reason' in error &&
    typeof error.reason === 'string' &&
    'mark' in error &&
    isHolder(error.mark) &&
    typeof error.mark.line === 'number'
  );
}

/** The first place that is neither the system's nor a package's. */
function placeInStack(stack: string): Place | null {
  const lines = stack.split('\n');
  // What Node itself cannot parse begins with the place.
  const places = [lines[0] ?? '', ...lines.filter((line) => /^\s+at /.test(line))];
  for (const text of places) {
    const [, file, line] =
      /(?:^|\(|at )(?:async )?(?:file:\/\/)?(\/[^():]+):(\d+)(?::\d+)?\)?$/.exec(text) ?? [];
    if (file === undefined || file.includes('/node_modules/')) continue;
    return file.startsWith(import.meta.dirname) ? null : { file, line: Number(line) };
  }
  return null;
}

/** Beginnings of a text are unfinished JSON until the fault is in them, and wrong ever after. */
function lineOfJsonFault(text: string): number {
  let [fine, wrong] = [0, text.length];
  while (wrong - fine > 1) {
    const middle = Math.floor((fine + wrong) / 2);
    if (isUnfinished(text.slice(0, middle))) fine = middle;
    else wrong = middle;
  }
  return text.slice(0, wrong).trimEnd().split('\n').length;
}

function isUnfinished(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const position = Number(/at position (\d+)/.exec(message)?.[1] ?? -1);
    return position >= text.length || /end of JSON input|Unterminated/.test(message);
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.trim() ?? '';
}
