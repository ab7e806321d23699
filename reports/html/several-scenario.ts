import { metrics } from '../../harness/model/metric.ts';
import { type ChartModel, stateNotes } from '../charts/model.ts';
import type {
  CellVisit,
  ComparedMetric,
  SeriesMode,
  SeveralCell,
  SeveralScenario,
  SeveralView,
} from '../view/several-types.ts';
import type { LevelView, RatioView } from '../view/types.ts';
import {
  forReading,
  NBSP,
  NONE,
  ratioWithInterval,
  timesWithInterval,
  withIntervalOrNone,
} from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { changeWord, isChange, severalMetricNames, severalMetrics } from '../wording/several.ts';
import { html, type Markup, prose } from './markup.ts';
import { severalCharts } from './several-charts.ts';
import { legend, modeName } from './several-marker.ts';
import { type RatioAxis, ratioAxis, ratioPicture, ratioTicks } from './several-picture.ts';

/** A scenario: of a trend with charts over the records; then every figure with its ratio, the other levels folded away. */
export function severalScenarioSection(view: SeveralView, scenario: SeveralScenario, index: number): Markup {
  const answer = view.answer.scenarios.find(({ anchor }) => anchor === scenario.anchor);
  const title = `${scenario.anchor}-title`;
  const modes = view.modes.filter(({ id }) => scenario.cells.some(({ mode }) => mode === id));
  const kind = scenario.shown.kind === 'open' ? 'open' : 'closed';
  const others = scenario.levels.filter(({ key }) => key !== scenario.shown.key);
  const { detail } = scenario.shown;
  return html`<section id="${scenario.anchor}" aria-labelledby="${title}">
<h2 id="${title}">${scenario.name} <span class="muted">${scenario.summary}</span></h2>
${detail === null ? null : html`<p class="muted small">Open workload: ${detail}. Response times are from when a request was due.</p>`}
<ul class="sentences">${(answer?.sentences ?? []).map(
    (sentence, at) => html`<li>${at === 0 ? `At ${scenario.shown.label}: ` : ''}${prose(sentence)}</li>`,
  )}</ul>
${view.kind === 'trend' ? charts(view, scenario, modes, index, kind) : null}
<h3>${capital(scenario.shown.label)}: ${view.answer.of}</h3>
${levelTable(view, scenario, scenario.shown)}
${others.map(
  (level) =>
    html`<details><summary>${capital(level.label)}</summary>${levelTable(view, scenario, level)}</details>`,
)}</section>`;
}

function charts(
  view: SeveralView,
  scenario: SeveralScenario,
  modes: SeveralView['modes'],
  index: number,
  kind: 'closed' | 'open',
): Markup {
  const models = severalCharts(scenario, modes, view.records);
  const broken = scenario.breaks.length > 0;
  return html`${legend(modes, kind)}${
    broken
      ? html`<p class="muted small">Dashed: what stands on either side was not measured alike, and is not joined; the letters are those of the <a href="#records">records</a>.</p>`
      : null
  }
<div class="charts several-charts">${models.map((model) => chartFigure(view, model, modes, index))}</div>`;
}

function chartFigure(
  view: SeveralView,
  model: ChartModel,
  modes: SeveralView['modes'],
  index: number,
): Markup {
  return html`<figure class="chart">
<figcaption><strong>${model.title}</strong> <span class="better">${model.better}</span></figcaption>
<div class="canvas"><canvas role="img" data-several="${index}" data-chart="${model.key}" aria-label="${model.title} in ${model.unit} over the records; the figures are in the table below"></canvas></div>
<details><summary>Figures</summary><div class="scroll" tabindex="0">${chartTable(view, model, modes)}</div></details>
</figure>`;
}

function chartTable({ records }: SeveralView, model: ChartModel, modes: SeveralView['modes']): Markup {
  const cell = (mode: string, x: number) => {
    const point = model.series.find((series) => series.mode === mode)?.points.find((one) => one.x === x);
    return point === undefined
      ? NONE
      : withIntervalOrNone({ ...point, point: point.y }) + stateNotes[point.state];
  };
  return html`<table class="figures"><thead><tr><th scope="col">Record</th>${modes.map(
    (mode) => html`<th scope="col">${modeName(mode)}${NBSP}<span class="muted">${model.unit}</span></th>`,
  )}</tr></thead>
<tbody>${records.map(
    ({ number, ticks }) =>
      html`<tr><th scope="row"><a href="#record-${number}">${ticks.join(' · ')}</a></th>${modes.map((mode) => html`<td>${cell(mode.id, number)}</td>`)}</tr>`,
  )}</tbody></table>`;
}

/** Modes and their figures down; what each record measured, and the ratio over all with its picture. */
function levelTable(view: SeveralView, { name, cells, alike }: SeveralScenario, level: LevelView): Markup {
  const own = cells.filter((cell) => cell.level.key === level.key);
  const axis = ratioAxis(own.flatMap(({ whole }) => Object.values(whole)));
  const shown = view.kind === 'trend' ? view.records.map(({ number }) => number) : [1, 2];
  return html`<div class="scroll" role="region" aria-label="${name}, ${level.label}" tabindex="0"><table class="figures several">
<thead><tr><th scope="col">Figure</th><th scope="col">${capital(view.answer.of)}</th><th scope="col">${ratioTicks(axis)}</th><th scope="col">Change</th>${shown.map(
    (number) => html`<th scope="col">${capital(view.records[number - 1]?.name ?? '')}</th>`,
  )}</tr></thead>
${own.map((cell) => cellBody(view, cell, shown, { ...axis, alike }))}</table></div>`;
}

/** What the ratios of a table have in common. */
interface Scale extends RatioAxis {
  readonly alike: boolean;
}

/** The mode on a line of its own, which spares a column. */
function cellBody(view: SeveralView, cell: SeveralCell, shown: readonly number[], scale: Scale): Markup {
  const told = severalMetricNames.filter((metric) =>
    cell.visits.some((visit) => (visit?.figures[metric] ?? null) !== null),
  );
  const mode = view.modes.find(({ id }) => id === cell.mode);
  if (told.length === 0 || mode === undefined) return html``;
  const columns = 4 + shown.length;
  return html`<tbody><tr><th scope="rowgroup" colspan="${columns}">${modeName(mode)}</th></tr>${told.map(
    (metric) => {
      const { name, unit } = severalMetrics[metric];
      return html`<tr><th scope="row">${name} <span class="muted">${unit}</span></th>${ratioCells(scale, mode, name, cell.whole[metric])}${shown.map(
        (number) => html`<td>${figureText(cell.visits[number - 1], metric)}</td>`,
      )}</tr>`;
    },
  )}</tbody>`;
}

function ratioCells(scale: Scale, mode: SeriesMode, name: string, ratio: RatioView | undefined): Markup {
  if (ratio === undefined) return html`<td>${NONE}</td><td></td><td>${NONE}</td>`;
  const word = changeWord(ratio, scale.alike);
  const words = `${mode.label}, ${name}: ${timesWithInterval(ratio)}, ${word}`;
  return html`<td>${ratioWithInterval(ratio)}</td><td>${ratioPicture(scale, mode, ratio, words)}</td><td>${
    isChange(ratio) ? html`<strong>${word}</strong>` : word
  }</td>`;
}

function figureText(visit: CellVisit | null | undefined, metric: ComparedMetric): string {
  const figure = visit?.figures[metric] ?? null;
  if (visit === null || visit === undefined || figure === null) return NONE;
  return withIntervalOrNone(forReading(figure, metrics[metric].unit)) + stateNotes[visit.state];
}
