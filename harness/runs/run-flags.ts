import { z } from 'zod';
import type { UsageProblem } from '../model/failure.ts';
import { flagOf } from '../plan/problems.ts';

const text = z.string().optional();
const flag = z.boolean().optional();

const runFlagsSchema = z.object({
  modes: text,
  stack: text,
  workers: text,
  threads: text,
  cmd: z.array(z.string()).optional(),
  procfile: text,
  url: z.array(z.string()).optional(),
  pid: z.array(z.string()).optional(),
  allowRemote: z.array(z.string()).optional(),
  path: z.array(z.string()).optional(),
  tls: flag,
  insecure: flag,
  host: text,
  scenarios: text,
  concurrency: text,
  think: text,
  rate: text,
  arrivals: text,
  overflow: text,
  maxConnections: text,
  pacing: text,
  rounds: text,
  budget: text,
  precision: text,
  seed: text,
  engine: text,
  loaders: text,
  serverCpus: text,
  loadCpus: text,
  timeout: text,
  connectTimeout: text,
  idleTimeout: text,
  readyTimeout: text,
  hookTimeout: text,
  slo: z.array(z.string()).optional(),
  isolate: flag,
  strict: flag,
  name: text,
  out: text,
  format: text,
  config: z.union([z.string(), z.literal(false)]).optional(),
  workload: text,
  set: z.array(z.string()).optional(),
  install: z.union([z.string(), z.literal(false)]).optional(),
  resume: z.union([z.string(), z.literal(true).transform(() => 'latest')]).optional(),
  full: flag,
  open: flag,
  json: flag,
  quiet: flag,
});
export type RunFlags = z.infer<typeof runFlagsSchema>;

/** A resumed run keeps the plan that it was started with. */
const fixedByResume = [
  'modes',
  'stack',
  'workers',
  'threads',
  'cmd',
  'procfile',
  'url',
  'pid',
  'allowRemote',
  'path',
  'tls',
  'insecure',
  'host',
  'scenarios',
  'concurrency',
  'think',
  'rate',
  'arrivals',
  'overflow',
  'maxConnections',
  'pacing',
  'seed',
  'engine',
  'loaders',
  'serverCpus',
  'loadCpus',
  'timeout',
  'connectTimeout',
  'idleTimeout',
  'readyTimeout',
  'hookTimeout',
  'slo',
  'isolate',
  'strict',
  'name',
  'workload',
  'set',
] as const;

export function parseRunFlags(options: Record<string, unknown>): RunFlags {
  return runFlagsSchema.parse(options);
}

/** Flags that contradict each other. */
export function conflictsOf(flags: RunFlags): UsageProblem[] {
  const problems: UsageProblem[] = [];
  if (flags.resume !== undefined) {
    for (const name of fixedByResume.filter((candidate) => flags[candidate] !== undefined)) {
      problems.push({
        where: flagOf(name),
        message: 'cannot go with --resume: a resumed run keeps its plan',
        hint: 'only --budget, --rounds and --precision may be widened',
      });
    }
  }
  return problems;
}

/** How the result is shown, which does not make another run. */
const ofPresentation: readonly string[] = ['json', 'full', 'open', 'quiet', 'resume'];

/**
 * The command line that asks for the same, with the long names of the flags, as records keep it.
 * @param words the command and its arguments
 */
export function commandOf(flags: RunFlags, words: readonly string[] = ['run']): readonly string[] {
  const inOrder = Object.entries(parseRunFlags(flags));
  const said = inOrder.flatMap(([name, value]) => {
    if (value === undefined || ofPresentation.includes(name)) return [];
    if (value === false) return ['config', 'install'].includes(name) ? [`--no-${name}`] : [];
    if (value === true) return [flagOf(name)];
    return [value].flat().flatMap((one) => [flagOf(name), one]);
  });
  return [...words, ...said];
}
