import { decide } from '../stats/objectives/reach.ts';
import { impliesAll, type Limit, sameLimits } from './limit.ts';
import type {
  BoundedFigure,
  CoresBusy,
  Figure,
  LevelCapacity,
  SearchedRate,
  SizeCapacity,
} from './mode-capacity.ts';

export type { Limit } from './limit.ts';

/**
 * What keeps a machine from serving more. cpu: every core that the server can use is busy. workers: it is neither short of
 * CPU nor slow, so all workers or threads wait. load: nothing was found to; more was not asked of it. other-work: what ran
 * beside it kept the cores busy.
 */
export type Binding = 'cpu' | 'memory' | 'objective' | 'workers' | 'load' | 'other-work';

/** The most that one machine, as measured, was seen to serve under the limits. */
export interface Sustained {
  readonly kind: 'sustained';
  readonly rate: Figure;
  /**
   * A search for it, which fresh runs confirmed or had no time to; arrivals at a rate; or busy connections, which wait for
   * their answers before they send again.
   */
  readonly basis: 'search' | 'unconfirmed-search' | 'arrivals' | 'connections';
  /** Objectives that hold at that rate, as they may be typed. */
  readonly under: readonly string[];
  readonly binding: Binding;
  /** It may be more in truth. */
  readonly atLeast: boolean;
  readonly footprint: Figure | null;
  readonly cpuMs: Figure | null;
}

export type Unsustained =
  | { readonly kind: 'no-cells' }
  /** No level meets the limit; `best` came nearest. */
  | { readonly kind: 'not-met'; readonly limit: Limit; readonly best: Nearest }
  /** Whether the lowest level meets it cannot be told: the requests do not support the figure, or its interval is wide. */
  | { readonly kind: 'cannot-tell'; readonly limit: Limit; readonly best: Nearest | null }
  /** Fewer were served than came, even at the lowest rate. */
  | NotServed;

interface NotServed {
  readonly kind: 'not-served';
  /** Arrivals per second at the lowest level. */
  readonly offered: number;
  readonly served: Figure;
}

export interface Nearest {
  readonly level: LevelCapacity['level'];
  readonly figure: BoundedFigure;
}

/** Busy share of cores from which it is they that limit. */
const busyCores = 0.85;

/** Throughputs that differ by less are taken as equal (as where levels are ranked). */
const sameThroughput = 0.05;

/**
 * The largest rate up to which every measured level meets the limits. What a search for the same limits found comes first;
 * without limits what any search found, for that is what the run was made for. A search for stricter ones tells a rate that
 * is carried at least, unless levels show more.
 */
export function sustainedBy(size: SizeCapacity, limits: readonly Limit[]): Sustained | Unsustained {
  const same = size.searched.find((one) => limits.length === 0 || sameLimits(one.limits, limits));
  if (same !== undefined) return fromSearch(same, size.count);
  const measured = fromLevels(size, limits);
  const stricter = size.searched.filter((one) => impliesAll(one.limits, limits));
  const best = stricter.toSorted((a, b) => b.rate.point - a.rate.point)[0];
  if (best === undefined) return measured;
  if (measured.kind === 'sustained' && measured.rate.point >= best.rate.point) return measured;
  return { ...fromSearch(best, size.count), binding: 'load', atLeast: true };
}

/**
 * The levels that hold are those below the first that misses a limit. One that cannot be told, as few connections often have
 * too few requests for a percentile, is passed over where a higher one meets them: less load makes nothing slower. Of busy
 * connections it is the highest throughput of these levels, for more connections may serve less.
 */
function fromLevels({ levels, count }: SizeCapacity, limits: readonly Limit[]): Sustained | Unsustained {
  if (levels.length === 0) return { kind: 'no-cells' };
  const outcomes = levels.map((level) => outcomeOf(level, limits));
  const missed = outcomes.indexOf('missed');
  const end = outcomes.slice(0, missed < 0 ? levels.length : missed).lastIndexOf('met') + 1;
  const held = levels.slice(0, end).filter((_, at) => outcomes[at] === 'met');
  const beyond = levels.slice(end);
  const top = topOf(held);
  if (top === undefined) return unsustained(levels, limits);
  const last = levels.at(-1) ?? top;
  const cores = (level: LevelCapacity) => limitOfCores(level.cores, count);
  const binding =
    top.level.kind === 'open' ? bindingOfOpen(beyond[0], cores) : bindingOfClosed(held, beyond, top, cores);
  return {
    kind: 'sustained',
    rate: top.throughput,
    basis: top.level.kind === 'open' ? 'arrivals' : 'connections',
    under: limits.map(({ text }) => text),
    binding,
    atLeast: binding === 'load' || top.generatorBound,
    footprint: (held.at(-1) ?? last).footprint ?? top.footprint,
    cpuMs: top.cpuMs,
  };
}

