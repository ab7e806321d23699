import type { ObjectiveView } from '../view/objective-types.ts';
import type { View } from '../view/types.ts';
import { count } from '../wording/numbers.ts';
import { objectiveSigns, objectiveWords } from '../wording/objectives.ts';
import { capital } from '../wording/sentence.ts';
import { html, type Markup, prose } from './markup.ts';

/** What must hold, and how far it does; each cell behind a fold. */
export function objectivesSection({ objectives: { all, counts, advice } }: View): Markup | null {
  if (all.length === 0) return null;
  return html`<section id="objectives" aria-labelledby="objectives-title">
<h2 id="objectives-title">Objectives <span class="muted">${counts}</span></h2>
<ul class="sentences">${all.map(objectiveItem)}</ul>
${advice.map((text) => html`<p class="muted small">${capital(text)}.</p>`)}
${cellsTable(all)}</section>`;
}

function objectiveItem({ text, verdict, sentences }: ObjectiveView): Markup {
  const lead = html`${signOf(verdict)} <strong>${text}</strong>: `;
  return sentences.length === 1
    ? html`<li>${lead}${sentences.map(prose)}</li>`
    : html`<li>${lead}${objectiveWords[verdict]}<ul>${sentences.map((one) => html`<li>${prose(one)}</li>`)}</ul></li>`;
}

/** The word stands beside it, or in the sentence, so it is not read out. */
function signOf(verdict: ObjectiveView['verdict']): Markup {
  return html`<span aria-hidden="true">${objectiveSigns[verdict]}</span>`;
}

/** Where there are more, those that are met are only counted. */
const mostRows = 300;

function cellsTable(objectives: readonly ObjectiveView[]): Markup | null {
  const all = objectives.flatMap(({ text, cells }) => cells.map((cell) => ({ text, ...cell })));
  const rows = all.length <= mostRows ? all : all.filter(({ outcome }) => outcome !== 'met');
  const met = all.length - rows.length;
  if (rows.length === 0) return null;
  const headers = ['Objective', 'Scenario', 'Level', 'Mode', 'Verdict', 'Measured'];
  return html`<details><summary>${met === 0 ? 'In each cell' : 'In each cell that does not meet one'}</summary>${
    met === 0 ? null : html`<p class="muted small">They are met ${count(met)} times in other cells.</p>`
  }
<div class="scroll" role="region" aria-label="Objectives in each cell" tabindex="0"><table class="figures found">
<thead><tr>${headers.map((header) => html`<th scope="col">${header}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ text, scenario, level, mode, outcome, figure, why }) =>
      html`<tr><th scope="row">${text}</th><td>${scenario}</td><td>${level}</td><td>${mode}</td>
<td>${signOf(outcome)} ${objectiveWords[outcome]}</td><td>${prose([figure, why].filter((part) => part !== '').join('; '))}</td></tr>`,
  )}</tbody></table></div></details>`;
}
