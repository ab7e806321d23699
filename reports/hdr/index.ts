import { levelKey } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { collectCells } from '../../harness/stats/collect.ts';
import { groupBy } from '../../harness/stats/group.ts';
import { FileNames } from '../file-names.ts';
import type { RenderedFile, ReportFormat } from '../format.ts';
import { tellingCells } from '../telling-cells.ts';
import { percentileDistribution } from './distribution.ts';
import { histogramLog, logBegins } from './log.ts';

export const hdrFormat: ReportFormat = {
  name: 'hdr',
  extension: 'hlog',
  summary: 'response times as HdrHistogram logs per mode and scenario, and percentiles per cell',
  nothing: 'no request was timed',
  render,
};

/** Where they lie, for they are many. */
const folder = 'latency';

async function render(record: RunRecord): Promise<readonly RenderedFile[]> {
  const stems = stemsOf(record);
  return [...logs(record, stems), ...distributions(record, stems)];
}

/** The names of files by variant and scenario. */
type Stems = ReadonlyMap<string, string>;

function stemsOf({ plan }: RunRecord): Stems {
  const names = new FileNames();
  return new Map(
    plan.variants.flatMap(({ id }) =>
      plan.scenarios.map(({ name }) => [pairKey(id, name), names.stemOf(id, name)] as const),
    ),
  );
}

function pairKey(variant: string, scenario: string): string {
  return JSON.stringify([variant, scenario]);
}

/** The slices that enter the record's figures, by variant and scenario. */
function logs(record: RunRecord, stems: Stems): readonly RenderedFile[] {
  const { id: run, startedAt, environment } = record;
  const cells = collectCells(record.plan, record.rounds, record.slices);
  const pairs = groupBy(cells, ({ cell }) => pairKey(cell.variant, cell.scenario));
  return [...pairs].flatMap(([key, group]) => {
    const slices = group.flatMap(({ rounds }) => rounds.flatMap((round) => round.slices));
    const [first] = slices;
    if (first === undefined) return [];
    const { variant, scenario } = first;
    const subject = { modebench: environment.modebench, run, variant, scenario, startedAt };
    const content = histogramLog(subject, slices);
    return { name: `${folder}/${stems.get(key)}.hlog`, content, begins: logBegins };
  });
}

function* distributions(record: RunRecord, stems: Stems): Iterable<RenderedFile> {
  for (const { cell, times } of tellingCells(record)) {
    const stem = stems.get(pairKey(cell.variant, cell.scenario));
    const name = `${folder}/${stem}_${levelKey(cell.level)}.hgrm`;
    yield { name, content: percentileDistribution(times) };
  }
}
