import type { ShownRecord } from '../../harness/model/several-records.ts';
import { apartSentences, missingSentences } from '../wording/several.ts';
import { answerOfSeveral } from '../wording/several-answer.ts';
import { severalScenarios } from './several-cells.ts';
import { compareAll } from './several-ratios.ts';
import { recordEntries } from './several-records.ts';
import { seriesOf } from './several-series.ts';
import type { SeveralView } from './several-types.ts';

/** What every renderer of several records draws from. Pure. `shown` has two at least, in the order of time. */
export function severalViewOf(shown: readonly ShownRecord[]): SeveralView {
  const records = shown.map(({ record }) => record);
  const series = seriesOf(records);
  const ratios = compareAll(shown);
  const scenarios = severalScenarios(shown, series, ratios);
  const entries = recordEntries(shown);
  const kind = shown.length === 2 ? ('comparison' as const) : ('trend' as const);
  const names = [...new Set(records.map(({ plan }) => plan.name))];
  const base = {
    ...{ kind, records: entries, modes: series.modes, scenarios },
    confidence: records.at(-1)?.plan.confidence ?? 0.95,
    over: { from: ratios.first + 1, to: shown.length },
  };
  return {
    title: `${names.join(', ')}: ${kind === 'comparison' ? 'before and now' : `${shown.length} records`}`,
    ...base,
    answer: answerOfSeveral(base),
    apart: apartSentences(entries),
    missing: missingSentences(shown, series, entries),
  };
}
