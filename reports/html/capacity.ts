import { planningDefaults } from '../../harness/plan/parse-planning.ts';
import { growthPlaced } from '../charts/capacity.ts';
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
import { planMarkup } from './capacity-answer.ts';
import { plannerForm } from './capacity-form.ts';
import { chartFigure } from './chart-figure.ts';
import { html, type Markup, prose } from './markup.ts';

/** What a load needs, how modes grow, and whether figures that were measured apart fit each other. */
export function capacitySection(capacity: CapacityView | null, modes: readonly ModeView[]): Markup | null {
  if (capacity === null) return null;
  const { planner, growth, uncharted, laws } = capacity;
  return html`<section id="capacity" aria-labelledby="capacity-title">
<h2 id="capacity-title">Capacity <span class="muted">machines for a target</span></h2>
${plannerPart(planner, modes)}
${growthPart(growth, uncharted)}
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

function growthPart(growth: readonly ScenarioGrowth[], uncharted: readonly string[]): Markup | null {
  const charts = growth.reduce((sum, { curves }) => sum + curves.length, 0);
  if (charts + uncharted.length === 0) return null;
  const folded = charts > fewCharts;
  return html`<h3 id="capacity-growth">How throughput grows with load</h3>
${charts === 0 ? null : growthLegend()}
${growth.map((one, index) => {
  const figures = html`<div class="charts">${one.curves.map((curve) => growthFigure(curve))}</div>`;
  return folded
    ? html`<details class="growth"${index === 0 ? html` open` : null}><summary>${one.scenario}</summary>${figures}</details>`
    : html`<h4>${one.scenario}</h4>${figures}`;
})}
${uncharted.length === 0 ? null : html`<ul class="sentences">${uncharted.map((text) => html`<li>${prose(text)}</li>`)}</ul>`}`;
}

function growthLegend(): Markup {
  return html`<p class="muted small">Points are measured, with their intervals; hollow and crossed ones are left out of the curve. The curve is the Universal Scalability Law, with its band of resampled rounds; dotted where it goes beyond what was measured. A ring marks its peak. What has no curve must not be asked for one.</p>`;
}

/** The chart as all others are, and under it what its curve says. */
function growthFigure({ drawn, sentences }: GrowthView): readonly Markup[] {
  return growthPlaced([drawn]).map(
    (placed) =>
      html`<div class="grows">${chartFigure(placed)}<ul class="note">${sentences.map((sentence) => html`<li>${prose(sentence)}</li>`)}</ul></div>`,
  );
}

function lawsPart({ sentences, rows, all }: LawsView): Markup {
  const title = all
    ? 'In each cell: by the law · measured'
    : 'Cells in which one does not hold: by the law · measured';
  const headers = ['Scenario', 'Level', 'Mode', 'Requests in flight', 'Busy, of all cores'];
  return html`<h3 id="capacity-laws">Whether the figures fit each other</h3>
<ul class="sentences">${sentences.map((sentence) => html`<li>${prose(sentence)}</li>`)}</ul>
${
  rows.length === 0
    ? null
    : html`<details><summary>${title}</summary><div class="scroll" role="region" aria-label="Laws in each cell" tabindex="0"><table class="figures">
<thead><tr>${headers.map((header) => html`<th scope="col">${header}</th>`)}</tr></thead>
<tbody>${rows.map(
        ({ scenario, level, mode, little, utilisation }) =>
          html`<tr><th scope="row">${scenario}</th><td>${level}</td><td>${mode}</td><td>${little}</td><td>${utilisation}</td></tr>`,
      )}</tbody></table></div></details>`
}`;
}
