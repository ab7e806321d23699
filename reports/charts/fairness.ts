import { jainIndex } from '../../harness/stats/jain-index.ts';
import type { ActRow, ExperimentView } from '../view/experiment-types.ts';
import { count, NBSP, NONE, number, plural } from '../wording/numbers.ts';
import { type BarModel, barsConfig, barsHeight } from './bars.ts';
import type { Chart } from './chart.ts';
import type { FiguresRow } from './figures-table.ts';

/** How evenly each mode's workers share out the requests; null where the record counted none. */
export function fairnessChart(experiments: readonly ExperimentView[]): Chart | null {
  const rows = experiments
    .filter(({ name }) => name === 'fairness')
    .flatMap(({ acts }) => acts.flatMap((act) => act.rows))
    .filter(({ perWorker }) => perWorker.some(({ requests }) => requests > 0));
  if (rows.length === 0) return null;
  const model: BarModel = {
    unit: '× an even share of the requests',
    reference: 1,
    rows: rows.map((row) => {
      const shares = evenShares(row);
      return {
        of: row.mode,
        text: `${plural(row.perWorker.length, 'worker')}, Jain${NBSP}${jainOf(row)}`,
        parts: [],
        dots: shares.map((value, at) => ({ value, figure: workerText(row, at) })),
        low: null,
        high: null,
      };
    }),
  };
  return {
    title: 'Requests per worker',
    better: 'nearer to the line is better; each point is a worker',
    alt: 'Requests of each worker as multiples of an even share, by mode',
    keys: [],
    note: "Jain's index: 1 when all workers get the same, 1/n when one of n gets all. Counted once, so without intervals.",
    height: barsHeight(model),
    table: () => ({
      corner: 'Worker',
      columns: [
        { text: 'Requests', of: null, unit: '' },
        { text: 'Of an even share', of: null, unit: '×' },
        { text: 'CPU time', of: null, unit: 'ms' },
      ],
      groups: rows.map((row) => ({ of: row.mode, rows: [...workerRows(row), jainRow(row)] })),
    }),
    csv: () => [
      ['mode', 'worker', 'requests', 'of an even share', 'CPU time (ms)'],
      ...rows.flatMap((row) => {
        const shares = evenShares(row);
        return row.perWorker.map(({ requests, cpuMs }, at) => [
          ...[row.mode.label, at + 1, requests],
          ...[shares[at] ?? null, cpuMs],
        ]);
      }),
    ],
    config: (drawing) => barsConfig(model, drawing),
  };
}

/** 1: as much as each would have if all had the same. */
function evenShares({ perWorker }: ActRow): readonly number[] {
  const all = perWorker.reduce((sum, { requests }) => sum + requests, 0);
  return perWorker.map(({ requests }) => (requests * perWorker.length) / all);
}

function jainOf({ perWorker }: ActRow): string {
  return number(jainIndex(perWorker.map(({ requests }) => requests)));
}

function workerText({ perWorker }: ActRow, at: number): string {
  const worker = perWorker[at];
  return `worker ${at + 1}: ${count(worker?.requests ?? 0)} requests, ${number(worker?.cpuMs ?? 0)}${NBSP}CPU-ms`;
}

function workerRows(row: ActRow): readonly FiguresRow[] {
  const shares = evenShares(row);
  return row.perWorker.map(({ requests, cpuMs }, at) => ({
    head: String(at + 1),
    depth: 0,
    cells: [count(requests), number(shares[at] ?? 0), number(cpuMs)],
  }));
}

function jainRow(row: ActRow): FiguresRow {
  const cpu = jainIndex(row.perWorker.map(({ cpuMs }) => cpuMs));
  const told = Number.isFinite(cpu) ? number(cpu) : NONE;
  return { head: "Jain's index", depth: 0, cells: [jainOf(row), '', told] };
}
