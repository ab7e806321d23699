import { tailMetric } from '../charts/model.ts';
import { favours, showsDifference } from '../view/compare.ts';
import { tailOf } from '../view/tail.ts';
import type { CellView, ModeView, OverloadView, RatioView, ScenarioView, View } from '../view/types.ts';
import { ratioOf, servedOf } from '../wording/levels.ts';
import {
  bytesPerMB,
  interval,
  milliseconds,
  NBSP,
  number,
  ratioBounds,
  ratioPoint,
} from '../wording/numbers.ts';
import { modeName } from './marker.ts';
import { html, type Markup } from './markup.ts';

/** The square of each mode in each scenario: the ratio to the baseline at the level that answers stand on. */
export function overviewSection(view: View): Markup {
  return html`<section id="overview" aria-labelledby="overview-title">
<h2 id="overview-title">Overview</h2>
<p class="muted small">${keyOf(view)}</p>
<div class="scroll" role="region" aria-label="Overview grid" tabindex="0">
${view.lead === 'answer' ? byScenario(view) : byMode(view)}</div></section>`;
}

function keyOf({ baseline, scenarios }: View): string {
  return scenarios.some(({ levels }) => levels.some(({ kind }) => kind === 'open'))
    ? `Response time ÷ ${baseline.label}, lower is better, at the rate that the answer stands on. Blue: faster, orange: slower; hatched: overloaded, no difference shown, inconclusive or invalid.`
    : `Throughput ÷ ${baseline.label}, higher is better, at the best valid level. Blue: more, orange: less; hatched: no difference shown, inconclusive or invalid.`;
}

/** Scenarios down, modes across: a run has few modes, and each of them meets each scenario. */
function byScenario(view: View): Markup {
  return html`<table class="grid">
<thead><tr><th scope="col">Scenario</th>${view.modes.map((mode) => html`<th scope="col">${modeName(mode)}</th>`)}</tr></thead>
<tbody>${view.scenarios.map((scenario) => row(view, scenario))}</tbody>
</table>`;
}

function row(view: View, scenario: ScenarioView): Markup {
  return html`<tr><th scope="row"><a href="#${scenario.anchor}">${scenario.name}</a>
<span class="muted own-line">${scenario.best?.label ?? 'no usable level'}</span></th>
${view.modes.map((mode) => square(scenario, mode, atShownLevel(scenario, mode), modeName(mode)))}</tr>`;
}

function atShownLevel(scenario: ScenarioView, mode: ModeView): CellView | undefined {
  const level = scenario.best ?? scenario.levels.at(-1);
  return scenario.cells.find((one) => one.mode === mode.id && one.level.key === level?.key);
}

/** Modes down, scenarios across: for the many modes that claims need, of which few meet all scenarios. */
function byMode(view: View): Markup {
  const modes = view.modes.filter((mode) => view.scenarios.some(({ modes: own }) => own.includes(mode)));
  return html`<table class="grid by-mode">
<thead><tr><th scope="col">Mode</th>${view.scenarios.map(
    (scenario) => html`<th scope="col"><a href="#${scenario.anchor}">${scenario.name}</a>
<span class="own-line">${scenario.best?.label ?? 'no usable level'}</span></th>`,
  )}</tr></thead>
<tbody>${modes.map(
    (mode) =>
      html`<tr><th scope="row">${modeName(mode)}</th>${view.scenarios.map((scenario) => ofMode(scenario, mode))}</tr>`,
  )}</tbody>
</table>`;
}

/** At the level of the others, or where the mode was not measured there, at its own highest, which is named. */
function ofMode(scenario: ScenarioView, mode: ModeView): Markup {
  const cell = atShownLevel(scenario, mode) ?? scenario.cells.findLast((one) => one.mode === mode.id);
  if (cell === undefined) return html`<td class="none"></td>`;
  return square(scenario, mode, cell, scenario.name);
}

/** `name` is what the square is called where it stands alone, on a phone. */
function square(
  scenario: ScenarioView,
  mode: ModeView,
  cell: CellView | undefined,
  name: Markup | string,
): Markup {
  if (cell === undefined) {
    return html`<td class="hatched"><span class="in-card">${name}</span><span class="word">not measured</span></td>`;
  }
  const { tint, head, between, word } = wordsOf(cell, mode);
  const asOthers = cell.level.key === (scenario.best ?? scenario.levels.at(-1))?.key;
  return html`<td class="${tint}"><a class="square" href="#${scenario.anchor}"><span class="in-card">${name}</span>
<span class="ratio"><span class="head">${head}</span>${between === '' ? null : html` <span class="between">${between}</span>`}${
    word === '' ? null : html` <span class="word">${word}</span>`
  }${asOthers ? null : html` <span class="word">${cell.level.label}</span>`}</span>
<span class="under">${under(scenario, mode, cell)}</span></a></td>`;
}

