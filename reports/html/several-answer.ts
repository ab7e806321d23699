import { metrics } from '../../harness/model/metric.ts';
import { favours } from '../view/compare.ts';
import type {
  ComparedMetric,
  SeriesMode,
  SeveralCell,
  SeveralScenario,
  SeveralView,
} from '../view/several-types.ts';
import type { RatioView } from '../view/types.ts';
import { forReading, NBSP, plural, ratioBounds, ratioPoint, withIntervalOrNone } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { changeWord, isChange, severalMetrics } from '../wording/several.ts';
import { html, type Markup, prose } from './markup.ts';
import { modeName } from './several-marker.ts';

/** What changed in sentences, and what must be known before any of it is believed. */
export function severalAnswer({ answer, apart, missing }: SeveralView): Markup {
  return html`<section id="answer" aria-labelledby="answer-title">
<h2 id="answer-title">What changed <span class="muted">${answer.of}</span></h2>
${answer.scenarios.map(
  ({ anchor, lead, sentences }) => html`<div class="answer"><h3><a href="#${anchor}">${lead}</a></h3>
<ul>${sentences.map((sentence) => html`<li>${prose(sentence)}</li>`)}</ul></div>`,
)}
${steps(answer)}
<p class="muted small">${answer.counts}</p>
<div class="open"><h3>To be read with care</h3><ul>${[...apart, ...missing].map((text) => html`<li>${prose(text)}</li>`)}</ul></div>
</section>`;
}

/** Of more changes from record to record the list is folded away. */
const mostListed = 6;

function steps({ steps: all }: SeveralView['answer']): Markup | null {
  if (all.length === 0) return null;
  const many = all.reduce((sum, { sentences }) => sum + sentences.length, 0);
  const listed = html`<ul class="several-steps">${all.map(
    ({ from, to, sentences }) =>
      html`<li>From <a href="#record-${from}">${from}</a> to <a href="#record-${to}">${to}</a>:<ul>${sentences.map(
        (sentence) => html`<li>${prose(sentence)}</li>`,
      )}</ul></li>`,
  )}</ul>`;
  return many > mostListed
    ? html`<details><summary>From record to record: ${plural(many, 'cell')} with a change</summary>${listed}</details>`
    : html`<h3>From record to record</h3>
${listed}`;
}

/** Scenarios down, modes across: the ratio of the main figure over all, at the level shown. */
export function severalOverview(view: SeveralView): Markup {
  return html`<section id="overview" aria-labelledby="overview-title">
<h2 id="overview-title">Overview</h2>
<p class="muted small">${capital(view.answer.of)}: of throughput, higher is better; at an arrival rate of response time, lower is better. Blue: better, orange: worse; hatched: no change shown, or nothing to be told.</p>
<div class="scroll" role="region" aria-label="Overview grid" tabindex="0">
<table class="grid">
<thead><tr><th scope="col">Scenario</th>${view.modes.map((mode) => html`<th scope="col">${modeName(mode)}</th>`)}</tr></thead>
<tbody>${view.scenarios.map(
    (scenario) => html`<tr><th scope="row"><a href="#${scenario.anchor}">${scenario.name}</a>
<span class="muted own-line">${scenario.shown.label}</span></th>${view.modes.map((mode) => square(view, scenario, mode))}</tr>`,
  )}</tbody></table></div></section>`;
}

function square(view: SeveralView, scenario: SeveralScenario, mode: SeriesMode): Markup {
  const cell = scenario.cells.find((one) => one.mode === mode.id && one.level.key === scenario.shown.key);
  const name = html`<span class="in-card">${modeName(mode)}</span>`;
  if (cell === undefined)
    return html`<td class="hatched">${name}<span class="word">in one record at most</span></td>`;
  const ratio = mainRatio(cell);
  if (ratio === null)
    return html`<td class="hatched">${name}<span class="word">${whyNone(view, cell)}</span></td>`;
  const bounds = ratioBounds(ratio);
  return html`<td class="${tintOf(ratio)}"><a class="square" href="#${scenario.anchor}">${name}
<span class="ratio"><span class="head">${shownMetric(ratio)}${ratioPoint(ratio)}${NBSP}×</span> <span class="between">${
    bounds === null ? '(no interval)' : `(${bounds})`
  }</span> <span class="word">${changeWord(ratio, scenario.alike)}</span></span>
<span class="under">${under(view, cell, ratio.metric as ComparedMetric)}</span></a></td>`;
}

/** Of what the square is, where it is not throughput. */
function shownMetric({ metric }: RatioView): string {
  return metric === 'throughput' ? '' : `${metric} `;
}

function mainRatio({ level, whole }: SeveralCell): RatioView | null {
  if (level.kind === 'closed') return whole.throughput ?? null;
  return whole.p99 ?? whole.p50 ?? whole.throughput ?? null;
}

function whyNone({ over: { from, to }, records }: SeveralView, { visits }: SeveralCell): string {
  const lacking = [from, to].filter((number) => (visits[number - 1] ?? null) === null);
  if (lacking.length > 0) return `not in ${lacking.map((number) => records[number - 1]?.name).join(' and ')}`;
  return visits.some((visit) => visit?.status === 'invalid')
    ? '× invalid, not compared'
    : 'nothing to compare';
}

/** Both figures that the ratio is of. */
function under({ over: { from, to } }: SeveralView, { visits }: SeveralCell, metric: ComparedMetric): Markup {
  const text = (number: number) => {
    const figure = visits[number - 1]?.figures[metric] ?? null;
    return figure === null ? '–' : withIntervalOrNone(forReading(figure, metrics[metric].unit));
  };
  return html`<span>${text(from)} →</span><span>${text(to)} ${severalMetrics[metric].unit}</span>`;
}

/** Steps of a factor: 1.05, 1.15, 1.5: changes are smaller than the distances between modes. */
function tintOf(ratio: RatioView): string {
  if (!isChange(ratio)) return 'hatched';
  const factor = Math.max(ratio.point, 1 / ratio.point);
  const step = factor < 1.05 ? 1 : factor < 1.15 ? 2 : factor < 1.5 ? 3 : 4;
  return `${favours(ratio) ? 'more' : 'less'}-${step}`;
}
