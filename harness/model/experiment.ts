import { z } from 'zod';
import { failureSchema } from './failure.ts';

/** What a figure found by an experiment is counted in; `is` marks yes-or-no findings, `word` short texts. */
export const findingUnits = [
  'is',
  'word',
  'ms',
  's',
  'B',
  'req/s',
  'requests',
  'processes',
  'threads',
  'users',
  'packages',
  'share',
  'index',
  'status',
  '×',
] as const;
export type FindingUnit = (typeof findingUnits)[number];

export interface FindingDefinition {
  readonly label: string;
  readonly unit: FindingUnit;
}

/** What an experiment does and what it finds out; `harness/experiments/` carries it out. */
export interface ExperimentDefinition {
  readonly summary: string;
  /** What is done, where an experiment does several things in turn; each has a result of its own. */
  readonly acts: Readonly<Record<string, string>>;
  readonly findings: Readonly<Record<string, FindingDefinition>>;
}

const yesNo = (label: string): FindingDefinition => ({ label, unit: 'is' });
const figure = (label: string, unit: FindingUnit): FindingDefinition => ({ label, unit });

/**
 * All experiments. What acts on processes stands first, what only looks after it. A finding that could not be made is
 * null in the result.
 */
export const experiments = {
  recover: {
    summary: 'kill processes of a loaded server and see what comes back',
    acts: {
      worker: 'one worker is killed',
      master: 'the master is killed, where there is one',
      all: 'every process is killed',
    },
    findings: {
      failed: figure('failed requests', 'requests'),
      gap: figure('longest time without an answer', 'ms'),
      recovered: figure('until full throughput', 'ms'),
      servesAgain: yesNo('serves again'),
      restartedBy: figure('restarted by', 'word'),
      before: figure('throughput before', 'req/s'),
      after: figure('throughput after', 'req/s'),
    },
  },
  recycle: {
    summary: 'serve while workers are replaced after so many requests',
    acts: { load: 'load goes on while workers are replaced' },
    findings: {
      recycled: figure('workers replaced', 'processes'),
      sent: figure('requests', 'requests'),
      failed: figure('failed requests', 'requests'),
      footprintStart: figure('footprint at the start', 'B'),
      footprintEnd: figure('footprint at the end', 'B'),
    },
  },
  stuck: {
    summary: 'let one request hang and see what the others feel',
    acts: { hang: 'one request hangs for longer than the time-out' },
    findings: {
      stuckRequest: figure('the stuck request', 'word'),
      stuckMs: figure('the stuck request ended after', 'ms'),
      workerKilled: yesNo('its worker was killed'),
      othersFailed: figure('other requests that failed', 'requests'),
      othersBefore: figure('p50 of the others before', 'ms'),
      othersDuring: figure('p50 of the others meanwhile', 'ms'),
    },
  },
  restart: {
    summary: 'log in, restart the server, and use the session again',
    acts: {
      'random-secret': 'the secret is drawn at each start',
      'kept-secret': 'the secret is kept',
    },
    findings: { sessionSurvives: yesNo('the session survives'), down: figure('not serving for', 'ms') },
  },
  overlap: {
    summary: 'send two slow requests at once',
    acts: { two: 'two requests that block 300 ms' },
    findings: {
      overlaps: yesNo('they are served at once'),
      one: figure('one alone', 'ms'),
      both: figure('both together', 'ms'),
    },
  },
  reload: {
    summary: 'touch a module of the app while it serves',
    acts: { touch: 'a module is written anew' },
    findings: {
      reloads: yesNo('the code is loaded anew'),
      after: figure('loaded after', 'ms'),
      failed: figure('failed requests', 'requests'),
    },
  },
  fairness: {
    summary: 'count requests and CPU time per worker',
    acts: { load: 'many connections' },
    findings: {
      workers: figure('workers that answered', 'processes'),
      requestsIndex: figure("Jain's index of requests", 'index'),
      cpuIndex: figure("Jain's index of CPU time", 'index'),
      leastShare: figure('share of the least busy worker', 'share'),
      mostShare: figure('share of the busiest worker', 'share'),
    },
  },
  users: {
    summary: 'find how many users are served well: p99 ≤ 1 s, failures < 1 %',
    acts: { busy: 'users that do not think', thinking: 'users that think 5 s between requests' },
    findings: {
      served: figure('most users served well', 'users'),
      failedAt: figure('fewest users not served well', 'users'),
      undecidedAt: figure('fewest users that could not be decided', 'users'),
      highest: figure('most users tried', 'users'),
      p99: figure('p99 with the most served well', 'ms'),
    },
  },
  overload: {
    summary: 'load beyond the top of the ladder and see whether the server lives',
    acts: { load: '200 busy connections' },
    findings: {
      survives: yesNo('lives and answers afterwards'),
      failedShare: figure('failed requests', 'share'),
      footprintRest: figure('footprint before', 'B'),
      footprintLoad: figure('largest footprint', 'B'),
    },
  },
  answers: {
    summary: 'send one request to each route and look whether it is answered as it should be',
    acts: { once: 'each route once' },
    findings: {
      status: figure('status of GET /plain', 'status'),
      good: yesNo('all are answered as they should be'),
      goodShare: figure('routes answered as they should be', 'share'),
    },
  },
  shape: {
    summary: 'look at the process tree',
    acts: { serving: 'after some load' },
    findings: {
      processes: figure('processes', 'processes'),
      workers: figure('processes that answer', 'processes'),
      threads: figure('threads that run the app', 'threads'),
    },
  },
  warning: {
    summary: 'read what the server prints when it starts',
    acts: { start: 'started' },
    findings: { warns: yesNo('warns of being a development server'), text: figure('prints', 'word') },
  },
  packages: {
    summary: 'look at the installed packages that a mode needs',
    acts: { installed: 'metadata and files of what is installed' },
    findings: {
      size: figure('disk space with all dependencies', 'B'),
      packages: figure('packages with all dependencies', 'packages'),
      serverDependencies: figure("dependencies of the server's own package", 'packages'),
    },
  },
  websocket: {
    summary: 'ask for a WebSocket',
    acts: { 'own-app': 'through the mode as it serves the app', asgi: 'the same server with an ASGI app' },
    findings: { upgrades: yesNo('the handshake succeeds'), status: figure('status', 'status') },
  },
  errors: {
    summary: 'let a handler raise',
    acts: { raise: 'GET /error' },
    findings: { detailed: yesNo('the answer shows details'), status: figure('status', 'status') },
  },
  csrf: {
    summary: 'post a form without its token',
    acts: { post: 'POST /login without a token' },
    findings: { refused: yesNo('refused'), status: figure('status', 'status') },
  },
  'rate-limit': {
    summary: 'fail to log in again and again',
    acts: { logins: 'failed logins over fresh connections' },
    findings: {
      limited: yesNo('further logins are refused'),
      after: figure('refused after', 'requests'),
      status: figure('status', 'status'),
    },
  },
  setup: {
    summary: 'start cold, and time it',
    acts: { cold: 'a fresh start' },
    findings: { ready: figure('ready after', 'ms') },
  },
  health: {
    summary: 'ask for health and worker while loaded',
    acts: { loaded: 'beside 16 busy connections' },
    findings: {
      healthShare: figure('/health answered', 'share'),
      workersShare: figure('/who answered', 'share'),
      slowest: figure('slowest answer', 'ms'),
    },
  },
} as const satisfies Record<string, ExperimentDefinition>;

