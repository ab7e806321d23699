import {
  type CellSummary,
  type Distribution,
  type Percentiles,
  percentileNames,
} from '../../harness/model/estimate.ts';
import { type MetricName, metricNames, metrics } from '../../harness/model/metric.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { placeColumns, runColumns, variantColumns } from './columns.ts';
import { type Column, tableOf, type Value } from './lines.ts';

/** One figure of one cell. */
interface Observation {
  readonly cell: CellSummary;
  readonly metric: string;
  readonly unit: string;
  readonly point: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
  /** Null where no interval is over rounds. */
  readonly over?: {
    readonly confidence: number;
    readonly rounds: number;
    readonly fewRounds: boolean;
  } | null;
}

/**
 * All cells, one figure per row, in the units of the record. Every cell has every metric, with nothing in its `point`
 * where it cannot be told, so that an invalid cell is seen too.
 */
export function observationsCsv(record: RunRecord): string {
  const figures: readonly Column<Observation>[] = [
    ['metric', ({ metric }) => metric],
    ['unit', ({ unit }) => unit],
    ['point', ({ point }) => point],
    ['low', ({ low }) => low ?? null],
    ['high', ({ high }) => high ?? null],
    ['confidence', ({ over }) => over?.confidence ?? null],
    ['rounds', ({ over }) => over?.rounds ?? null],
    ['few_rounds', ({ over }) => over?.fewRounds ?? null],
    ['validity', ({ cell }) => cell.validity.status],
    ['reasons', ({ cell }) => cell.validity.reasons.map(({ code }) => code).join(' ')],
  ];
  const ofCell: readonly Column<CellSummary>[] = [...variantColumns(record), ...placeColumns];
  const columns: readonly Column<Observation>[] = [
    ...runColumns(record),
    ...ofCell.map(([name, of]) => [name, ({ cell }: Observation): Value => of(cell)] as const),
    ...figures,
  ];
  const rows = record.summaries.flatMap((cell) => [
    ...metricNames.map((metric) => estimated(cell, metric)),
    ...distributed(cell),
    ...counted(cell),
  ]);
  return tableOf(columns, rows);
}

function estimated(cell: CellSummary, metric: MetricName): Observation {
  const estimate = cell.metrics[metric];
  return {
    ...{ cell, metric, unit: metrics[metric].unit, point: estimate?.point ?? null },
    ...{ low: estimate?.low ?? null, high: estimate?.high ?? null, over: estimate },
  };
}

const timeNames = {
  response: 'response',
  service: 'service',
  sendLag: 'send_lag',
  wakeLag: 'wake_lag',
} as const satisfies Record<keyof Distribution, string>;

/**
 * Percentiles of the requests of all rounds together: `response_p999`. They have no interval; where unfinished requests
 * hide how high one is, it is its own lower end, and there is no upper one.
 */
function distributed(cell: CellSummary): readonly Observation[] {
  return (Object.keys(timeNames) as (keyof Distribution)[]).flatMap((time) => {
    const percentiles: Percentiles | null = cell.distribution?.[time] ?? null;
    if (percentiles === null) return [];
    return percentileNames.map((name) => {
      const point = percentiles[name];
      const low = percentiles.lowerBounds?.includes(name) === true ? point : null;
      return { cell, metric: `${timeNames[time]}_${name}`, unit: 'ms', point, low };
    });
  });
}

/** How many requests came to what, and what sending them took of the load generator. */
function counted(cell: CellSummary): readonly Observation[] {
  const { sent, ok, failed, unfinished, reconnects, offered } = cell.requests;
  const counts = { due: offered ?? sent, sent, ok, failed, unfinished };
  const { cpuShare = null, perSecond = null, ceilingPerSecond = null } = cell.headroom ?? {};
  return [
    ...Object.entries(counts).map(([name, point]) => ({
      ...{ cell, metric: `requests_${name}`, unit: 'requests', point },
    })),
    { cell, metric: 'reconnects', unit: 'connections', point: reconnects },
    { cell, metric: 'generator_cpu', unit: 'cores', point: cpuShare },
    { cell, metric: 'generator_sent', unit: 'req/s', point: perSecond },
    { cell, metric: 'generator_ceiling', unit: 'req/s', point: ceilingPerSecond },
  ];
}