interface Words {
  readonly tint: string;
  readonly head: string;
  readonly between: string;
  readonly word: string;
}

function wordsOf(cell: CellView, mode: ModeView): Words {
  if (cell.status === 'invalid')
    return { tint: 'hatched', head: '× invalid', between: '', word: 'not ranked' };
  if (cell.overload !== null) return overloadedWords(cell.overload);
  const { throughput } = cell.metrics;
  if (mode.baseline && cell.level.kind === 'open') return baselineTime(cell);
  if (mode.baseline) {
    const rate = throughput === null ? '–' : `${cell.lowerBound ? '≥ ' : ''}${number(throughput.point)}`;
    const bounds = throughput === null ? null : interval(throughput);
    return {
      tint: cell.status === 'inconclusive' ? 'hatched' : '',
      head: `${rate}${NBSP}req/s`,
      between: bounds === null ? '' : `(${bounds})`,
      word: 'baseline',
    };
  }
  if (cell.ratio === null) {
    const alone = cell.level.kind === 'open' ? tailWords(cell) : { head: '–', between: '' };
    return { tint: 'hatched', ...alone, word: 'no comparison' };
  }
  const bounds = ratioBounds(cell.ratio);
  const between = bounds === null ? '(no interval)' : `(${bounds})`;
  const of = cell.level.kind === 'open' ? `${ratioOf(cell.ratio)} ` : '';
  const head = `${of}${ratioPoint(cell.ratio)}${NBSP}×`;
  if (showsDifference(cell.ratio)) {
    const doubt = cell.status === 'inconclusive';
    return {
      tint: `${tintOf(cell.ratio)}${doubt ? ' hatched' : ''}`,
      head,
      between,
      word: doubt ? 'inconclusive' : '',
    };
  }
  const word = cell.ratio.verdict === 'inconclusive' ? '? cannot be told' : '≈ no difference shown';
  return { tint: 'hatched', head, between, word };
}

function overloadedWords({ served, offered, atLeast }: OverloadView): Words {
  const of = `${servedOf(served, offered)} req/s`;
  return atLeast
    ? { tint: 'hatched', head: `≥ ${of}`, between: '', word: 'load generator near its limit' }
    : { tint: 'hatched', head: 'overloaded', between: '', word: `serves ${of}` };
}

/** What the others are held against: the highest percentile that the baseline tells. */
function baselineTime(cell: CellView): Words {
  return { tint: cell.status === 'inconclusive' ? 'hatched' : '', ...tailWords(cell), word: 'baseline' };
}

function tailWords(cell: CellView): Pick<Words, 'head' | 'between'> {
  const tail = tailOf(cell);
  const bounds = tail === null ? null : interval(tail.figure);
  return {
    head: tail === null ? '–' : `${tail.name} ${milliseconds(tail.figure.point)}`,
    between: bounds === null ? '' : `(${bounds})`,
  };
}

/** Steps of a factor: 1.15, 1.5, 2.5 and beyond, alike for better and worse. */
function tintOf(ratio: RatioView): string {
  const factor = Math.max(ratio.point, 1 / ratio.point);
  const step = factor < 1.15 ? 1 : factor < 1.5 ? 2 : factor < 2.5 ? 3 : 4;
  return `${favours(ratio) ? 'more' : 'less'}-${step}`;
}

function under(scenario: ScenarioView, mode: ModeView, cell: CellView): Markup {
  const tail = tailMetric(scenario);
  const { p50, footprint, rss, cpuPerRequest } = cell.metrics;
  // A square without a ratio has its tail above already.
  const told = cell.level.kind === 'open' && (mode.baseline || cell.ratio === null);
  const figure = told ? null : cell.metrics[tail];
  const time =
    figure !== null
      ? `${tail} ${milliseconds(figure.point)}`
      : p50 === null
        ? '–'
        : `p50 ${milliseconds(p50.point)}`;
  const memory = footprint ?? rss;
  const size =
    memory === null ? '–' : `${footprint === null ? '≤ ' : ''}${number(memory.point / bytesPerMB)}${NBSP}MB`;
  const cpu = cpuPerRequest === null ? '–' : `${number(cpuPerRequest.point)}${NBSP}CPU-ms/req`;
  // As long as the slice, and so no time of the server's.
  const shown = cell.overload === null ? html`<span>${time}</span>` : null;
  return html`${shown}<span>${size}</span><span>${cpu}</span>`;
}
