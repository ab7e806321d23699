import { z } from 'zod';
import { gateMetricWords } from './gate.ts';
import {
  captureSchema,
  feedOrders,
  requestBodySchema,
  slowClientsSchema,
  statusCheckSchema,
} from './scenario.ts';

/**
 * What a configuration file may hold. It is data, so that an editor can check it; what data cannot say are the hooks of
 * TypeScript and JavaScript files ({@link hooksSchema}).
 */

/** Names of modes and scenarios become parts of ids, files and tables. */
export const configNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'a name: letters, digits, . _ - (at most 64, a letter or digit first)');

/** `10s`, `500ms`, `2m`, or a number of ms; a text without a unit would be either. */
export const durationSchema = z
  .union([
    z.number().nonnegative(),
    z.string().regex(/^\d+(\.\d+)?\s*(ms|s|m)$/, 'a time such as 500ms, 10s or 2m'),
  ])
  .describe('500ms, 10s, 2m, or a number of ms');

/** A program and its arguments: an array, or one line that is split as a shell would, but never given to one. */
export const commandLineSchema = z.union([
  z.string().min(1),
  z.array(z.string()).min(1).describe('program and arguments, each as it is'),
]);

const environmentSchema = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of a variable: letters, digits and _'),
  z.string(),
);

const pathSchema = z.string().startsWith('/', 'a path, which begins with /');

/** How it is known that a server takes requests; all that is said must hold. */
export const readySchema = z
  .strictObject({
    path: pathSchema.optional().describe('answers with a status below 500 (/)'),
    pattern: z.string().min(1).optional().describe('regular expression that a line of its output matches'),
    port: z
      .literal('listens')
      .optional()
      .describe('the port takes connections; for servers that are not to be asked anything yet'),
    timeout: durationSchema.optional().describe('it has failed when it is not ready after so long (20s)'),
  })
  .describe('how it is known that it takes requests');
export type ReadyConfig = z.infer<typeof readySchema>;

/** An answer that shows that the right app is served, asked for once before each launch is measured. */
export const answerSchema = z
  .strictObject({
    path: pathSchema.optional().describe('(/)'),
    status: statusCheckSchema.optional().describe('(success: 200–399)'),
    includes: z.string().optional().describe('a part of the body'),
  })
  .describe('shows that the right app is served; asked for once before each launch is measured');

export const buildSchema = z.union([
  commandLineSchema,
  z.strictObject({
    command: commandLineSchema.describe('done once, without a shell'),
    cwd: z.string().optional().describe('relative to the configuration file'),
    env: environmentSchema.optional().describe("added to the harness's own environment"),
    timeout: durationSchema.optional().describe('(10m)'),
  }),
]);

/**
 * A server of the user's own. In command, env and answer stand {port}, {host}, {socket}, {workers} and {threads} for their
 * values, and {env.NAME} for that of an environment variable, which no report then shows.
 */
export const modeConfigSchema = z.strictObject({
  command: commandLineSchema.describe(
    'takes {port} or {socket}, or reads PORT; {workers} and {threads} where it has them',
  ),
  summary: z.string().optional().describe('what it is, in a few words'),
  env: environmentSchema.optional().describe("added to the harness's own environment"),
  cwd: z.string().optional().describe('relative to the configuration file (its folder)'),
  shell: z
    .boolean()
    .optional()
    .describe('gives command and build to /bin/sh where they are one line (false)'),
  build: buildSchema
    .optional()
    .describe('done once, before anything is started, where the server runs (cwd), without its env'),
  ready: readySchema.optional(),
  answer: answerSchema.optional(),
  stopSignal: z.enum(['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGKILL']).optional().describe('(SIGTERM)'),
  workers: z.int().min(1).max(1024).optional().describe('what {workers} stands for unless --workers says'),
  threads: z.int().min(1).max(1024).optional().describe('what {threads} stands for unless --threads says'),
  parallelism: z
    .int()
    .min(1)
    .optional()
    .describe('requests that it can handle at once, where workers × threads is not that'),
  development: z.boolean().optional().describe('a development server (false)'),
  host: z.string().optional().describe('where it listens (127.0.0.1)'),
  tls: z
    .union([z.boolean(), z.literal('insecure')])
    .optional()
    .describe('speaks HTTPS; insecure: any certificate'),
  notes: z.array(z.string()).optional().describe('facts to read beside its figures'),
});
export type ModeConfig = z.infer<typeof modeConfigSchema>;

/** What an answer must be for it to count. */
export const expectConfigSchema = z.strictObject({
  status: statusCheckSchema.optional().describe('(success: 200–399)'),
  body: z.string().optional().describe('the whole body'),
  includes: z.string().optional().describe('a part of the body'),
  bytes: z.int().nonnegative().optional().describe('length of the body'),
});

