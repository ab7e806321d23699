import { scenarioPlaced } from '../charts/placed.ts';
import type { ScenarioView, View } from '../view/types.ts';
import { scenarioTitle } from '../wording/levels.ts';
import { chartFigure } from './chart-figure.ts';
import { legend } from './marker.ts';
import { html, type Markup, prose } from './markup.ts';
import { percentileTables } from './percentiles.ts';

/** A scenario with its charts, under one legend. */
export function scenarioSection(view: View, scenario: ScenarioView): Markup {
  const answer = view.answer.scenarios.find((one) => one.anchor === scenario.anchor);
  const title = `${scenario.anchor}-title`;
  const detail = scenario.best?.detail ?? null;
  const open = scenario.levels.some(({ kind }) => kind === 'open');
  return html`<section id="${scenario.anchor}" aria-labelledby="${title}">
<h2 id="${title}">${scenarioTitle(scenario, view.scenarios)} <span class="muted">${scenario.summary}</span></h2>
${detail === null ? null : html`<p class="muted small">Open workload: ${detail}. Response times are from when a request was due.</p>`}
<ul class="sentences">${(answer?.sentences ?? []).map(
    (sentence, at) =>
      html`<li>${at === 0 && scenario.best !== null ? `At ${scenario.best.label}: ` : ''}${prose(sentence)}</li>`,
  )}</ul>
${legend(scenario.modes, open ? 'open' : 'closed')}
<div class="charts">${scenarioPlaced(scenario).map(chartFigure)}</div>
${percentileTables(scenario)}</section>`;
}
