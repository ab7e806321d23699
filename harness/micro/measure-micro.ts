import { LoaderKeeper } from '../load/loader-keeper.ts';
import type { Instruments, RunningServer } from '../measure/instruments.ts';
import { cpuSince, type Live } from '../measure/live.ts';
import { warmUp } from '../measure/warm-up.ts';
import { type Failure, FailureError, placed } from '../model/failure.ts';
import { failureKinds, type LoadOrder, type LoadReport } from '../model/load.ts';
import type { Plan } from '../model/plan.ts';
import { bodyText, type RequestSpec, type Scenario } from '../model/scenario.ts';
import { createRandom, shuffle } from '../stats/random.ts';
import { answersAsExpected, type InProcess } from './in-process.ts';

/** Enough that each worker of a usual size has two; CPU per request depends little on more. */
export const connections = 8;

/** Of one measurement of one way, ms: as long as the budget allows within these. */
const sliceBounds = { least: 60, most: 250 };
/** Beside the first one, which warms up and is left out. An exact interval at 95 % needs six; some take longer. */
const cyclesWanted = 8;

const handlerWay = 'handler' as const;
const frameworkWay = 'framework' as const;

/** One measurement of a cycle. */
interface Step {
  readonly scenario: Scenario;
  readonly way: typeof handlerWay | typeof frameworkWay | Live;
}

/** What one request cost in one way, once. */
export interface MicroSample {
  readonly cycle: number;
  readonly scenario: string;
  /** `handler`, `framework` or the id of a variant. */
  readonly way: string;
  /** CPU time per request, ms; null where it was not answered as expected. */
  readonly cpuMs: number | null;
}

export interface MicroMeasurement {
  readonly plan: Plan;
  readonly instruments: Instruments;
  readonly inProcess: InProcess;
  readonly signal: AbortSignal;
  /** Told what is done now, for a person who waits. */
  readonly announce: (text: string) => void;
}

export interface MicroOutcome {
  readonly samples: readonly MicroSample[];
  /** What servers left behind; empty when all went well. */
  readonly troubles: readonly Failure[];
}

/**
 * Starts every variant once and goes through all scenarios and ways in random order, one measurement after the other,
 * again and again: what disturbs the machine for a while then hits all ways alike.
 */
export async function measureMicro(measurement: MicroMeasurement): Promise<MicroOutcome> {
  const { plan, instruments, inProcess, signal, announce } = measurement;
  const startedMs = instruments.now();
  const loader = new LoaderKeeper(() => instruments.startLoader());
  const servers: RunningServer[] = [];
  const samples: MicroSample[] = [];
  const troubles: Failure[] = [];
  try {
    for (const scenario of plan.scenarios) await check(inProcess, calledOf(scenario), scenario.name);
    const lives: Live[] = [];
    for (const variant of plan.variants) {
      announce(`starting ${variant.label}`);
      const server = await instruments.startServer(variant.id);
      servers.push(server);
      lives.push({ variant, server, target: server.target, idleMemory: null, unfit: null, lost: new Map() });
    }
    await warmUp(plan, lives, null, loader, (scenario) => announce(`warming up ${scenario}`));
    await cycles(measurement, lives, loader, startedMs, samples);
  } catch (error) {
    // An interrupted start, or a loader that was ended meanwhile; what was measured is kept.
    if (!signal.aborted) throw error;
  } finally {
    await loader.stop();
    const left = await Promise.all(servers.map((server) => server.stop()));
    troubles.push(...left.filter((failure) => failure !== null));
  }
  return { samples, troubles };
}

/** The request whose cost is told, called and served alike: the first, where a scenario sends several in turn. */
function calledOf({ requests: [first] }: Scenario): RequestSpec {
  if (first === undefined) throw new Error('Internal error: a scenario without requests');
  return { ...first, body: first.body === null ? null : bodyText(first.body) };
}