export type ExperimentName = keyof typeof experiments;
export const experimentNames = Object.keys(experiments) as [ExperimentName, ...ExperimentName[]];

/** The findings of one experiment, by name. */
export type Findings<Name extends ExperimentName> = {
  readonly [Finding in keyof (typeof experiments)[Name]['findings']]: number | boolean | string | null;
};

/** A quantity over the course of an experiment, for a chart. */
export const courseSchema = z.object({
  name: z.string().describe('what is drawn: "answers per second"'),
  unit: z.string(),
  points: z.array(z.object({ atMs: z.number(), value: z.number() })),
  marks: z.array(z.object({ atMs: z.number(), what: z.string() })).describe('what was done when'),
});
export type Course = z.infer<typeof courseSchema>;

/** What one worker got of the load, in an experiment that counts per worker. */
export const workerShareSchema = z.object({
  requests: z.int().nonnegative(),
  cpuMs: z.number().nonnegative(),
});
export type WorkerShare = z.infer<typeof workerShareSchema>;

/** What one act of an experiment on one variant showed. It is done once, so its figures have no interval. */
export const experimentResultSchema = z.object({
  experiment: z.enum(experimentNames),
  act: z.string(),
  variant: z.string().describe('id of the variant'),
  scenario: z.string().nullable().describe('what the load did; null without load'),
  outcome: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('done'),
      findings: z.record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.null()])),
      remarks: z.array(z.string()).describe('what a reader should know beside the figures'),
      courses: z.array(courseSchema),
      perWorker: z
        .array(workerShareSchema)
        .optional()
        .describe('of fairness: each worker, the busiest first; absent elsewhere'),
    }),
    z.object({
      kind: z.literal('not-applicable'),
      why: z.string().describe('one plain sentence: "it has no master"'),
    }),
    z.object({ kind: z.literal('failed'), failure: failureSchema }),
  ]),
  startedMs: z.number().describe('since the start of the run'),
  tookMs: z.number(),
});
export type ExperimentResult = z.infer<typeof experimentResultSchema>;
