import { workersPlaced } from '../charts/placed.ts';
import type { View } from '../view/types.ts';
import { chartFigure } from './chart-figure.ts';
import { legend } from './marker.ts';
import { html, type Markup } from './markup.ts';

/** Which worker count is best, where several were measured. */
export function workersSection(view: View): Markup | null {
  if (view.workers.length === 0) return null;
  const keys = [...new Map(view.workers.map((one) => [one.label, one])).values()];
  return html`<section id="workers" aria-labelledby="workers-title">
<h2 id="workers-title">Workers</h2>
<ul class="sentences">${view.workers.map(({ lead, text }) => html`<li><strong>${lead}</strong>: ${text}</li>`)}</ul>
${legend(keys, 'closed')}
<div class="charts">${workersPlaced(view).map(chartFigure)}</div>
</section>`;
}
