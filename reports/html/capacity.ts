import { planningDefaults } from '../../harness/plan/parse-planning.ts';
import { growthAxes } from '../charts/capacity.ts';
import { planView } from '../view/capacity-answer.ts';
import type {
  CapacityView,
  GrowthView,
  LawsView,
  PlannerView,
  ScenarioGrowth,
} from '../view/capacity-types.ts';
import type { ModeView } from '../view/types.ts';
import { shellCommand } from '../wording/command.ts';
import { number, withInterval } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { planMarkup } from './capacity-answer.ts';
import { plannerForm } from './capacity-form.ts';
import { modeName } from './marker.ts';
import { html, type Markup, prose } from './markup.ts';

/** What a load needs, how modes grow, and whether figures that were measured apart fit each other. */
export function capacitySection(capacity: CapacityView | null, modes: readonly ModeView[]): Markup | null {
  if (capacity === null) return null;
  const { planner, growth, uncharted, laws } = capacity;
  return html`<section id="capacity" aria-labelledby="capacity-title">
<h2 id="capacity-title">Capacity <span class="muted">machines for a target</span></h2>
${plannerPart(planner, modes)}
${growthPart(growth, uncharted, modes)}
${lawsPart(laws)}</section>`;
}

/** The answer to a question that makes sense; the page's script answers others in its place. */
function plannerPart(planner: PlannerView, modes: readonly ModeView[]): Markup | null {
  const [first] = planner.scenarios;
  if (first === undefined) return null;
  const { name, target } = first;
  const question = { targetRps: target, ...planningDefaults, limits: [], instances: [], extrapolate: false };
  const plan = planView(planner, name, question);
  const command = ['bench', 'capacity', planner.record, '--scenarios', name, '--target-rps', String(target)];
  return html`${plannerForm(planner)}
<noscript><p class="muted small">Other questions are answered here where scripts may run, and by the command below anywhere.</p></noscript>
<p id="planner-lead" class="lead" role="status">${name}: ${plan.lead}</p>
<div id="planner-answer">${planMarkup(plan, modes)}</div>
<p class="muted small">The same on the command line: <code id="planner-command">${shellCommand(command)}</code></p>`;
}

/** Charts that are still shown without a fold. */
const fewCharts = 12;

function growthPart(
  growth: readonly ScenarioGrowth[],
  uncharted: readonly string[],
  modes: readonly ModeView[],
): Markup | null {
  const charts = growth.reduce((sum, { curves }) => sum + curves.length, 0);
  if (charts + uncharted.length === 0) return null;
  const folded = charts > fewCharts;
  return html`<h3 id="capacity-growth">How throughput grows with load</h3>
${charts === 0 ? null : growthLegend()}
${growth.map((one, index) => {
  const figures = html`<div class="charts">${one.curves.map((curve) => growthFigure(curve, modes))}</div>`;
  return folded
    ? html`<details class="growth"${index === 0 ? html` open` : null}><summary>${one.scenario}</summary>${figures}</details>`
    : html`<h4>${one.scenario}</h4>${figures}`;
})}
${uncharted.length === 0 ? null : html`<ul class="sentences">${uncharted.map((text) => html`<li>${prose(text)}</li>`)}</ul>`}`;
}

function growthLegend(): Markup {
  return html`<p class="muted small">Points are measured, with their intervals; hollow and crossed ones are left out of the curve. The curve is the Universal Scalability Law, with its band of resampled rounds; dotted where it goes beyond what was measured. A ring marks its peak. What has no curve must not be asked for one.</p>`;
}

function growthFigure(growth: GrowthView, modes: readonly ModeView[]): Markup {
  const { key, title, index, over, sentences } = growth;
  const mode = index === null ? undefined : modes[index];
  const along = growthAxes[over];
  return html`<figure class="chart">
<figcaption><strong>${mode === undefined ? title : modeName(mode)}</strong> <span class="better">Throughput, higher is better</span></figcaption>
<div class="canvas"><canvas role="img" data-chart="growth" data-growth="${key}" aria-label="Throughput of ${title} in req/s against ${along}${growth.fitted === null ? '' : ', with the fitted curve'}; the figures are in the table below"></canvas></div>
<ul class="note">${sentences.map((sentence) => html`<li>${prose(sentence)}</li>`)}</ul>
<details><summary>Figures</summary><div class="scroll" tabindex="0">${growthTable(growth)}</div></details>
</figure>`;
}

function growthTable({ over, levels, fitted }: GrowthView): Markup {
  const headers = [
    ...(over === 'concurrency' ? ['Level', 'In flight'] : [capital(over)]),
    'Throughput, req/s',
    ...(fitted === null ? [] : ['By the curve']),
  ];
  return html`<table class="figures"><thead><tr>${headers.map((header) => html`<th scope="col">${header}</th>`)}</tr></thead>
<tbody>${levels.map(
    ({ place, n, throughput, usable, predicted }) =>
      html`<tr><th scope="row">${place}</th>${over === 'concurrency' ? html`<td>${number(n)}</td>` : null}<td>${withInterval(throughput)}${usable ? '' : ', left out'}</td>${predicted === null ? null : html`<td>${number(predicted)}</td>`}</tr>`,
  )}</tbody></table>`;
}

function lawsPart({ sentences, rows }: LawsView): Markup {
  const headers = ['Scenario', 'Level', 'Mode', 'In flight', 'Cores busy'];
  return html`<h3 id="capacity-laws">Whether the figures fit each other</h3>
<ul class="sentences">${sentences.map((sentence) => html`<li>${prose(sentence)}</li>`)}</ul>
<details><summary>In each cell: by the law · measured</summary><div class="scroll" role="region" aria-label="Laws in each cell" tabindex="0"><table class="figures">
<thead><tr>${headers.map((header) => html`<th scope="col">${header}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ scenario, level, mode, little, utilisation }) =>
      html`<tr><th scope="row">${scenario}</th><td>${level}</td><td>${mode}</td><td>${little}</td><td>${utilisation}</td></tr>`,
  )}</tbody></table></div></details>`;
}
