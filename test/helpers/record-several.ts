import type { RunRecord } from '../../harness/model/record.ts';
import type { ShownRecord } from '../../harness/model/several-records.ts';
import { isMeasuredAlike, recordDifferences } from '../../harness/runs/record-differences.ts';
import { type Fabrication, fabricateRecord, type RecordDraft } from './record.ts';

/** Fabricated records of successive days, as a command would show them. */
export function shownOf(records: readonly RunRecord[]): readonly ShownRecord[] {
  const heads: RunRecord[] = [];
  return records.map((record, index) => {
    const found = heads.findIndex((head) => isMeasuredAlike(head, record));
    if (found === -1) heads.push(record);
    const before = records[index - 1];
    return {
      ...{
        record,
        reference: `nightly~${records.length - 1 - index}`,
        page: `../run-${index + 1}/report.html`,
      },
      group: found === -1 ? heads.length - 1 : found,
      differences: before === undefined ? [] : recordDifferences(before, record),
    };
  });
}

/** One of a day; `slower` is by what factor prefork is slower than it was. */
export function recordOfDay(
  day: number,
  { slower = 1, edit, ...fabrication }: Fabrication & { readonly slower?: number } = {},
): RunRecord {
  return fabricateRecord({
    ...{ seed: 11 + day, rounds: 8, ...fabrication },
    edit(draft) {
      draft.startedAt = `2026-11-${String(day).padStart(2, '0')}T02:00:00.000Z`;
      draft.id = `2026-11-${String(day).padStart(2, '0')}T02-00-00-nightly`;
      draft.plan.name = 'nightly';
      draft.environment.git = {
        commit: `${day % 10}70dc05`.repeat(6).slice(0, 40),
        dirty: false,
        branch: null,
      };
      slow(draft, 'prefork', slower);
      edit?.(draft);
    },
  });
}

/** Makes a variant serve less, in its slices and in the figures that come from them. */
function slow(draft: RecordDraft, variant: string, factor: number): void {
  for (const slice of draft.slices) {
    const busy = slice.variant === variant ? slice.load?.busy : undefined;
    if (busy !== undefined && busy !== null) busy.elapsedMs *= factor;
  }
  for (const summary of draft.summaries) {
    const { throughput } = summary.metrics;
    if (summary.variant !== variant || throughput === null) continue;
    throughput.point /= factor;
    if (throughput.low !== null) throughput.low /= factor;
    if (throughput.high !== null) throughput.high /= factor;
  }
}

/** With one more variant and scenario, which are as the last of each: 4 × 4 of everything with four levels. */
export function widened(draft: RecordDraft): void {
  const copy = <One>(one: One): One => structuredClone(one);
  const [variant, scenario] = [draft.plan.variants.at(-1)!, draft.plan.scenarios.at(-1)!];
  draft.plan.variants.push({ ...copy(variant), id: 'async', label: 'async' });
  draft.plan.scenarios.push({ ...copy(scenario), name: 'again' });
  for (const list of [draft.summaries, draft.slices] as { variant: string; scenario: string }[][]) {
    list.push(
      ...list.filter((one) => one.variant === variant.id).map((one) => ({ ...copy(one), variant: 'async' })),
    );
    list.push(
      ...list
        .filter((one) => one.scenario === scenario.name)
        .map((one) => ({ ...copy(one), scenario: 'again' })),
    );
  }
}
