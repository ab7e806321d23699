import { type EngineName, engineNames } from '../model/load.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Variant } from '../model/variant.ts';
import { type BeyondRequest, checkEngine } from './check-engine.ts';
import { checkScenarios } from './check-scenarios.ts';
import { defaults, limits } from './defaults.ts';
import { parseCommands, refuseWithoutCommands } from './parse-commands.ts';
import { type PlacementRequest, parsePlacement } from './parse-cpus.ts';
import type { Offered } from './parse-mode-spec.ts';
import { parseModes, parseStacks } from './parse-modes.ts';
import { type Bounds, parseCount, parseSeconds, parseShare, quote } from './parse-quantity.ts';
import { parseWorkload, type WorkloadRequest } from './parse-workload.ts';
import { nameHint, Problems } from './problems.ts';

/** What the user asked for, as written: undefined where nothing was said. */
export interface RunRequest extends WorkloadRequest, PlacementRequest, BeyondRequest {
  readonly modes?: string | undefined;
  readonly stack?: string | undefined;
  readonly workers?: string | undefined;
  readonly threads?: string | undefined;
  readonly cmd?: readonly string[] | undefined;
  readonly path?: readonly string[] | undefined;
  readonly tls?: boolean | undefined;
  readonly insecure?: boolean | undefined;
  readonly host?: string | undefined;
  readonly scenarios?: string | undefined;
  readonly rounds?: string | undefined;
  readonly budget?: string | undefined;
  readonly precision?: string | undefined;
  readonly seed?: string | undefined;
  readonly engine?: string | undefined;
  readonly timeout?: string | undefined;
  readonly readyTimeout?: string | undefined;
  readonly isolate?: boolean | undefined;
  readonly strict?: boolean | undefined;
  readonly name?: string | undefined;
}

/** What can be asked for: passed as values, so that planning knows no server and no scenario by itself. */
export interface Catalogue extends Offered {
  readonly scenarios: readonly Scenario[];
  readonly pathScenario: (path: string) => Scenario;
  /** CPUs that processes may be kept to; null where the system does not let them be kept. */
  readonly cpus: readonly number[] | null;
}

/**
 * Resolves a request into a plan with every default applied.
 * @param fallbackSeed used when the request names none
 * @throws UsageError with all problems at once
 */
export function makePlan(request: RunRequest, catalogue: Catalogue, fallbackSeed: number): Plan {
  const problems = new Problems();
  const { variants, scenarios } = request.cmd?.length
    ? planCommands(request, catalogue, problems)
    : planModes(request, catalogue, problems);
  const workload = parseWorkload(request, problems);
  const rounds =
    request.rounds === undefined
      ? undefined
      : parseCount('--rounds', request.rounds, { min: 1, max: limits.rounds }, problems);
  const seconds = (
    flag: string,
    text: string | undefined,
    fallback: number,
    bounds: Bounds = limits.timeoutSeconds,
  ) => (text === undefined ? fallback : (parseSeconds(flag, text, bounds, problems) ?? fallback));
  const usualBudget = defaults.budgetSeconds[request.rate === undefined ? 'closed' : 'open'];
  const budget = seconds('--budget', request.budget, usualBudget, limits.budgetSeconds);
  const engine = parseEngine(request.engine, problems);
  const plan: Plan = {
    name: planName(request.name, problems),
    variants,
    baseline: variants[0]?.id ?? '',
    scenarios,
    ...workload,
    engine,
    ...parsePlacement(request, workload, catalogue.cpus, problems),
    // Taken from this machine's store when the run begins.
    calibration: null,
    rounds: { min: rounds ?? defaults.minRounds, max: rounds ?? null },
    // A number of rounds asked for is a promise; only a budget that was asked for too may cut it short.
    budgetSeconds: rounds !== undefined && request.budget === undefined ? null : budget,
    precision: orDefault(request.precision, defaults.precision, (text) =>
      parseShare('--precision', text, problems),
    ),
    confidence: defaults.confidence,
    seed: orDefault(request.seed, fallbackSeed, (text) =>
      parseCount('--seed', text, { min: 0, max: limits.seed }, problems),
    ),
    isolate: request.isolate ?? false,
    warmupCapMs: defaults.warmupCapMs,
    requestTimeoutMs: 1000 * seconds('--timeout', request.timeout, defaults.requestTimeoutMs / 1000),
    connectTimeoutMs:
      1000 * seconds('--connect-timeout', request.connectTimeout, defaults.connectTimeoutMs / 1000),
    idleTimeoutMs: parseIdleTimeout(request.idleTimeout, problems),
    readyTimeoutMs: 1000 * seconds('--ready-timeout', request.readyTimeout, defaults.readyTimeoutMs / 1000),
    stopTimeoutMs: defaults.stopTimeoutMs,
    failureBound: defaults.failureBound,
    strict: request.strict ?? false,
  };
  checkEngine(plan, request, problems);
  checkScenarios(plan, request.cmd?.length ? '--path' : '--scenarios', problems);
  problems.throwIfAny();
  return plan;
}

