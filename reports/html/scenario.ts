import { type ChartModel, scenarioCharts, stateNotes } from '../charts/model.ts';
import type { ModeView, ScenarioView, View } from '../view/types.ts';
import { NBSP, NONE, withInterval } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { legend, modeName } from './marker.ts';
import { html, type Markup, prose } from './markup.ts';
import { percentileTables } from './percentiles.ts';

/** A scenario with its charts; the page's script draws them into the canvases by `data-scenario` and `data-chart`. */
export function scenarioSection(view: View, scenario: ScenarioView, index: number): Markup {
  const answer = view.answer.scenarios.find((one) => one.anchor === scenario.anchor);
  const title = `${scenario.anchor}-title`;
  const detail = scenario.best?.detail ?? null;
  const open = scenario.levels.some(({ kind }) => kind === 'open');
  return html`<section id="${scenario.anchor}" aria-labelledby="${title}">
<h2 id="${title}">${scenario.name} <span class="muted">${scenario.summary}</span></h2>
${detail === null ? null : html`<p class="muted small">Open workload: ${detail}. Response times are from when a request was due.</p>`}
<ul class="sentences">${(answer?.sentences ?? []).map(
    (sentence, at) =>
      html`<li>${at === 0 && scenario.best !== null ? `At ${scenario.best.label}: ` : ''}${prose(sentence)}</li>`,
  )}</ul>
${legend(scenario.modes, open ? 'open' : 'closed')}
<div class="charts">${scenarioCharts(scenario, scenario.modes).map((model) => chartFigure(model, scenario.modes, index))}</div>
${percentileTables(scenario)}</section>`;
}

function chartFigure(model: ChartModel, modes: readonly ModeView[], scenario: number): Markup {
  return html`<figure class="chart">
<figcaption><strong>${model.title}</strong> <span class="better">${model.better}</span></figcaption>
<div class="canvas"><canvas role="img" data-scenario="${scenario}" data-chart="${model.key}" aria-label="${model.title} in ${model.unit} against ${model.along}; the figures are in the table below"></canvas></div>
${model.note === null ? null : html`<p class="note">${model.note}</p>`}
<details><summary>Figures</summary><div class="scroll" tabindex="0">${chartTable(model, modes)}</div></details>
</figure>`;
}

function chartTable(model: ChartModel, modes: readonly ModeView[]): Markup {
  const shown = modes.filter((mode) => model.series.some((series) => series.mode === mode.id));
  const cell = (mode: ModeView, x: number) => {
    const points = model.series.find((series) => series.mode === mode.id)?.points;
    const point = points?.find((one) => one.x === x);
    if (point === undefined) return NONE;
    return withInterval({ ...point, point: point.y }) + stateNotes[point.state];
  };
  return html`<table class="figures"><thead><tr><th scope="col">${capital(model.along)}</th>${shown.map(
    (mode) => html`<th scope="col">${modeName(mode)}${NBSP}<span class="muted">${model.unit}</span></th>`,
  )}</tr></thead>
<tbody>${model.steps.map(
    ({ x, tick }) =>
      html`<tr><th scope="row">${tick}</th>${shown.map((mode) => html`<td>${cell(mode, x)}</td>`)}</tr>`,
  )}</tbody></table>`;
}
