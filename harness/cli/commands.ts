import { capacity } from './commands/capacity.ts';
import { claims } from './commands/claims.ts';
import { compare } from './commands/compare.ts';
import { completion } from './commands/completion.ts';
import { config } from './commands/config.ts';
import { doctor } from './commands/doctor.ts';
import { experiment } from './commands/experiment.ts';
import { gate } from './commands/gate.ts';
import { history } from './commands/history.ts';
import { init } from './commands/init.ts';
import { list } from './commands/list.ts';
import { micro } from './commands/micro.ts';
import { noise } from './commands/noise.ts';
import { prune } from './commands/prune.ts';
import { report } from './commands/report.ts';
import { run } from './commands/run.ts';
import { serve } from './commands/serve.ts';
import type { Declaration } from './declaration.ts';

/** Commands that help lists together. */
export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly Declaration[];
}

/**
 * Every command, in the order and the groups of the help. To add one: write `harness/cli/commands/<name>.ts`, exporting
 * a `Declaration`, and name it here; help, completion and the man page follow from that. What the command does stands in
 * `harness/commands/<name>.ts`, which the action imports when it is called, for `bench --help` is to answer at once.
 */
export const commandGroups: readonly CommandGroup[] = [
  { title: 'Measure:', commands: [run, gate, capacity, claims, experiment, micro] },
  { title: 'Look at results:', commands: [report, compare, history, prune] },
  { title: 'Set up:', commands: [init, config, list, serve, completion] },
  { title: 'Machine:', commands: [doctor, noise] },
];
