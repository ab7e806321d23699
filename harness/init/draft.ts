import type { ModeConfig, ScenarioConfig } from '../model/config.ts';

/** A configuration file before it is written: its data, with what is said beside them. */
export interface Draft {
  /** Of the file, at its top. */
  readonly about: readonly string[];
  readonly name: string;
  readonly modes: readonly DraftEntry<ModeConfig>[];
  /** Said after the entries. */
  readonly afterModes: readonly string[];
  readonly scenarios: readonly DraftEntry<ScenarioConfig>[];
  readonly afterScenarios: readonly string[];
  /** The modes that are compared unless others are named; all when null. */
  readonly comparedModes: readonly string[] | null;
  /** What could not be found out, to be filled in by hand. */
  readonly unknown: readonly Unknown[];
}

export interface DraftEntry<Config> {
  readonly name: string;
  readonly config: Config;
  /** Sentences that stand before it. */
  readonly comment: readonly string[];
  /** Why it is written as a comment; null for an entry that can be used as it is. */
  readonly off: string | null;
  /** The line to type that makes it usable, where there is one. */
  readonly install?: string;
}

export interface Unknown {
  readonly what: string;
  /** What to do about it, or where to fill it in. */
  readonly todo: string;
  /** Nothing starts before it is done. */
  readonly stops?: true;
}

/** A program and its arguments as one line, where a line says the same; see `commandLineSchema`. */
export function commandOf(words: readonly string[]): string | string[] {
  return words.some((word) => word === '' || /[\s'"`\\]/.test(word)) ? [...words] : words.join(' ');
}

/** A name for the configuration from that of a folder or package: letters, digits, `. _ -`. */
export function configName(text: string): string {
  const name = text
    .replace(/^@[^/]*\//, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 64);
  return name === '' ? 'app' : name;
}