/** A short form of {@link requestSpecSchema}: only the path is needed. */
export const requestConfigSchema = z.union([
  pathSchema.describe('GET of this path'),
  z.strictObject({
    method: z
      .string()
      .regex(/^[A-Z]+$/, 'a method in capitals, such as GET')
      .optional()
      .describe('(GET; POST with a body)'),
    path: pathSchema.describe('path and query, as sent'),
    headers: z.record(z.string(), z.string()).optional().describe('texts that may hold placeholders'),
    body: requestBodySchema.optional().describe('sent as it is; or { repeat, bytes } for a long one'),
    json: z.json().optional().describe('sent as JSON, with its Content-Type'),
    form: z.record(z.string(), z.string()).optional().describe('sent as a form, with its Content-Type'),
    expect: z
      .union([statusCheckSchema, expectConfigSchema])
      .optional()
      .describe('a status, or what an answer must be for it to count (a status of 200–399)'),
    once: z.boolean().optional().describe('an opening step of each connection, such as a log-in'),
    weight: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe('requests are drawn by their weights when one has any (1)'),
    capture: z.array(captureSchema).max(8).optional().describe('values for {{name}} in later requests'),
    cookies: z.boolean().optional().describe('sends and keeps the cookies of its connection (false)'),
  }),
]);
export type RequestConfig = z.infer<typeof requestConfigSchema>;

/**
 * Rows of a file, each of whose columns stands as {{column}} in requests. Each request that has one takes the next row;
 * a column that an opening step has keeps its value on that connection. Values are plain text: in a query, a form and
 * strings of JSON they are encoded as these demand.
 */
export const feedSchema = z
  .strictObject({
    file: z.string().describe('CSV with a header line, or JSON: an array of objects of texts and numbers'),
    order: z.enum(feedOrders).optional().describe('(sequential; from the first again after the last)'),
  })
  .describe('rows whose columns stand as {{column}} in requests');

export const scenarioConfigSchema = z.strictObject({
  summary: z.string().optional().describe('what one request does, in a few words'),
  requests: z.array(requestConfigSchema).min(1).optional().describe('absent where a hook makes them'),
  think: durationSchema
    .optional()
    .describe('closed workloads: how long each connection rests after an answer; --think wins'),
  feed: feedSchema.optional(),
  slow: slowClientsSchema.optional().describe('clients that send and read slowly beside the others'),
});
export type ScenarioConfig = z.infer<typeof scenarioConfigSchema>;

/** What must hold: `p99<250ms`, `failures<0.1%@c=16`, `footprint<300MB`; a missed one exits 99. */
export const objectiveSchema = z.union([
  z.string().min(1),
  z.strictObject({
    slo: z.string().min(1).describe('p99<250ms, failures<0.1%@c=16, footprint<300MB'),
    scenario: configNameSchema.optional().describe('(each)'),
    mode: z.string().optional().describe('(each)'),
  }),
]);
export type ObjectiveConfig = z.infer<typeof objectiveSchema>;

/** As the flags of the same names say it, or as a number or a list. */
const word = z.union([z.string(), z.number()]);
const words = z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))]);

/** A workload of a name, chosen by `--workload`: a closed one has `concurrency`, an open one `rate`. */
export const workloadConfigSchema = z.strictObject({
  concurrency: words.optional().describe('connections: 8, [1, 8, 32] or "1..64" for doubling'),
  think: durationSchema.optional().describe('how long each connection rests after an answer'),
  rate: words.optional().describe('requests per second: 500, [100, 200] or "100..800" for doubling'),
  arrivals: z.string().optional().describe('constant or poisson'),
  maxConnections: word.optional().describe('most that may be open at once, with rate'),
  overflow: z.string().optional().describe('queue or drop, with rate'),
  pacing: z.string().optional().describe('timer or spin, with rate'),
});
export type WorkloadConfig = z.infer<typeof workloadConfigSchema>;

/** What flags of `bench run` are when they are not given; the command line wins. */
export const defaultsConfigSchema = workloadConfigSchema.extend({
  modes: words.optional().describe('the first is the baseline (all modes of this file)'),
  scenarios: words.optional().describe('(all scenarios of this file)'),
  workload: z.string().optional().describe('one of the workloads of this file'),
  stack: words.optional().describe('of the reference app: node, flask, django'),
  workers: words.optional().describe('processes of modes that have {workers}; [1, 2, 4] to sweep'),
  threads: words.optional().describe('threads of modes that have {threads}; [1, 2, 4] to sweep'),
  rounds: word.optional().describe('fresh starts of every mode'),
  budget: word.optional().describe('time to spend at most: 90s, 5m'),
  precision: word.optional().describe('wanted half-width of each ratio: 5%'),
  seed: word.optional().describe('of the random order'),
  engine: z.string().optional().describe('native or autocannon'),
  loaders: word.optional().describe('processes that share the sending'),
  serverCpus: word.optional().describe('CPUs that the servers are kept to: 0-3,8'),
  loadCpus: word.optional().describe('CPUs that the loaders are kept to'),
  timeout: word.optional().describe('a request unanswered for so long has failed: 10s'),
  connectTimeout: word.optional().describe('a connection not made after so long has failed: 5s'),
  idleTimeout: word.optional().describe('an answer that pauses for so long has failed'),
  readyTimeout: word.optional().describe('a server not ready after so long has failed: 20s'),
  hookTimeout: word.optional().describe('a setup or teardown not done after so long has failed: 30s'),
  isolate: z.boolean().optional().describe('keep only one mode alive at a time'),
  strict: z.boolean().optional().describe('exit 3 when any cell is invalid or inconclusive'),
  out: z.string().optional().describe('where runs are kept, from the working folder (.bench/runs)'),
  format: words.optional().describe('reports to write: html, md, png, json'),
  full: z.boolean().optional().describe('show every level, not only the best'),
  open: z.boolean().optional().describe('open the HTML report afterwards'),
  quiet: z.boolean().optional().describe('no progress'),
});
export type DefaultsConfig = z.infer<typeof defaultsConfigSchema>;

