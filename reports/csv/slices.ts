import { failureKinds, requestsDue } from '../../harness/model/load.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { SliceResult } from '../../harness/model/slice.ts';
import type { LoadedSlice } from '../../harness/stats/cell-data.ts';
import { sliceFigure } from '../../harness/stats/figures.ts';
import { workShare } from '../../harness/stats/headroom.ts';
import { requestsNeededPerRound } from '../../harness/stats/quantile-support.ts';
import { responseTimes } from '../../harness/stats/response-times.ts';
import type { TimeCounts } from '../../harness/stats/time-counts.ts';
import { placeColumns, runColumns, variantColumns } from './columns.ts';
import { type Column, tableOf, type Value } from './lines.ts';

/** A slice, and its response times where there are any. */
interface Row extends SliceResult {
  readonly times: TimeCounts | null;
}

/**
 * The raw data, one slice per row in the order in which they were measured: what the record's own figures are made of,
 * for those who would rather do their own statistics. Slices of discarded rounds, and those that failed, enter no figure
 * of the record; here they are marked (`discarded`, `failure`).
 */
export function slicesCsv(record: RunRecord): string {
  const discarded = new Set(record.rounds.filter((one) => one.discarded.length > 0).map((one) => one.round));
  const columns: readonly Column<Row>[] = [
    ...runColumns(record),
    ['round', ({ round }) => round],
    ['pass', ({ pass }) => pass],
    ['discarded', ({ round }) => discarded.has(round)],
    ['failure', ({ failure }) => failure?.reason ?? null],
    ...variantColumns(record),
    ...placeColumns,
    ['started_ms', ({ startedMs }) => startedMs],
    ...loadColumns,
    ...timeColumns,
    ...serverColumns,
    ...generatorColumns,
    ...machineColumns,
  ];
  return tableOf(columns, rowsOf(record));
}

/** One after another, for the times of thousands of slices would fill the memory. */
function* rowsOf({ slices }: RunRecord): Iterable<Row> {
  for (const slice of slices) {
    yield { ...slice, times: slice.load === null ? null : responseTimes([slice.load]) };
  }
}

const loadColumns: readonly Column<Row>[] = [
  ['window_ms', ({ load }) => load?.windowMs ?? null],
  ['total_ms', ({ load }) => load?.totalMs ?? null],
  ['due', ({ load }) => load && requestsDue(load)],
  ['sent', ({ load }) => load?.sent ?? null],
  ['ok', ({ load }) => load?.ok ?? null],
  ['failed', ({ load }) => load && failureKinds.reduce((sum, kind) => sum + load.failed[kind], 0)],
  ...failureKinds.map((kind): Column<Row> => [`failed_${kind}`, ({ load }) => load?.failed[kind] ?? null]),
  ['unfinished', ({ load }) => load?.unfinished ?? null],
  ['opening', ({ load }) => load?.opening ?? null],
  ['reconnects_idle', ({ load }) => load?.reconnects.idle ?? null],
  ['reconnects_after_answer', ({ load }) => load?.reconnects.afterAnswer ?? null],
  ['reconnects_after_failure', ({ load }) => load?.reconnects.afterFailure ?? null],
  ['bytes_received', ({ load }) => load?.bytesReceived ?? null],
  ['throughput_per_second', (row) => (isLoaded(row) ? sliceFigure.throughput([row]) : null)],
  ['mean_in_flight', ({ load }) => load?.open?.meanInFlight ?? null],
];

/** Response times; a quantile only where the slice has as many of them as each round needs for it. */
const timeColumns: readonly Column<Row>[] = [
  ['timed', ({ times }) => times?.total ?? null],
  ['mean_ms', ({ times }) => (times === null || times.total === 0 ? null : times.meanMs)],
  ['p50_ms', ({ times }) => quantile(times, 0.5)],
  ['p90_ms', ({ times }) => quantile(times, 0.9)],
  ['p95_ms', ({ times }) => quantile(times, 0.95)],
  ['p99_ms', ({ times }) => quantile(times, 0.99)],
  ['max_ms', ({ times }) => (times === null || times.total === 0 ? null : times.maxMs)],
];

function quantile(times: TimeCounts | null, q: number): Value {
  return times !== null && times.total >= requestsNeededPerRound(q) ? times.quantileMs(q) : null;
}

const serverColumns: readonly Column<Row>[] = [
  ['server_cpu_ms', ({ serverCpuMs }) => serverCpuMs],
  ['cpu_per_request_ms', (row) => (isLoaded(row) ? sliceFigure.cpuPerRequest([row]) : null)],
  ...(['footprint', 'rss', 'pss', 'uss'] as const).map(
    (kind): Column<Row> => [`${kind}_bytes`, ({ memory }) => memory?.[kind] ?? null],
  ),
  ['processes', ({ memory }) => memory?.processes.length ?? null],
];

const generatorColumns: readonly Column<Row>[] = [
  ['generator_cpu_ms', ({ load }) => load?.generator.cpuMs ?? null],
  ['generator_cpu_cores', ({ load }) => load && workShare(load)],
  ['generator_event_loop_share', ({ load }) => load?.generator.eventLoopUtilization ?? null],
  ['generator_loop_delay_p99_ms', ({ load }) => load?.generator.loopDelayP99Ms ?? null],
];

const machineColumns: readonly Column<Row>[] = [
  ['machine_cores', ({ machine }) => machine?.cores ?? null],
  ['machine_busy_share', ({ machine }) => machine?.busyShare ?? null],
  ['machine_steal_share', ({ machine }) => machine?.stealShare ?? null],
  ['machine_foreign_cores', ({ machine }) => machine?.foreignCores ?? null],
  ['machine_cpu_pressure_share', ({ machine }) => machine?.pressure?.cpuShare ?? null],
  ['machine_memory_pressure_share', ({ machine }) => machine?.pressure?.memoryShare ?? null],
  ['machine_io_pressure_share', ({ machine }) => machine?.pressure?.ioShare ?? null],
];

function isLoaded(row: Row): row is Row & LoadedSlice {
  return row.load !== null;
}
