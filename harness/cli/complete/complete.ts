import type { Argument, Command, Option } from 'commander';
import { kindOf } from '../options.ts';
import { type Candidate, type Completion, noCompletion } from './completion.ts';
import { listKinds, type ValueKind } from './kinds.ts';
import { optionsOf, type Place, placeAfter } from './place.ts';

/** Values of the options before the cursor, by their long names (`--stack`). */
export type Given = Place['given'];

/** What can stand for a kind of value; `piece` is what is typed of it. */
export type ValueSource = (kind: ValueKind, piece: string, given: Given) => Promise<readonly Candidate[]>;

/**
 * What could stand at the cursor.
 *
 * Everything comes from commander's declarations, so that it cannot lag behind them. Of the libraries that do this,
 * `@bomb.sh/tab` reads them too, but it has no values that must be waited for, none of lists with commas and no files,
 * and its script for bash evaluates what was typed; omelette and tabtab know nothing of commander.
 * @param before the words between `bench` and the one at the cursor, without quotes
 * @param current that word, up to the cursor
 */
export async function complete(
  bench: Command,
  before: readonly string[],
  current: string,
  source: ValueSource,
): Promise<Completion> {
  const place = placeAfter(bench, before);
  const { command, awaited, given } = place;
  if (awaited !== null && (awaited.required || !current.startsWith('-')))
    return ofValue(awaited, '', current, given, source);
  if (current.startsWith('-') && !place.ended) {
    const [, kept = '', flag, piece = ''] = /^((--[^=]+)=)(.*)$/s.exec(current) ?? [];
    if (flag === undefined) return { ...noCompletion, candidates: optionsAt(place, current) };
    const option = optionsOf(command).find(({ long }) => long === flag);
    return option === undefined ? noCompletion : ofValue(option, kept, piece, given, source);
  }
  if (command === bench) return { ...noCompletion, candidates: commandsOf(bench, current) };
  const argument = command.registeredArguments[place.positionals] ?? lastVariadic(command);
  if (command.name() === 'help') return { ...noCompletion, candidates: commandsOf(bench, current) };
  if (argument !== undefined) return ofValue(argument, '', current, given, source);
  return { ...noCompletion, candidates: current === '' ? optionsAt(place, '') : [] };
}

/** @param kept what stands before the value in the same word, such as `--modes=` */
async function ofValue(
  taker: Option | Argument,
  kept: string,
  text: string,
  given: Given,
  source: ValueSource,
): Promise<Completion> {
  const kind = kindOf(taker);
  const paths = pathsOf(taker, kind);
  if (kind === null) return { ...noCompletion, kept, paths };
  const list = listKinds.includes(kind);
  const before = list ? text.slice(0, text.lastIndexOf(',') + 1) : '';
  const taken = before.split(',');
  const piece = text.slice(before.length);
  const candidates = (await source(kind, piece, given)).filter(
    ({ value }) => value.startsWith(piece) && !taken.includes(value),
  );
  return { kept: kept + before, candidates, paths, list };
}

/** Files where a file can be named: the placeholder says so, and a run can be named by its folder or its record. */
function pathsOf(taker: Option | Argument, kind: ValueKind | null): Completion['paths'] {
  const placeholder = 'flags' in taker ? taker.flags.replace(/^.*[<[]/, '') : taker.name();
  if (/^file\b/.test(placeholder) || kind === 'run') return 'files';
  return /^folder\b/.test(placeholder) || kind === 'resumable' ? 'folders' : 'none';
}

function lastVariadic(command: Command): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return last?.variadic ? last : undefined;
}

/** Those that can still be given: long ones, and short ones only where nothing longer is typed. */
function optionsAt({ command, given }: Place, typed: string): readonly Candidate[] {
  return optionsOf(command).flatMap(({ long, short, description, parseArg }) => {
    const name = long ?? short ?? '';
    const isOver = given.has(name) && parseArg === undefined;
    return isOver || !name.startsWith(typed) ? [] : [{ value: name, meaning: firstClause(description) }];
  });
}

function commandsOf(bench: Command, typed: string): readonly Candidate[] {
  return bench.commands
    .filter((command) => command.name().startsWith(typed))
    .map((command) => ({ value: command.name(), meaning: command.summary() }));
}

/** Shells show one line. */
function firstClause(description: string): string {
  return description.split(/;|\n/)[0] ?? '';
}
