import type { Command } from 'commander';
import { bashWord, parseBashLine } from './bash-line.ts';
import { complete, type ValueSource } from './complete.ts';
import type { Completion } from './completion.ts';
import { valuesHere } from './values.ts';

/**
 * Answers a script of `bench completion` on stdout: how to complete in the first line, then a candidate in each. Says
 * nothing where it cannot tell, for somebody is typing there.
 * @param given `bash`, `$COMP_LINE`, `$COMP_POINT`, `$COMP_WORDBREAKS`; or `zsh` or `fish`, `--`, the words after
 * `bench` up to the cursor, the last one empty when none is begun
 */
export async function answer(bench: Command, given: readonly string[]): Promise<void> {
  try {
    process.stdout.write(await answerText(bench, given, valuesHere));
  } catch {
    // Nothing that fails here is worth a line in the middle of somebody's typing.
  }
}

export async function answerText(
  bench: Command,
  given: readonly string[],
  source: ValueSource,
): Promise<string> {
  const [shell, ...rest] = given;
  if (shell === 'bash') return forBash(bench, rest, source);
  const words = rest.slice(1);
  const current = (words.pop() ?? '').replace(/^['"]/, '');
  const found = await complete(bench, words, current, source);
  return shell === 'fish' ? forFish(found) : forZsh(found);
}

async function forBash(
  bench: Command,
  [text = '', point = '', breaks = '']: readonly string[],
  source: ValueSource,
): Promise<string> {
  // bash counts characters where the locale has some of several bytes, and bytes otherwise.
  const { words, current, left, quote } = parseBashLine([...text].slice(0, Number(point)).join(''), breaks);
  const found = await complete(bench, words.slice(1), current, source);
  const lines = found.candidates.flatMap(({ value }) => {
    const whole = found.kept + value;
    const word = whole.startsWith(left) ? bashWord(whole.slice(left.length), quote) : null;
    return word === null ? [] : [word];
  });
  return [header(found), ...lines, ''].join('\n');
}

/** zsh keeps what is kept by itself, so that it shows the candidates alone. */
function forZsh(found: Completion): string {
  const lines = found.candidates.map(({ value, meaning }) => `${value.replace(/[:\\]/g, '\\$&')}:${meaning}`);
  // Where nothing needs quotes zsh is told so, for it would put a backslash before the tilde of latest~1.
  const plain = found.candidates.every(({ value }) => bashWord(value, '') === value);
  return [`${header(found)}${plain ? ' plain' : ''}`, ...lines, ''].join('\n');
}

function forFish(found: Completion): string {
  const lines = found.candidates.map(({ value, meaning }) => `${found.kept}${value}\t${meaning}`);
  return [header(found), ...lines, ''].join('\n');
}

/** `paths`, how many characters are kept, and whether the word goes on: `list`, `open` or `end`. */
function header({ paths, kept, list, candidates }: Completion): string {
  const isOpen = candidates.some(({ open }) => open);
  return `${paths} ${kept.length} ${list ? 'list' : isOpen ? 'open' : 'end'}`;
}
