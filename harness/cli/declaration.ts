import { Command } from 'commander';
import { exitMeanings } from '../commands/exit-codes.ts';

/** A term and what it means: one row of two columns. */
export type Entry = readonly [term: string, meaning: string];

/** A line that can be typed, and what comes of it. */
export type Example = readonly [line: string, meaning: string];

/** A part of a help page that is neither arguments nor options. */
export interface Section {
  readonly title: string;
  /** Paragraphs, wrapped where they are shown. */
  readonly text?: readonly string[];
  readonly entries?: readonly Entry[];
}

/** What a help page says beside what commander knows: arguments and options. */
export interface Page {
  /** What the command does, and what it does not: paragraphs. */
  readonly about: readonly string[];
  /** Before arguments and options. */
  readonly first?: readonly Section[];
  readonly sections?: readonly Section[];
  readonly examples: readonly Example[];
  readonly exits: readonly Entry[];
  readonly seeAlso: readonly Entry[];
}

/** A command of `bench`: its place among the others, its help page, and what it takes. */
export interface Declaration {
  readonly name: string;
  /** One line, as lists of commands show it. */
  readonly summary: string;
  readonly page: Page;
  /** Adds arguments, options and the action, which loads what it does only when it is called. */
  declare(command: Command): void;
}

/** A command that knows its page. */
export class PagedCommand extends Command {
  readonly page: Page;

  constructor(name: string, page: Page) {
    super(name);
    this.page = page;
  }
}

const pass: Entry = ['0', 'done'];
const failed: Entry = ['1', 'the harness failed'];
const usage: Entry = ['2', 'bad usage or configuration: nothing was started or written'];

/** Of a command that starts nothing and measures nothing. */
export const plainExits: readonly Entry[] = [pass, failed, usage];

/** Of a command that measures: what its own codes mean, and the ones that all of these share. */
export function measuringExits({ pass, noAnswer, objective }: MeasuringExits): readonly Entry[] {
  return [
    ['0', pass],
    ['1', exitMeanings[1]],
    usage,
    ...(noAnswer === undefined ? [] : [['3', noAnswer] as const]),
    ...(objective === undefined ? [] : [['99', objective] as const]),
    ['130, 143', 'interrupted by SIGINT (Ctrl-C), SIGTERM'],
  ];
}

interface MeasuringExits {
  readonly pass: string;
  readonly noAnswer?: string;
  readonly objective?: string;
}
