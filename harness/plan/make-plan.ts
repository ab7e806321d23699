import type { PlannedGate } from '../model/gate.ts';
import type { OpenShape } from '../model/level.ts';
import { type EngineName, engineNames } from '../model/load.ts';
import type { BuildStep } from '../model/own-server.ts';
import type { HooksPlan, Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Variant } from '../model/variant.ts';
import { checkAttached } from './check-attached.ts';
import { type BeyondRequest, checkEngine } from './check-engine.ts';
import { checkScenarios } from './check-scenarios.ts';
import { type Code, variantsOfCodes } from './code-variants.ts';
import { defaults, limits } from './defaults.ts';
import { againstRecord, type RecordedBaseline } from './gate-baseline.ts';
import { gateLoad } from './gate-defaults.ts';
import { type PlacementRequest, parsePlacement } from './parse-cpus.ts';
import { type DeadlinesRequest, parseDeadlines, parseHookTimeout } from './parse-deadlines.ts';
import { type Extent, type ExtentRequest, parseExtent } from './parse-extent.ts';
import { type GateRequest, parseGate } from './parse-gate.ts';
import { type NoiseRequest, type ParsedNoise, parseNoise, twinsOf } from './parse-noise.ts';
import { type Measured, type ObjectiveSource, parseObjectives } from './parse-objectives.ts';
import { parseCount, parseSeconds, quote } from './parse-quantity.ts';
import { type ParsedSearch, parseSearch, parseSearchWorkload } from './parse-search.ts';
import { type OfferedSubjects, parseSubjects, type SubjectsRequest } from './parse-subjects.ts';
import { parseMixed, parseWorkload, type Workload, type WorkloadRequest } from './parse-workload.ts';
import { nameHint, Problems } from './problems.ts';

/** What the user asked for, as written: undefined where nothing was said. */
export interface RunRequest
  extends SubjectsRequest,
    WorkloadRequest,
    PlacementRequest,
    ExtentRequest,
    DeadlinesRequest,
    BeyondRequest {
  readonly seed?: string | undefined;
  readonly engine?: string | undefined;
  readonly isolate?: boolean | undefined;
  readonly strict?: boolean | undefined;
  /** Texts of objectives, as `--slo` gives them. */
  readonly slo?: readonly string[] | undefined;
  /** The same from elsewhere; they hold beside those of `slo`. */
  readonly objectives?: readonly ObjectiveSource[] | undefined;
  readonly name?: string | undefined;
  /** Hooks of the configuration, of all its scenarios. */
  readonly hooks?: HooksPlan | undefined;
  /** Whose code each mode is to be measured with; absent: as it lies in the working tree. */
  readonly codes?: readonly Code[] | undefined;
  /** Done in each checkout; false for nothing, absent for what its lockfile says. */
  readonly installStep?: BuildStep | false | undefined;
  /** What is to be decided; undefined for a run that compares only. */
  readonly gate?: GateRequest | undefined;
  /** What to find out of the noise that such a gate would meet; undefined for a gate that is to decide. */
  readonly noise?: NoiseRequest | undefined;
  /** The rates that meet the objectives are sought, in place of comparing at given ones. */
  readonly search?: boolean | undefined;
  /** What a gate compares with, where that is not measured. */
  readonly recorded?: RecordedBaseline | undefined;
  /** The configuration file, from the working folder. */
  readonly configFile?: string | undefined;
}

/** What can be asked for. */
export interface Catalogue extends OfferedSubjects {
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
  const { variants: modes, scenarios } = parseSubjects(request, catalogue, problems);
  const variants = variantsOf(modes, request, problems);
  const { workload, gate, shape } = workloadOf(request, problems);
  const search = searchOf(request, shape, { variants, scenarios, levels: workload.levels }, problems);
  const extent = parseExtent(request, problems);
  const plan: Plan = {
    name: planName(request.name, problems),
    variants,
    baseline: variants[0]?.id ?? '',
    scenarios,
    ...workload,
    hooks: hooksOf(request.hooks, scenarios, parseHookTimeout(request, problems)),
    engine: parseEngine(request.engine, problems),
    ...parsePlacement(request, workload, catalogue.cpus, problems),
    // Taken from this machine's store when the run begins.
    calibration: null,
    ...extent,
    seed: parseSeed(request.seed, problems) ?? fallbackSeed,
    isolate: request.isolate ?? false,
    warmupCapMs: defaults.warmupCapMs,
    ...parseDeadlines(request, problems),
    failureBound: defaults.failureBound,
    objectives:
      search === null
        ? parseObjectives(objectivesOf(request), { variants, scenarios, levels: workload.levels }, problems)
        : [],
    strict: request.strict ?? false,
    ...(gate === null ? {} : decided(request, gate, extent, problems)),
    ...search,
    ...(request.codes === undefined || request.installStep === undefined
      ? {}
      : { install: request.installStep }),
    config: request.configFile ?? null,
  };
  checkEngine(plan, request, problems);
  checkAttached(plan, problems);
  checkScenarios(plan, (scenario) => placeOf(scenario, request, catalogue), problems);
  const whole = request.recorded === undefined ? plan : againstRecord(plan, request.recorded, problems);
  problems.throwIfAny();
  return whole;
}