async function check(inProcess: InProcess, request: RequestSpec, name: string): Promise<void> {
  const answer = await inProcess.answer(request);
  if (answersAsExpected(request, answer)) return;
  const detail = `in process, ${request.method} ${request.path} answered ${answer.status} and not as expected`;
  throw new FailureError({ reason: 'loader-error', variant: '', phase: name, detail });
}

async function cycles(
  measurement: MicroMeasurement,
  lives: readonly Live[],
  loader: LoaderKeeper,
  startedMs: number,
  samples: MicroSample[],
): Promise<void> {
  const { plan, instruments, signal, announce } = measurement;
  const random = createRandom(plan.seed);
  const endMs = startedMs + 1000 * (plan.budgetSeconds ?? 0);
  const steps = plan.scenarios.flatMap((scenario) =>
    [handlerWay, frameworkWay, ...lives].map((way): Step => ({ scenario, way })),
  );
  let sliceMs = sliceBounds.most;
  for (let cycle = 0; ; cycle += 1) {
    announce(cycle === 0 ? 'a first cycle, to warm up' : `cycle ${cycle}`);
    const cycleStartedMs = instruments.now();
    for (const step of shuffle(steps, random)) {
      if (signal.aborted) return;
      const { scenario, way } = step;
      const cpuMs = await measureStep(measurement, step, sliceMs, loader);
      const name = typeof way === 'string' ? way : way.variant.id;
      samples.push({ cycle, scenario: scenario.name, way: name, cpuMs });
    }
    const now = instruments.now();
    if (cycle === 0) sliceMs = affordableMs(endMs - now, steps.length);
    else if (now + (now - cycleStartedMs) > endMs) return;
  }
}

/** How long each measurement may take for as many cycles as are wanted. */
function affordableMs(leftMs: number, steps: number): number {
  return Math.min(sliceBounds.most, Math.max(sliceBounds.least, leftMs / (cyclesWanted * steps)));
}

async function measureStep(
  { plan, inProcess }: MicroMeasurement,
  { scenario, way }: Step,
  sliceMs: number,
  loader: LoaderKeeper,
): Promise<number | null> {
  const request = calledOf(scenario);
  if (way === handlerWay) return inProcess.handlerMs(request, sliceMs);
  if (way === frameworkWay) return inProcess.frameworkMs(request, sliceMs);
  return served(plan, scenario, way, sliceMs, loader);
}

/** CPU time of the server's process tree per request, ms. */
async function served(
  plan: Plan,
  scenario: Scenario,
  live: Live,
  sliceMs: number,
  loader: LoaderKeeper,
): Promise<number | null> {
  const at = { variant: live.variant.id, phase: scenario.name };
  const exited = live.server.hasExited();
  if (exited !== null) throw new FailureError({ reason: 'server-exited', ...at, ...exited });
  try {
    const order: LoadOrder = {
      requests: [calledOf(scenario)],
      level: { kind: 'closed', concurrency: connections },
      window: { minMs: sliceMs, maxMs: Math.max(sliceMs, plan.window.maxMs), minAnswers: connections },
      requestTimeoutMs: plan.requestTimeoutMs,
      drainTimeoutMs: plan.requestTimeoutMs,
    };
    const session = await loader.open(live.target, connections, order);
    try {
      const before = await live.server.cpuMs();
      const report = await session.drive(order);
      const cpuMs = cpuSince(before, await live.server.cpuMs());
      return cpuMs === null ? null : perRequest(plan, report, cpuMs);
    } finally {
      await session.close();
    }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    throw new FailureError(placed(error.failure, at));
  }
}

function perRequest(plan: Plan, report: LoadReport, cpuMs: number): number | null {
  const failed = failureKinds.reduce((sum, kind) => sum + report.failed[kind], report.unfinished);
  if (report.ok === 0 || failed / report.sent > plan.failureBound) return null;
  return cpuMs / (report.ok + failed);
}
