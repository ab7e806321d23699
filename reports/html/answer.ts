import type { OpenView, View } from '../view/types.ts';
import { shellCommand } from '../wording/command.ts';
import { doubtsByScenario } from '../wording/open.ts';
import { html, type Markup, prose } from './markup.ts';

/** The answer in sentences, then what stays open. */
export function answerSection(view: View): Markup {
  const { scenarios, note, open } = view.answer;
  return html`<section id="answer" aria-labelledby="answer-title">
<h2 id="answer-title">The answer${note === null ? null : html` <span class="muted">${note}</span>`}</h2>
${scenarios.map(
  ({ anchor, lead, sentences }) => html`<div class="answer"><h3><a href="#${anchor}">${lead}</a></h3>
<ul>${sentences.map((sentence) => html`<li>${prose(sentence)}</li>`)}</ul></div>`,
)}
${openQuestions(view.baseline.label, open)}
</section>`;
}

function openQuestions(baseline: string, open: OpenView): Markup | null {
  const { interrupted, broken, doubts, command } = open;
  const questions = interrupted === null ? broken : [interrupted, ...broken];
  if (questions.length + doubts.length === 0) return null;
  return html`<div class="open"><h3>What this run could not answer</h3>
<ul>${questions.map(
    ({ text, remedy }) => html`<li>${prose(text)}${remedy === null ? null : html`; ${prose(remedy)}`}.</li>`,
  )}${doubtsByScenario(doubts, baseline).map((text) => html`<li>${prose(text)}.</li>`)}</ul>
${command === null ? null : html`<p>More rounds may tell: <code>${shellCommand(command)}</code></p>`}</div>`;
}
