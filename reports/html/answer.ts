import type { OpenQuestion, View } from '../view/types.ts';
import { shellCommand } from '../wording/command.ts';
import { html, type Markup, prose } from './markup.ts';

/** The answer in sentences, then what stays open. */
export function answerSection(view: View): Markup {
  return html`<section id="answer" aria-labelledby="answer-title">
<h2 id="answer-title">The answer</h2>
${view.answer.scenarios.map(
  ({ anchor, lead, sentences }) => html`<div class="answer"><h3><a href="#${anchor}">${lead}</a></h3>
<ul>${sentences.map((sentence) => html`<li>${prose(sentence)}</li>`)}</ul></div>`,
)}
${openQuestions(view.answer.open)}
</section>`;
}

function openQuestions(open: readonly OpenQuestion[]): Markup | null {
  if (open.length === 0) return null;
  return html`<div class="open"><h3>What this run could not answer</h3>
<ul>${open.map(
    (question) =>
      html`<li>${prose(question.text)}${question.remedy === null ? null : html`; ${prose(question.remedy)}`}${
        question.command === null ? '.' : html`:<pre><code>${shellCommand(question.command)}</code></pre>`
      }</li>`,
  )}</ul></div>`;
}