/** What `bench gate` decides by; flags win. */
export const gateConfigSchema = z.strictObject({
  base: z
    .string()
    .min(1)
    .optional()
    .describe('git ref that is compared with (in CI the branch that a change is for)'),
  thresholds: z
    .partialRecord(z.enum(Object.values(gateMetricWords)), word)
    .optional()
    .describe('the least worsening that counts: { p50: "5%" }'),
  gating: words
    .optional()
    .describe('metrics that can fail it, the others warn (cpu, p50, footprint, failures)'),
  onInconclusive: z
    .enum(['pass', 'fail'])
    .optional()
    .describe('of what is neither confirmed to be worse nor ruled out to be (pass)'),
  budget: word.optional().describe('time to spend at most (3m)'),
  concurrency: words.optional().describe('connections of the closed level (16)'),
  rate: words.optional().describe('requests per second of the open level (half of what the base serves)'),
});
export type GateConfig = z.infer<typeof gateConfigSchema>;

/** A configuration file, as data. */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('for editors: node_modules/modebench/schema/config.schema.json'),
  name: configNameSchema.optional().describe('part of the names of runs'),
  modes: z
    .record(configNameSchema, modeConfigSchema)
    .optional()
    .describe('servers; the first is the baseline'),
  scenarios: z
    .record(configNameSchema, scenarioConfigSchema)
    .optional()
    .describe('what the requests do (GET /)'),
  workloads: z
    .record(configNameSchema, workloadConfigSchema)
    .optional()
    .describe('how requests are sent, each chosen by --workload'),
  install: z
    .union([z.literal(false), buildSchema])
    .optional()
    .describe(
      'bench compare: done in each checkout of a git ref; false for nothing (what its lockfile says)',
    ),
  objectives: z.array(objectiveSchema).optional().describe('what must hold; exit 99 when one is missed'),
  gate: gateConfigSchema.optional().describe('what bench gate decides by'),
  defaults: defaultsConfigSchema.optional().describe('what flags of bench run are when they are not given'),
});
export type Config = z.infer<typeof configSchema>;

/** A launch of a mode (and, within a scenario, one level of it) as a hook is told of it. */
export interface Trial {
  readonly mode: string;
  readonly round: number;
  /** Where the server is asked, such as `http://127.0.0.1:40213`; for a unix socket `unix:` and its path. */
  readonly url: string;
  readonly scenario?: string;
  /** Such as `c8`; absent while the scenario is warmed up. */
  readonly level?: string;
  /** Aborts when the time is over; a setup's also when the run is interrupted. */
  readonly signal: AbortSignal;
}

/** What one connection knows when it is to send a request. */
export interface RequestContext {
  /** From 0; no two connections that are open at once have the same. */
  readonly connection: number;
  /** From 0, of the request among those of the connection in this slice. */
  readonly index: number;
  /** Another number at each call, 0 ≤ random < 1; the same ones for all modes, from the seed of the run. */
  readonly random: () => number;
  /** The next row of the feed; without columns where the scenario has none. */
  readonly row: Readonly<Record<string, string>>;
}

export type Hook = (trial: Trial) => void | Promise<void>;
/** Synchronous, and quick: its time is taken from the generator's. */
export type RequestHook = (context: RequestContext) => RequestConfig;

/** What TypeScript and JavaScript files may say besides data. */
export interface ScenarioHooks {
  /** Before the scenario is warmed up and before each of its levels, on each launch, outside what is measured. */
  readonly setup?: Hook;
  /** After that, wherever setup was done. */
  readonly teardown?: Hook;
  /** Makes each request; of `requests` only opening steps (`once`) may stand beside it. */
  readonly request?: RequestHook;
}

export interface ConfigHooks {
  /** When a server of a mode is ready, before it is loaded. */
  readonly setup?: Hook;
  /** Before it is stopped, wherever setup was done. */
  readonly teardown?: Hook;
}

/** What `defineConfig` takes: the data with its hooks. */
export type ConfigInput = Omit<Config, 'scenarios'> &
  ConfigHooks & { readonly scenarios?: Readonly<Record<string, ScenarioConfig & ScenarioHooks>> };
