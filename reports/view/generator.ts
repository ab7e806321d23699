import type { Calibration } from '../../harness/model/calibration.ts';
import type { LoadReport } from '../../harness/model/load.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { rateText } from '../wording/levels.ts';
import { list, milliseconds, NBSP, number, percent, plural, range } from '../wording/numbers.ts';
import { placementText } from '../wording/placement.ts';
import { isGeneratorBound } from './generator-bound.ts';
import { spreadFact } from './ranges.ts';
import type { CellView, Fact, HeadroomView, TrustView } from './types.ts';

/** What the load generator took of what it can, over the run and for each cell. */
export function generatorOf(
  record: RunRecord,
  cells: readonly CellView[],
): Pick<TrustView, 'generator' | 'generatorInShort' | 'headroom'> {
  const headroom = cells.map(headroomOf);
  const loads = record.slices.flatMap((slice) => (slice.load === null ? [] : [slice.load]));
  const used = cpuFact(record, loads);
  const calibrated = calibrationFact(record, headroom);
  const lag = lagFacts(cells, headroom);
  const placement = { name: 'Placement', value: placementText(record.environment, record.plan) };
  return {
    generator: [
      used,
      loopFact(loads),
      ...spinFacts(loads),
      ...calibrated,
      ...floorFacts(record.plan.calibration),
      ...lag,
      placement,
    ],
    generatorInShort: [used, ...calibrated.slice(0, 1), ...lag.slice(0, 1), placedInShort(record, placement)],
    headroom: headroom.some(isTold) ? headroom : [],
  };
}

/** Where nothing was placed, the word alone. */
function placedInShort({ environment, plan }: RunRecord, placement: Fact): Fact {
  const plain = plan.serverCpus === null && plan.loadCpus === null && plan.loaders === 1;
  return plain ? { ...placement, value: environment.placement } : placement;
}

function isTold({ cpuShare, perSecond, sendLag }: HeadroomView): boolean {
  return cpuShare !== null || perSecond !== null || sendLag !== null;
}

function headroomOf({
  anchor,
  mode,
  scenario,
  level,
  headroom,
  distribution,
  reasons,
}: CellView): HeadroomView {
  const ceiling = headroom?.ceilingPerSecond ?? null;
  const lag = (of: 'sendLag' | 'wakeLag') => {
    const found = distribution?.[of] ?? null;
    return found === null ? null : { p50: found.p50, p99: found.p99 };
  };
  return {
    cell: { anchor, mode, scenario, level },
    bound: isGeneratorBound(reasons.map(({ reason }) => reason)),
    cpuShare: headroom?.cpuShare ?? null,
    perSecond: headroom?.perSecond ?? null,
    ofCeiling: headroom === null || ceiling === null ? null : headroom.perSecond / ceiling,
    sendLag: lag('sendLag'),
    wakeLag: lag('wakeLag'),
  };
}

/** Of the busiest loader, without what pacing by spinning took: a core that looks at the clock is not at its limit. */
function cpuFact({ plan }: RunRecord, loads: readonly LoadReport[]): Fact {
  const shares = loads
    .filter((load) => load.totalMs > 0)
    .map(
      ({ generator, totalMs }) => generator.cpuShare ?? (generator.cpuMs - (generator.spinMs ?? 0)) / totalMs,
    );
  const base = plan.loaders > 1 ? `one core, by the busiest of ${plan.loaders} loaders` : 'one core';
  return spreadFact('CPU used', shares, (share) => number(share, 2), base);
}

function loopFact(loads: readonly LoadReport[]): Fact {
  return spreadFact(
    'Event loop busy',
    loads.map((load) => load.generator.eventLoopUtilization),
    percent,
    'a slice',
  );
}

function spinFacts(loads: readonly LoadReport[]): readonly Fact[] {
  const spun = loads.flatMap(({ generator: { spinMs }, totalMs }) =>
    spinMs === undefined || spinMs === 0 || totalMs === 0 ? [] : [spinMs / totalMs],
  );
  if (spun.length === 0) return [];
  const fact = spreadFact('Spinning until due', spun, (share) => number(share, 2), 'one core');
  return [{ ...fact, value: `${fact.value}, not in the CPU used` }];
}

/** The most that the load generator reaches, and how near to it the run came; or that nobody knows. */
function calibrationFact({ plan }: RunRecord, headroom: readonly HeadroomView[]): readonly Fact[] {
  const { calibration } = plan;
  if (calibration === null) {
    return [{ name: 'Ceiling', value: 'not calibrated: bench doctor --calibrate' }];
  }
  const shares = headroom.flatMap(({ ofCeiling }) => ofCeiling ?? []);
  const taken = calibration.takenAt.slice(0, 10);
  const used = shares.length === 0 ? '' : `, at most ${percent(Math.max(...shares))} of it used`;
  const has = (kind: 'closed' | 'open') => plan.levels.some((level) => level.kind === kind);
  const most = list([
    ...(has('open') ? [openCeiling(calibration)] : []),
    ...(has('closed') || !has('open') ? [closedCeiling(calibration)] : []),
  ]);
  return [
    { name: 'Ceiling', value: `${most}${used}` },
    { name: 'Calibrated', value: `${taken}, with ${plural(calibration.loaders, 'loader')}` },
  ];
}

function openCeiling({ open }: Calibration): string {
  return `${rateText(open.ceilingPerSecond)} req/s sent on time`;
}

function closedCeiling({ closed }: Calibration): string {
  return `${rateText(Math.max(...closed.map(({ perSecond }) => perSecond)))} req/s`;
}

/** What no response time can be below, with the server that does nothing. */
function floorFacts(calibration: Calibration | null): readonly Fact[] {
  if (calibration === null) return [];
  const floors = calibration.closed.map(
    ({ connections, p50Ms }) => `${milliseconds(p50Ms)} at ${plural(connections, 'connection')}`,
  );
  return [{ name: 'p50 of a server that does nothing', value: floors.join(', ') }];
}

/** Where a server does not keep up its requests wait for a connection, which is no fault of the load generator's. */
function lagFacts(cells: readonly CellView[], headroom: readonly HeadroomView[]): readonly Fact[] {
  const overloaded = new Set(cells.flatMap(({ anchor, overload }) => (overload === null ? [] : [anchor])));
  const steady = headroom.filter(({ cell }) => !overloaded.has(cell.anchor));
  const note = overloaded.size === 0 ? '' : ' (overloaded cells left out)';
  return [
    ...lagFact('Send lag', steady, 'sendLag', note),
    ...lagFact("Of it the generator's own", headroom, 'wakeLag', ''),
  ];
}

/** Least and greatest over the cells. */
function lagFact(
  name: string,
  headroom: readonly HeadroomView[],
  of: 'sendLag' | 'wakeLag',
  note: string,
): readonly Fact[] {
  const told = (quantile: 'p50' | 'p99') => {
    const values = headroom.flatMap((one) => one[of]?.[quantile] ?? []);
    return values.length === 0 ? [] : [`${quantile} ${range(values, number)}${NBSP}ms`];
  };
  const value = [...told('p50'), ...told('p99')].join(', ');
  return value === '' ? [] : [{ name, value: value + note }];
}
