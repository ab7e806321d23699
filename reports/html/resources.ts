import { resourcesPlaced } from '../charts/placed.ts';
import type { ModeView, Range, ResourceView, View } from '../view/types.ts';
import { bytesPerMB, NONE, number } from '../wording/numbers.ts';
import { chartFigure } from './chart-figure.ts';
import { legend, modeName } from './marker.ts';
import { html, type Markup } from './markup.ts';

/** Start-up and memory of each mode, by process, by number of workers and over the run; and how fair workers are. */
export function resourcesSection(view: View): Markup {
  const upperBound = view.resources.some((resource) => resource.upperBound);
  const kind = upperBound ? 'Sum of RSS (an upper bound)' : 'Footprint';
  const charts = resourcesPlaced(view);
  return html`<section id="resources" aria-labelledby="resources-title">
<h2 id="resources-title">Resources</h2>
<p class="muted">${kind}: median over launches or slices (least–greatest). Lower is better.</p>
<div class="scroll" role="region" aria-label="Start-up and memory" tabindex="0"><table class="figures">
<thead><tr><th scope="col">Mode</th><th scope="col">Time to ready, ms</th><th scope="col">Idle, MB</th><th scope="col">Between slices, MB</th><th scope="col">After load, MB</th><th scope="col">Processes</th></tr></thead>
<tbody>${view.modes.map((mode) => resourceRow(view, mode))}</tbody></table></div>
${
  view.workerCosts.length === 0
    ? null
    : html`<h3>What one more worker costs</h3><ul>${view.workerCosts.map((cost) => html`<li>${cost.text}.</li>`)}</ul>`
}
${charts.length === 0 ? null : html`${legend(view.modes, 'none')}<div class="charts">${charts.map(chartFigure)}</div>`}
</section>`;
}

function resourceOf(view: View, mode: ModeView): ResourceView | undefined {
  return view.resources.find((resource) => resource.mode === mode.id);
}

function resourceRow(view: View, mode: ModeView): Markup {
  const resource = resourceOf(view, mode);
  const memory = (range: Range | null | undefined) => rangeText(range, (bytes) => number(bytes / bytesPerMB));
  return html`<tr><th scope="row">${modeName(mode)}</th><td>${rangeText(resource?.readyMs, number)}</td><td>${memory(
    resource?.idle,
  )}</td><td>${memory(resource?.loaded)}</td><td>${memory(resource?.rest)}</td><td>${
    resource === undefined || resource.processes.length === 0 ? NONE : resource.processes.length
  }</td></tr>`;
}

function rangeText(range: Range | null | undefined, show: (value: number) => string): Markup | string {
  if (range === null || range === undefined) return NONE;
  return html`${show(range.median)} <span class="between">(${show(range.least)}–${show(range.most)})</span>`;
}
