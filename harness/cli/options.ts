import { Argument, type Command, Option } from 'commander';
import type { ValueKind } from './complete/kinds.ts';

/** Of `reports/index.ts`, which is too much to load for a help text; a test holds them to it. */
export const formats = 'html,md,png,json,csv,openmetrics,hdr,junit';

/** An option that says what its value may be, for completion. Files, folders and figures show in the placeholder. */
export class ValueOption extends Option {
  readonly kind: ValueKind;

  constructor(flags: string, description: string, kind: ValueKind) {
    super(flags, description);
    this.kind = kind;
  }
}

/** An argument that says what it may be, for completion. */
export class ValueArgument extends Argument {
  readonly kind: ValueKind;

  constructor(name: string, description: string, kind: ValueKind) {
    super(name, description);
    this.kind = kind;
  }
}

/** For options that may be repeated. */
export function collect(value: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}

/** What the value of an option or an argument may be; null where it is none of the kinds. */
export function kindOf(taker: Option | Argument): ValueKind | null {
  // Not by their class: the build puts the declarations into the entry, so that the class is there twice.
  return 'kind' in taker ? (taker as ValueOption | ValueArgument).kind : null;
}

// What several commands take alike is worded here, once.

export const json = () => new Option('--json', 'print JSON on stdout, in place of the text');
export const quiet = () => new Option('-q, --quiet', 'no progress');
export const full = () => new Option('--full', 'show every level, not only the best');
export const open = () => new Option('--open', 'open the HTML report in a browser');
export const out = () => new Option('--out <folder>', 'where runs are kept (.bench/runs)');
export const seed = () =>
  new Option('--seed <n>', 'of the random order, to repeat an earlier one (drawn anew)');
export const timeout = () =>
  new Option('--timeout <time>', 'a request unanswered for so long has failed (10s)');
export const readyTimeout = () =>
  new Option('--ready-timeout <time>', 'a server not ready after so long has failed (20s)');
export const configFile = () =>
  new Option('--config <file>', 'a configuration in place of that of this folder');
export const noConfig = () => new Option('--no-config', 'use no configuration file');
/** What a gate decides by. */
export const decision = () => [
  new Option(
    '--threshold <metric=share>',
    'least worsening that counts, as p50=5%; may be repeated',
  ).argParser(collect),
  new ValueOption(
    '--gating <list>',
    'metrics that can fail it, the others warn (cpu,p50,footprint,failures)',
    'gate-metrics',
  ),
  new ValueOption(
    '--on-inconclusive <verdict>',
    'pass or fail, where a worsening is neither confirmed nor ruled out (pass)',
    'gate-outcome',
  ),
];
export const reports = () =>
  new ValueOption('-f, --format <list>', `reports to write beside the record: ${formats} (html)`, 'formats');
export const runName = (usual: string) =>
  new Option('--name <name>', `part of the name of the run (${usual})`);
export const oneStack = () =>
  new ValueOption('--stack <name>', 'what the reference app runs on: node, flask or django (node)', 'stack');
export const referenceModes = () =>
  new ValueOption(
    '-m, --modes <list>',
    'modes of the reference app (dev,prefork,threaded)',
    'reference-modes',
  );
export const workerCount = () => new Option('--workers <n>', 'processes of the modes that have several (4)');
export const threadCount = () => new Option('--threads <n>', 'threads of the modes that have a pool (4)');

/** Adds options in their order. */
export function add(command: Command, ...options: readonly Option[]): Command {
  for (const option of options) command.addOption(option);
  return command;
}
