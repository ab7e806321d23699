import { verdicts } from '../../harness/model/claim.ts';
import type { HistoryFilter, HistoryRow } from '../../harness/model/history.ts';
import {
  commandWord,
  type Headline,
  isMode,
  type RunSummary,
  summaryLevelKey,
} from '../../harness/model/run-summary.ts';
import { verdictWords } from '../wording/claims.ts';
import { compact, milliseconds, NBSP, plural, timesWithInterval } from '../wording/numbers.ts';
import { referenceText, spreadOf } from './words.ts';

/** The one figure of a run that a list has room for: of the scenario asked for, else of the first. */
export function headlineText(
  { summary, recorded, ending, reference }: HistoryRow,
  filter: HistoryFilter,
): string {
  if (!recorded) return withoutRecord(summary, ending, reference);
  const counts = verdicts.flatMap((verdict) => {
    const n = summary.verdicts[verdict];
    return n === undefined ? [] : [`${n} ${verdictWords[verdict]}`];
  });
  if (commandWord(summary.command) === 'claims' && counts.length > 0) return `claims: ${counts.join(', ')}`;
  if (summary.searches.length > 0) return searchText(summary, filter);
  const headline =
    summary.headlines.find(({ scenario }) => filter.scenario === null || scenario === filter.scenario) ??
    summary.headlines[0];
  if (headline !== undefined) return cellText(summary, headline);
  const { done, failed } = summary.acts;
  if (done + failed > 0) return actsText(done, failed);
  return 'no figure that can be used';
}

function withoutRecord({ rounds }: RunSummary, ending: HistoryRow['ending'], reference: string): string {
  const measured = rounds === 0 ? 'nothing is finished' : `${plural(rounds, 'round')} measured`;
  if (ending === 'under way') return `${measured} until now`;
  return `${measured}, no record; bench run --resume ${referenceText(reference)} goes on`;
}

/** `json: prefork ×4 carries 182 req/s (limit 184–196)`; of several searches, that of the scenario asked for, or the first. */
function searchText({ modes, searches }: RunSummary, { scenario }: HistoryFilter): string {
  const shown = searches.find((one) => scenario === null || one.scenario === scenario) ?? searches[0];
  if (shown === undefined) return '';
  const label = modes.find(({ id }) => id === shown.variant)?.label ?? shown.variant;
  const others = searches.length - 1;
  return `${shown.scenario}: ${label} ${foundText(shown)}${others === 0 ? '' : `, and ${others} more`}`;
}

function foundText({ outcome, rate, limit }: RunSummary['searches'][number]): string {
  if (outcome === 'none') return 'meets its objectives at no rate';
  if (rate === null) return 'has no rate that can be told';
  const { bounds } = compact(limit ?? { point: rate, low: null, high: null }, 3);
  const atLeast = outcome === 'generator' || outcome === 'bound' ? `at least${NBSP}` : '';
  const range = limit === null || bounds === null ? '' : ` (limit ${bounds})`;
  return `carries ${atLeast}${compact({ point: rate, low: null, high: null }, 3).point}${NBSP}req/s${range}${outcome === 'unconfirmed' ? ', not confirmed' : ''}`;
}

function actsText(done: number, failed: number): string {
  return `${plural(done, 'act')} of experiments done${failed === 0 ? '' : `, ${failed} failed`}`;
}

/** As `--trend` takes it: `json@c32: prefork ×4 6.9k req/s (6.8k–7.0k), 1.66 × dev (1.60–1.72)` */
function cellText(
  { modes, baseline }: RunSummary,
  { scenario, level, mode, metric, figure, ratio }: Headline,
) {
  const label = (id: string) => modes.find((one) => one.id === id)?.label ?? id;
  const { point, bounds } = compact(spreadOf(figure), 3);
  const shown =
    metric === 'throughput'
      ? `${point}${NBSP}req/s${bounds === null ? '' : ` (${bounds})`}`
      : `${metric} ${milliseconds(figure[0])}`;
  const times = ratio === null ? '' : `, ${ratioText(ratio, label(baseline))}`;
  return `${scenario}@${summaryLevelKey(level)}: ${label(mode)} ${shown}${times}`;
}

function ratioText(ratio: NonNullable<Headline['ratio']>, baseline: string): string {
  return timesWithInterval(spreadOf(ratio)).replace('×', () => `×${NBSP}${baseline}`);
}

/** The modes that a list shows, the one asked for first. */
export function modesText({ modes }: RunSummary, asked: string | null): readonly string[] {
  const first = modes.filter((mode) => asked !== null && isMode(mode, asked));
  return [...first, ...modes.filter((mode) => !first.includes(mode))].map(({ label }) => label);
}