function fromSearch(searched: SearchedRate, count: number | null): Sustained {
  const { rate, limits, atLeast, confirmed, footprint, cpuMs, cores } = searched;
  const under = limits.map(({ text }) => text);
  const found = cores === null ? 'workers' : limitOfCores(cores, count);
  const binding = atLeast ? 'load' : found === 'workers' ? 'objective' : found;
  const basis = confirmed ? 'search' : 'unconfirmed-search';
  return { kind: 'sustained', rate, basis, under, binding, atLeast, footprint, cpuMs };
}

type Outcome = ReturnType<typeof outcome>;

/** Of all limits the worst. */
function outcomeOf(level: LevelCapacity, limits: readonly Limit[]): Outcome {
  if (!level.keepsUp) return 'missed';
  const all = limits.map((limit) => outcome(level, limit));
  return all.includes('missed') ? 'missed' : all.includes('cannot-tell') ? 'cannot-tell' : 'met';
}

/** Of levels that serve alike the lowest; of open ones the highest rate. */
function topOf(held: readonly LevelCapacity[]): LevelCapacity | undefined {
  if (held[0]?.level.kind === 'open') return held.at(-1);
  const most = Math.max(...held.map(({ throughput }) => throughput.point));
  return held.find(({ throughput }) => throughput.point >= most * (1 - sameThroughput));
}

/** What is behind a level that is not held, or the lack of one. */
function bindingOfOpen(next: LevelCapacity | undefined, cores: (level: LevelCapacity) => Binding): Binding {
  if (next === undefined) return 'load';
  return next.keepsUp ? 'objective' : cores(next);
}

function bindingOfClosed(
  held: readonly LevelCapacity[],
  beyond: readonly LevelCapacity[],
  top: LevelCapacity,
  cores: (level: LevelCapacity) => Binding,
): Binding {
  const more = (level: LevelCapacity) => level.throughput.point > top.throughput.point * (1 + sameThroughput);
  if (beyond.some(more)) return 'objective';
  if (top.generatorBound) return 'load';
  // Still rising where the levels end.
  const found = cores(top);
  return beyond.length === 0 && held.at(-1) === top && found === 'workers' ? 'load' : found;
}

/**
 * A server can keep no more cores busy than it has workers, at least one. One core busy is taken for the limit of more
 * threads too: in several languages a lock lets one run at a time.
 */
function limitOfCores(cores: CoresBusy | null, count: number | null): Binding {
  // A system that does not tell: most servers are limited by CPU.
  if (cores === null) return 'cpu';
  const { server, generator, foreign, of } = cores;
  const own = Math.min(of, count ?? 1);
  const oneAtATime = server >= busyCores && server <= 2 - busyCores;
  if (oneAtATime || server >= own * busyCores || server + generator >= of * busyCores) return 'cpu';
  return server + generator + foreign >= of * busyCores ? 'other-work' : 'workers';
}

function unsustained(levels: readonly LevelCapacity[], limits: readonly Limit[]): Unsustained {
  const [lowest] = levels;
  const missed = limits.find((limit) => levels.every((level) => outcome(level, limit) === 'missed'));
  const doubtful = limits.find((limit) => lowest !== undefined && outcome(lowest, limit) !== 'met');
  const limit = missed ?? doubtful;
  if (lowest === undefined) return { kind: 'no-cells' };
  // It meets every limit, so that what it lacks is to keep up.
  if (limit === undefined) {
    return { kind: 'not-served', offered: lowest.level.value, served: lowest.throughput };
  }
  const best = nearest(levels, limit);
  const isMissed = outcome(lowest, limit) === 'missed' && best !== null;
  return isMissed ? { kind: 'not-met', limit, best } : { kind: 'cannot-tell', limit, best };
}

function nearest(levels: readonly LevelCapacity[], { metric, comparison }: Limit): Nearest | null {
  const known = levels.flatMap((level) => {
    const figure = level.figures[metric];
    return figure === undefined ? [] : [{ level: level.level, figure }];
  });
  const sign = comparison.startsWith('<') ? 1 : -1;
  return known.toSorted((a, b) => sign * (a.figure.point - b.figure.point))[0] ?? null;
}

function outcome(level: LevelCapacity, { metric, comparison, limit }: Limit) {
  const figure = level.figures[metric];
  if (figure === undefined || figure.low === null || figure.high === null) return 'cannot-tell';
  return decide(comparison, limit, {
    low: figure.bound === 'at-most' ? 0 : figure.low,
    high: figure.bound === 'at-least' ? Number.POSITIVE_INFINITY : figure.high,
  });
}
