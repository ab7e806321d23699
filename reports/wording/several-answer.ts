import { metrics } from '../../harness/model/metric.ts';
import type {
  ComparedMetric,
  Ratios,
  SeveralAnswer,
  SeveralScenario,
  SeveralView,
  StepEntry,
} from '../view/several-types.ts';
import type { RatioView } from '../view/types.ts';
import { list, plural, timesWithInterval } from './numbers.ts';
import { capital } from './sentence.ts';
import { changeWords, countsText, isChange } from './several.ts';

type Told = Pick<SeveralView, 'kind' | 'modes' | 'scenarios' | 'records' | 'confidence' | 'over'>;

/** What changed in sentences, at the level that each scenario is shown at. */
export function answerOfSeveral(view: Told): SeveralAnswer {
  const { kind, scenarios, confidence, over } = view;
  const ratios = scenarios.flatMap(({ cells, alike, breaks }) =>
    cells.flatMap(({ whole, steps }) => {
      const told =
        kind === 'trend' ? steps.filter((_, index) => !breaks.includes(index)) : alike ? [whole] : [];
      return told.flatMap((of) => Object.values(of));
    }),
  );
  return {
    of: kind === 'comparison' ? 'now ÷ before' : `record ${over.to} ÷ record ${over.from}`,
    scenarios: scenarios.map((scenario) => ({
      anchor: scenario.anchor,
      lead: `${scenario.name}, ${scenario.shown.label}`,
      sentences: sentencesOf(view, scenario),
    })),
    steps: kind === 'comparison' ? [] : stepsOf(view),
    counts: countsText(ratios, confidence),
  };
}

/** Ratios of the cells at the level shown, with the labels of their modes. */
function shownRatios(
  { modes }: Told,
  { cells, shown }: SeveralScenario,
  ratiosOf: (cell: SeveralScenario['cells'][number]) => Ratios,
): readonly { readonly label: string; readonly ratios: readonly RatioView[] }[] {
  return cells.flatMap((cell) => {
    if (cell.level.key !== shown.key) return [];
    const label = modes.find(({ id }) => id === cell.mode)?.label ?? cell.mode;
    return [{ label, ratios: Object.values(ratiosOf(cell)) }];
  });
}

function sentencesOf(view: Told, scenario: SeveralScenario): readonly string[] {
  const told = shownRatios(view, scenario, ({ whole }) => whole);
  const all = told.flatMap(({ ratios }) => ratios);
  if (all.length === 0) return ['nothing could be compared: no cell is usable in both records.'];
  if (!scenario.alike)
    return [`nothing is concluded of ${plural(all.length, 'figure')}: they were not measured alike.`];
  const changed = told.flatMap(({ label, ratios }) => changedText(label, ratios) ?? []);
  return [
    ...changed.map((text) => `${text}.`),
    changed.length === 0 ? restText(all) : capital(restText(all)),
  ];
}

/** `prefork: throughput 0.80 × (0.75–0.85), worse; p99 …`; null where nothing changed. */
function changedText(label: string, ratios: readonly RatioView[]): string | null {
  const changed = ratios.filter(isChange);
  if (changed.length === 0) return null;
  return `${label}: ${changed.map(changeText).join('; ')}`;
}

function changeText(ratio: RatioView): string {
  const { label } = metrics[ratio.metric as ComparedMetric];
  return `${label} ${timesWithInterval(ratio)}, ${changeWords[ratio.verdict]}`;
}

function restText(ratios: readonly RatioView[]): string {
  const changed = ratios.filter(isChange).length;
  const same = ratios.filter(({ verdict }) => verdict === 'no-difference').length;
  const open = ratios.length - changed - same;
  const parts = [
    ...(same > 0 ? [`${same} without a difference that matters`] : []),
    ...(open > 0 ? [`${open} too uncertain to tell`] : []),
  ];
  if (parts.length === 0) return `all ${plural(ratios.length, 'figure')} changed.`;
  const of = changed === 0 ? `no change is shown in ${plural(ratios.length, 'figure')}` : 'the others';
  return `${of}: ${list(parts)}.`;
}

/** Changes from each record to the next, at the levels shown. Records that were not measured alike show none. */
function stepsOf(view: Told): readonly StepEntry[] {
  return view.records.slice(1).flatMap(({ number }) => {
    const sentences = view.scenarios.flatMap((scenario) =>
      shownRatios(view, scenario, ({ steps }) => steps[number - 1] ?? {}).flatMap(({ label, ratios }) => {
        const text = changedText(label, ratios);
        return text === null ? [] : [`${scenario.name}, ${scenario.shown.label}, ${text}.`];
      }),
    );
    return sentences.length === 0 ? [] : [{ from: number - 1, to: number, sentences }];
  });
}
