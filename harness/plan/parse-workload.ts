import {
  arrivalProcesses,
  type Level,
  type OpenLevel,
  type OpenShape,
  overflowPolicies,
} from '../model/level.ts';
import { pacings } from '../model/load.ts';
import type { Plan } from '../model/plan.ts';
import { defaults, limits } from './defaults.ts';
import { parseConcurrency, parseRates } from './parse-levels.ts';
import { parseCount, parseSeconds, quote } from './parse-quantity.ts';
import { flagOf, nameHint, type Problems } from './problems.ts';

/** What was asked of a workload, as written: undefined where nothing was said. */
export interface WorkloadRequest {
  readonly concurrency?: string | undefined;
  readonly think?: string | undefined;
  readonly rate?: string | undefined;
  readonly arrivals?: string | undefined;
  readonly overflow?: string | undefined;
  readonly maxConnections?: string | undefined;
  readonly pacing?: string | undefined;
}

/** How requests are sent: closed, so many connections; or open, so many arrivals per second. */
export type Workload = Pick<Plan, 'levels' | 'thinkMs' | 'pacing' | 'window'>;

/** Flags that shape an open workload, and mean nothing to a closed one. */
const openOnly = ['arrivals', 'overflow', 'maxConnections', 'pacing'] as const;

/** What was asked for, resolved; problems are noted for what is wrong or does not go together. */
export function parseWorkload(request: WorkloadRequest, problems: Problems): Workload {
  refuseMixture(request, problems);
  const open = parseOpen(request, problems);
  const closed = parseClosed(request, problems);
  return request.rate === undefined ? closed : open;
}

/** Both kinds of workload, of a gate: some metrics are told best when a server is busy, others when it keeps up. */
export interface MixedWorkload extends Workload {
  /** How requests come at a rate, which is still to be found; null where rates were given. */
  readonly shape: OpenShape | null;
}

/** What was asked for of both; without connections the usual number of them. */
export function parseMixed(
  request: WorkloadRequest,
  usualConcurrency: number,
  problems: Problems,
): MixedWorkload {
  const { concurrency = String(usualConcurrency) } = request;
  const closed = parseClosed({ ...request, concurrency }, problems);
  const open = parseOpen({ ...request, rate: request.rate ?? '1' }, problems);
  const [first] = open.levels;
  if (request.rate !== undefined || first?.kind !== 'open')
    return { ...closed, levels: [...closed.levels, ...open.levels], pacing: open.pacing, shape: null };
  const { kind: _open, rate: _none, ...shape } = first;
  return { ...closed, pacing: open.pacing, shape };
}

/** Each of the two kinds is read whichever is meant, so that everything that is wrong is told at once. */
function parseClosed({ concurrency, think }: WorkloadRequest, problems: Problems): Workload {
  const levels =
    concurrency === undefined ? defaults.concurrency : (parseConcurrency(concurrency, problems) ?? []);
  const thinkSeconds =
    think === undefined ? 0 : (parseSeconds('--think', think, limits.thinkSeconds, problems) ?? 0);
  const thinkMs = 1000 * thinkSeconds;
  const minMs = Math.max(defaults.window.minMs, defaults.thoughtsSeen * thinkMs);
  return {
    levels: levels.map((level): Level => ({ kind: 'closed', concurrency: level })),
    thinkMs,
    pacing: defaults.pacing,
    window: { ...defaults.window, minMs, maxMs: Math.max(defaults.window.maxMs, minMs) },
  };
}

function parseOpen(request: WorkloadRequest, problems: Problems): Workload {
  const { rate, maxConnections } = request;
  const rates = rate === undefined ? [] : (parseRates(rate, problems) ?? []);
  const { arrivals = defaults.arrivals, overflow = defaults.overflow, pacing = defaults.pacing } = request;
  const bounds = { min: 1, max: limits.concurrency };
  const connections =
    maxConnections === undefined
      ? defaults.maxConnections
      : (parseCount('--max-connections', maxConnections, bounds, problems) ?? defaults.maxConnections);
  const shape: Omit<OpenLevel, 'rate'> = {
    kind: 'open',
    arrivals:
      parseName('--arrivals', 'arrival process', arrivals, arrivalProcesses, problems) ?? defaults.arrivals,
    connections,
    ...overflowOf(overflow, problems),
  };
  return {
    levels: rates.map((perSecond): Level => ({ ...shape, rate: perSecond })),
    thinkMs: 0,
    pacing: parseName('--pacing', 'pacing', pacing, pacings, problems) ?? defaults.pacing,
    window: { ...defaults.openWindow },
  };
}

/** What is to be dropped has no queue. */
function overflowOf(given: string, problems: Problems): Pick<OpenLevel, 'overflow' | 'queueLimit'> {
  const overflow =
    parseName('--overflow', 'overflow policy', given, overflowPolicies, problems) ?? defaults.overflow;
  return { overflow, queueLimit: overflow === 'drop' ? 0 : defaults.queueLimit };
}

function refuseMixture(request: WorkloadRequest, problems: Problems): void {
  if (request.rate === undefined) {
    for (const flag of openOnly.filter((name) => request[name] !== undefined)) {
      const message = 'shapes an open workload, which only --rate makes';
      problems.add(flagOf(flag), message, 'add --rate, or leave it out');
    }
    return;
  }
  if (request.concurrency !== undefined) {
    problems.add(
      '--rate',
      'cannot go with --concurrency: requests either come at a rate, or whenever a connection is free',
      'leave out --concurrency to offer so many requests per second, --rate to keep so many connections busy',
    );
  }
  if (request.think !== undefined) {
    problems.add(
      '--think',
      'cannot go with --rate: what comes at a rate waits for no answer, and for no thought after it',
      'leave out --think, or name --concurrency in place of --rate',
    );
  }
}

function parseName<T extends string>(
  flag: string,
  what: string,
  given: string,
  names: readonly T[],
  problems: Problems,
): T | undefined {
  const found = names.find((name) => name === given.trim());
  if (found === undefined) problems.add(flag, `unknown ${what} ${quote(given)}`, nameHint(given, names));
  return found;
}