function variantsOf(modes: readonly Variant[], { codes, noise }: RunRequest, problems: Problems): Variant[] {
  if (noise !== undefined) return twinsOf(modes, problems);
  return codes === undefined ? [...modes] : variantsOfCodes(modes, codes, problems);
}

/** A gate ends by its own budget; where its noise is measured, that is another. */
function decided(
  { noise, budget, rounds }: RunRequest,
  gate: PlannedGate,
  { budgetSeconds }: Extent,
  problems: Problems,
): Pick<Plan, 'budgetSeconds'> & Partial<ParsedNoise> {
  if (noise === undefined) return { gate, budgetSeconds: gate.budgetSeconds };
  return parseNoise(noise, gate, { budget, rounds, budgetSeconds }, problems);
}

interface Load {
  readonly workload: Workload;
  readonly gate: PlannedGate | null;
  /** Of rates that are still to be found; null where none is. */
  readonly shape: OpenShape | null;
}

/** A gate and a search load in both ways, a run in one of them. */
function workloadOf(request: RunRequest, problems: Problems): Load {
  if (request.search === true) {
    const { shape, ...workload } = parseSearchWorkload(request, problems);
    return { workload, gate: null, shape };
  }
  if (request.gate === undefined)
    return { workload: parseWorkload(request, problems), gate: null, shape: null };
  const { shape, ...workload } = parseMixed(request, gateLoad.concurrency, problems);
  const findRate = shape === null ? null : { share: gateLoad.shareOfCapacity, ...shape };
  return { workload, gate: { ...parseGate(request.gate, problems), findRate }, shape };
}

/** Null where no rate is sought. */
function searchOf(
  request: RunRequest,
  shape: OpenShape | null,
  measured: Measured,
  problems: Problems,
): ParsedSearch | null {
  if (request.search !== true || shape === null) return null;
  const budgetSeconds =
    request.budget === undefined
      ? null
      : (parseSeconds('--budget', request.budget, limits.budgetSeconds, problems) ?? null);
  if (request.engine === 'autocannon') {
    const message = 'autocannon sends what a second brings in one burst, so it cannot keep to a rate';
    problems.add('--engine', message, 'use --engine native');
  }
  return parseSearch(objectivesOf(request), { shape, budgetSeconds }, measured, problems);
}

/** Who named a scenario: a configuration, a path, or a list of names. */
function placeOf(scenario: Scenario, { path }: RunRequest, { own }: Catalogue): string {
  if (own?.scenarios.includes(scenario)) return `scenarios.${scenario.name}`;
  return path?.includes(scenario.requests[0]?.path ?? '') ? '--path' : '--scenarios';
}

/** Which of the hooks have a part in a run of these scenarios; null where none has. */
function hooksOf(
  hooks: HooksPlan | undefined,
  scenarios: readonly Scenario[],
  timeoutMs: number,
): HooksPlan | null {
  if (hooks === undefined) return null;
  const taking = Object.entries(hooks.scenarios).filter(
    ([name, has]) => scenarios.some((one) => one.name === name) && Object.values(has).includes(true),
  );
  if (!hooks.setup && !hooks.teardown && taking.length === 0) return null;
  return { ...hooks, scenarios: Object.fromEntries(taking), timeoutMs };
}

function objectivesOf({ slo = [], objectives = [] }: RunRequest): readonly ObjectiveSource[] {
  return [...slo.map((text) => ({ text, where: '--slo' })), ...objectives];
}

function parseSeed(given: string | undefined, problems: Problems): number | undefined {
  return given === undefined
    ? undefined
    : parseCount('--seed', given, { min: 0, max: limits.seed }, problems);
}

function parseEngine(given: string | undefined, problems: Problems): EngineName {
  const found = engineNames.find((name) => name === (given ?? 'native'));
  if (found !== undefined) return found;
  problems.add('--engine', `unknown engine ${quote(given ?? '')}`, nameHint(given ?? '', engineNames));
  return 'native';
}

/** A name becomes part of a folder's name, so it is kept to what every file system takes. */
function planName(given: string | undefined, problems: Problems): string {
  if (given === undefined) return 'run';
  if (/^[A-Za-z0-9][\w.-]{0,63}$/.test(given)) return given;
  problems.add('--name', `${quote(given)} cannot name a folder`, 'use letters, digits, . _ - (at most 64)');
  return 'run';
}
