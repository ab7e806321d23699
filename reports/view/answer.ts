import type { RunRecord } from '../../harness/model/record.ts';
import { roundsNeeded } from '../../harness/stats/interval.ts';
import {
  count,
  milliseconds,
  NBSP,
  number,
  plural,
  range,
  ratioBounds,
  ratioPoint,
} from '../wording/numbers.ts';
import { findRatio, inverse, showsDifference } from './compare.ts';
import { memoryPrice } from './memory-price.ts';
import { openView } from './open.ts';
import { openSentences } from './open-answer.ts';
import { statusSentences } from './statuses.ts';
import type { AnswerView, CellView, Lead, LevelView, ModeView, RatioView, ScenarioView } from './types.ts';

/**
 * The answer in sentences, never stronger than the intervals, and what stays open. Where the documents' claims lead, modes
 * are told against the baseline only: what else is to be compared, the claims name.
 */
export function answerOf(
  record: RunRecord,
  modes: readonly ModeView[],
  scenarios: readonly ScenarioView[],
  lead: Lead,
): AnswerView {
  return {
    scenarios: scenarios.map((scenario) => ({
      scenario: scenario.name,
      anchor: scenario.anchor,
      lead: scenario.best === null ? scenario.name : `${scenario.name}, ${scenario.best.label}`,
      sentences: [
        ...scenarioSentences(record, modes, scenario, lead),
        ...statusSentences(record, scenario.modes, scenario.name),
      ],
    })),
    note: fewRoundsNote(record, scenarios),
    open: openView(record, modes, lead === 'answer' ? scenarios : [], lead),
  };
}

/** Said once for all sentences, for rounds visit all scenarios alike. */
function fewRoundsNote(record: RunRecord, scenarios: readonly ScenarioView[]): string | null {
  const rounds = scenarios.flatMap(({ cells, best }) =>
    cells.flatMap(({ level, ratio }) =>
      level.key === best?.key && ratio?.fewRounds === true ? [ratio.rounds] : [],
    ),
  );
  if (rounds.length === 0) return null;
  const needed = roundsNeeded(record.plan.confidence);
  return `few rounds: the intervals are from ${range(rounds, count)}, exact ones need ${needed}`;
}

function scenarioSentences(
  record: RunRecord,
  modes: readonly ModeView[],
  scenario: ScenarioView,
  lead: Lead,
): readonly string[] {
  const best = scenario.best;
  if (best === null) return ['no mode gave a figure that can be used.'];
  const at = (mode: ModeView) =>
    scenario.cells.find((cell) => cell.mode === mode.id && cell.level.key === best.key);
  const baseline = modes.find((mode) => mode.baseline);
  const baseCell = baseline && at(baseline);
  if (baseline === undefined || baseCell === undefined || !baseCell.usable) {
    return ['the baseline gave no figure that can be used, so nothing can be compared with it.'];
  }
  const candidates = modes.filter((mode) => !mode.baseline);
  if (best.kind === 'open') return sentences(openSentences(record, modes, scenario, best));
  if (candidates.length === 0) return [`${alone(baseline, baseCell)}.`];
  const told = candidates.flatMap((mode) => {
    const cell = at(mode);
    if (cell === undefined || !cell.usable) return [];
    const sentence = against(record, mode, cell, baseline, baseCell);
    return sentence === null ? [] : [sentence];
  });
  const all = [...told, ...(lead === 'answer' ? betweenCandidates(record, candidates, scenario, best) : [])];
  return sentences(all);
}

/** The first goes on with its lead, so it keeps its small letter. */
function sentences(all: readonly string[]): readonly string[] {
  if (all.length === 0) return ['nothing can be told from this run.'];
  return all.map((sentence, index) => `${index === 0 ? sentence : sentence.replace(/^no /, 'No ')}.`);
}

function alone(mode: ModeView, cell: CellView): string {
  const { throughput, p50 } = cell.metrics;
  const atLeast = cell.lowerBound ? 'at least ' : '';
  const rate = throughput === null ? 'no throughput' : `${atLeast}${number(throughput.point)} req/s`;
  return `${mode.label} serves ${rate}${p50 === null ? '' : `, p50 ${milliseconds(p50.point)}`}; there is nothing to compare it with`;
}

function against(
  record: RunRecord,
  mode: ModeView,
  cell: CellView,
  baseline: ModeView,
  baseCell: CellView,
): string | null {
  const ratio = cell.ratio;
  if (ratio === null || ratio.verdict === 'inconclusive') return null;
  if (!showsDifference(ratio)) {
    return `no difference between ${mode.label} and ${baseline.label} could be shown${inBrackets(ratio)}`;
  }
  const limited = nearLimit(cell, baseCell, ratio);
  const serves = `${mode.label} ${limited.verb} ${ratioPoint(ratio)}${NBSP}× ${baseline.label}${inBrackets(ratio)}${limited.note}`;
  return [serves, responseTimes(cell, baseCell), memoryPrice(record, cell, baseCell)]
    .filter((part) => part !== '')
    .join(', ');
}

/** A generator near its limit bounds throughput from below, and so the ratio from one side. */
function nearLimit(cell: CellView, baseCell: CellView, ratio: RatioView): { verb: string; note: string } {
  if (!cell.lowerBound && !baseCell.lowerBound) {
    return { verb: ratio.point < 1 ? 'serves only' : 'serves', note: '' };
  }
  if (cell.lowerBound && !baseCell.lowerBound && ratio.point > 1)
    return { verb: 'serves at least', note: '' };
  const side =
    cell.lowerBound && baseCell.lowerBound
      ? 'not firm'
      : cell.lowerBound
        ? 'a lower bound'
        : 'an upper bound';
  return { verb: 'measured', note: ` (${side}, for the load generator was near its limit)` };
}

function inBrackets(ratio: RatioView): string {
  const bounds = ratioBounds(ratio);
  return bounds === null ? ` (no interval: ${plural(ratio.rounds, 'round')})` : ` (${bounds})`;
}

function responseTimes(cell: CellView, baseCell: CellView): string {
  const [own, other] = [cell.metrics.p50, baseCell.metrics.p50];
  if (own === null || other === null) return '';
  return `p50 ${milliseconds(own.point)} against ${milliseconds(other.point)}`;
}

/** Candidates against each other, as far as the record compares them. */
function betweenCandidates(
  record: RunRecord,
  candidates: readonly ModeView[],
  scenario: ScenarioView,
  best: LevelView,
): readonly string[] {
  const cellOf = (mode: ModeView) =>
    scenario.cells.find((cell) => cell.mode === mode.id && cell.level.key === best.key);
  return candidates.flatMap((first, index) =>
    candidates.slice(index + 1).flatMap((second) => {
      const [a, b] = [cellOf(first), cellOf(second)];
      if (a === undefined || b === undefined || !a.usable || !b.usable) return [];
      const ratio = findRatio(record, {
        candidate: second.id,
        baseline: first.id,
        scenario: scenario.name,
        level: best.key,
        metric: 'throughput',
      });
      if (ratio === null || ratio.verdict === 'inconclusive') return [];
      if (!showsDifference(ratio)) {
        return [
          `no difference between ${first.label} and ${second.label} could be shown${inBrackets(ratio)}`,
        ];
      }
      if (a.lowerBound || b.lowerBound) return [];
      const [more, less, shown] = ratio.point > 1 ? [second, first, ratio] : [first, second, inverse(ratio)];
      return [`${more.label} serves ${ratioPoint(shown)}${NBSP}× ${less.label}${inBrackets(shown)}`];
    }),
  );
}
