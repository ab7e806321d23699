import type { MemoryRunView, ModeView, ProcessView, Range, ResourceView, View } from '../view/types.ts';
import { bytesPerMB, megabytes, NONE, number } from '../wording/numbers.ts';
import { legend, modeName } from './marker.ts';
import { html, type Markup } from './markup.ts';

/** Start-up, memory and processes of each mode, and memory over the run. */
export function resourcesSection(view: View): Markup {
  const upperBound = view.resources.some((resource) => resource.upperBound);
  const kind = upperBound ? 'Sum of RSS (an upper bound)' : 'Footprint';
  return html`<section id="resources" aria-labelledby="resources-title">
<h2 id="resources-title">Resources</h2>
<p class="muted">${kind} in MB, median over launches or slices (least–greatest). Lower is better.</p>
<div class="scroll" tabindex="0"><table class="figures">
<thead><tr><th scope="col">Mode</th><th scope="col">Time to ready, ms</th><th scope="col">Idle</th><th scope="col">Between slices</th><th scope="col">After load</th><th scope="col">Processes</th></tr></thead>
<tbody>${view.modes.map((mode) => resourceRow(view, mode))}</tbody></table></div>
${
  view.workerCosts.length === 0
    ? null
    : html`<h3>What one more worker costs</h3><ul>${view.workerCosts.map((cost) => html`<li>${cost.text}.</li>`)}</ul>`
}
<div class="trees">${view.modes.map((mode) => processTree(view, mode))}</div>
${memoryFigure(view)}
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

function processTree(view: View, mode: ModeView): Markup | null {
  const resource = resourceOf(view, mode);
  if (resource === undefined || resource.processes.length === 0) return null;
  return html`<details class="tree"><summary>${modeName(mode)}: process tree, ${resource.treeFrom}</summary>
<div class="scroll" tabindex="0"><table class="figures"><thead><tr><th scope="col">Process</th><th scope="col">Threads</th><th scope="col">RSS</th><th scope="col">PSS</th><th scope="col">USS</th></tr></thead>
<tbody>${resource.processes.map(processRow)}</tbody></table></div></details>`;
}

function processRow(process: ProcessView): Markup {
  const depth = Math.min(process.depth, 6);
  const size = (bytes: number | null) => (bytes === null ? NONE : megabytes(bytes));
  return html`<tr><th scope="row"><span class="depth-${depth}">${depth > 0 ? '└ ' : ''}${process.command} <span class="muted">${process.pid}</span></span></th><td>${process.threads}</td><td>${size(
    process.rss,
  )}</td><td>${size(process.pss)}</td><td>${size(process.uss)}</td></tr>`;
}

function memoryFigure(view: View): Markup | null {
  if (view.memory.series.every((series) => series.points.length === 0)) return null;
  const title =
    view.memory.metric === 'footprint' ? 'Memory footprint over the run' : 'Sum of RSS over the run';
  return html`${legend(view.modes, 'none')}
<figure class="chart wide"><figcaption><strong>${title}</strong> <span class="better">lower is better; one point per slice, a line per round of fresh processes</span></figcaption>
<div class="canvas"><canvas role="img" data-chart="run" aria-label="${title} in MB against minutes; the figures are in the table below"></canvas></div>
<details><summary>Figures</summary><div class="scroll" tabindex="0">${memoryTable(view.memory, view.modes)}</div></details></figure>`;
}

/** Per round: the first, the greatest and the last reading. */
function memoryTable(memory: MemoryRunView, modes: readonly ModeView[]): Markup {
  const rounds = [...new Set(memory.series.flatMap((series) => series.points.map((point) => point.round)))];
  const cell = (mode: ModeView, round: number) => {
    const points = memory.series.find((one) => one.mode === mode.id)?.points.filter((p) => p.round === round);
    const [first, last] = [points?.[0], points?.at(-1)];
    if (points === undefined || first === undefined || last === undefined) return NONE;
    const most = Math.max(...points.map((point) => point.bytes));
    return [first.bytes, most, last.bytes].map((bytes) => number(bytes / bytesPerMB)).join(' / ');
  };
  return html`<table class="figures"><thead><tr><th scope="col">Round</th>${modes.map(
    (mode) => html`<th scope="col">${modeName(mode)} <span class="muted">first / most / last, MB</span></th>`,
  )}</tr></thead><tbody>${rounds.map(
    (round) =>
      html`<tr><th scope="row">${round}</th>${modes.map((mode) => html`<td>${cell(mode, round)}</td>`)}</tr>`,
  )}</tbody></table>`;
}