interface Subjects {
  readonly variants: Variant[];
  readonly scenarios: Scenario[];
}

function planCommands(request: RunRequest, catalogue: Catalogue, problems: Problems): Subjects {
  const useless = ['modes', 'stack', 'workers', 'threads', 'scenarios'] as const;
  for (const flag of useless) {
    if (request[flag] === undefined) continue;
    problems.add(
      `--${flag}`,
      'speaks of the reference app and cannot go with --cmd',
      'leave one of them out',
    );
  }
  const paths = request.path?.length ? request.path : [defaults.path];
  for (const path of paths) {
    if (!/^\/[^\s]*$/.test(path))
      problems.add('--path', `${quote(path)} is not a path`, 'write it as /items?page=2');
  }
  return {
    variants: parseCommands(request.cmd ?? [], request, problems),
    scenarios: [...new Set(paths)].map(catalogue.pathScenario),
  };
}

function planModes(request: RunRequest, catalogue: Catalogue, problems: Problems): Subjects {
  if (request.path?.length) {
    problems.add(
      '--path',
      'needs --cmd: the reference app is loaded by --scenarios',
      'leave it out, or add --cmd',
    );
  }
  refuseWithoutCommands(request, problems);
  const known = catalogue.scenarios.map((scenario) => scenario.name);
  const scenarios: Scenario[] = [];
  for (const name of list('--scenarios', request.scenarios, defaults.scenarios, problems)) {
    const scenario = catalogue.scenarios.find((candidate) => candidate.name === name);
    if (scenario === undefined)
      problems.add('--scenarios', `unknown scenario ${quote(name)}`, nameHint(name, known));
    else if (!scenarios.includes(scenario)) scenarios.push(scenario);
  }
  const stacks = parseStacks(request.stack, catalogue, problems);
  const specs = list('--modes', request.modes, defaults.modes, problems);
  const { workers, threads } = request;
  return { variants: parseModes(specs, stacks, catalogue, { workers, threads }, problems), scenarios };
}

function parseEngine(given: string | undefined, problems: Problems): EngineName {
  const found = engineNames.find((name) => name === (given ?? 'native'));
  if (found !== undefined) return found;
  problems.add('--engine', `unknown engine ${quote(given ?? '')}`, nameHint(given ?? '', engineNames));
  return 'native';
}

/** Null: answers may pause as long as the request's own time-out lets them. */
function parseIdleTimeout(given: string | undefined, problems: Problems): number | null {
  if (given === undefined) return null;
  const seconds = parseSeconds('--idle-timeout', given, limits.timeoutSeconds, problems);
  return seconds === undefined ? null : 1000 * seconds;
}

/** A name becomes part of a folder's name, so it is kept to what every file system takes. */
function planName(given: string | undefined, problems: Problems): string {
  if (given === undefined) return 'run';
  if (/^[A-Za-z0-9][\w.-]{0,63}$/.test(given)) return given;
  problems.add('--name', `${quote(given)} cannot name a folder`, 'use letters, digits, . _ - (at most 64)');
  return 'run';
}

function list(
  flag: string,
  text: string | undefined,
  fallback: readonly string[],
  problems: Problems,
): readonly string[] {
  if (text === undefined) return fallback;
  const parts = text.split(',').map((part) => part.trim());
  const named = parts.filter((part) => part !== '');
  if (named.length === 0) problems.add(flag, 'names nothing', `the default is ${fallback.join(',')}`);
  return named;
}

function orDefault<T>(text: string | undefined, fallback: T, parse: (text: string) => T | undefined): T {
  return text === undefined ? fallback : (parse(text) ?? fallback);
}
