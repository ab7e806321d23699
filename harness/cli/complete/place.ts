import type { Command, Option } from 'commander';

/** Where the cursor stands, as the words before it say. */
export interface Place {
  readonly command: Command;
  /** Values of the options so far, by their long names (`--stack`); an option without a value has none. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** Arguments so far. */
  readonly positionals: number;
  /** The option whose value is due; null where none is. */
  readonly awaited: Option | null;
  /** After `--`, which ends options. */
  readonly ended: boolean;
}

/** Every option that a command takes, also those that its help leaves to another one. */
export function optionsOf(command: Command): readonly Option[] {
  const helper = command.createHelp();
  helper.showGlobalOptions = true;
  const help = helper.visibleOptions(command).filter((option) => !command.options.includes(option));
  const above = helper.visibleGlobalOptions(command).filter(({ long }) => long !== '--version');
  return [...command.options, ...above, ...help];
}

/** Reads words as commander does: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-kq`. */
export function placeAfter(bench: Command, words: readonly string[]): Place {
  const given = new Map<string, string[]>();
  const note = ({ long, short }: Option, value?: string) => {
    const name = long ?? short ?? '';
    given.set(name, [...(given.get(name) ?? []), ...(value === undefined ? [] : [value])]);
  };
  let command = bench;
  let options = optionsOf(bench);
  let awaited: Option | null = null;
  let positionals = 0;
  let ended = false;
  for (const word of words) {
    const isOption = !ended && word.startsWith('-') && word !== '-';
    if (awaited !== null && (awaited.required || !isOption)) {
      note(awaited, word);
      awaited = null;
    } else if (word === '--' && !ended) ended = true;
    else if (isOption) {
      const { option, value } = readOption(options, word);
      awaited = null;
      if (option === null) continue;
      if (takesValue(option) && value === undefined) awaited = option;
      else note(option, value);
    } else if (command === bench) {
      command = bench.commands.find((candidate) => candidate.name() === word) ?? bench;
      options = optionsOf(command);
    } else positionals += 1;
  }
  return { command, given, positionals, awaited, ended };
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

/** Of several short ones in one word, the last, for only that can take a value. */
function readOption(options: readonly Option[], word: string): { option: Option | null; value?: string } {
  if (word.startsWith('--')) {
    const [name, ...value] = word.split('=');
    const option = options.find(({ long }) => long === name) ?? null;
    return value.length === 0 ? { option } : { option, value: value.join('=') };
  }
  for (let index = 1; index < word.length; index++) {
    const option = options.find(({ short }) => short === `-${word[index]}`);
    if (option === undefined) return { option: null };
    const rest = word.slice(index + 1);
    if (rest === '') return { option };
    if (takesValue(option)) return { option, value: rest };
  }
  return { option: null };
}
