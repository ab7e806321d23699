import { gatePosition, gateScale } from '../view/gate-scale.ts';
import type { GatePicture, GateTestView, GateView } from '../view/gate-types.ts';
import type { View } from '../view/types.ts';
import { gateGravity, gateSigns, gateWords } from '../wording/gate.ts';
import { plural } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { html, type Markup, prose } from './markup.ts';

/** The verdict, what changed or failed, and behind folds every figure and how it was decided. */
export function gateSection({ gate }: View): Markup | null {
  if (gate === null) return null;
  const { headline, counts, outcome, candidate, baseline, reach, troubles, tests } = gate;
  const changed = gateGravity.flatMap((grave) =>
    tests.filter((test) => test.changed && test.outcome === grave),
  );
  return html`<section id="gate" aria-labelledby="gate-title">
<h2 id="gate-title"><span class="gate-verdict gate-${outcome}">${signOf(outcome)} ${headline}</span> <span class="muted">${counts}</span></h2>
<p>${candidate} against ${baseline}. ${prose(capital(reach))}.</p>
${troubles.length === 0 ? null : html`<ul>${troubles.map((text) => html`<li>${prose(capital(text))}.</li>`)}</ul>`}
${changed.length === 0 ? null : testTable(changed, 'What changed or failed')}
${changed.length === tests.length ? null : html`<details><summary>All ${plural(tests.length, 'figure')}</summary>${testTable(tests, 'All figures of the gate')}</details>`}
${rulesOf(gate)}</section>`;
}

/** The word stands beside it, so it is not read out. */
function signOf(outcome: GateView['outcome']): Markup {
  return html`<span aria-hidden="true">${gateSigns[outcome]}</span>`;
}

function testTable(tests: readonly GateTestView[], label: string): Markup {
  const scale = gateScale(tests);
  const headers = ['Figure', 'Verdict', 'Change', 'Threshold', 'Would have been found'];
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table class="claims gate">
<thead><tr>${headers.map((header) => html`<th scope="col">${header}</th>`)}</tr></thead>
<tbody>${tests.map((test) => testRow(test, scale))}</tbody></table></div>
<p class="muted small">Worse is to the right of the line; the shaded part is beyond the threshold.</p>`;
}

function testRow(test: GateTestView, scale: number): Markup {
  const { label, subject, scenario, level, outcome, role, change, threshold, detectable, picture } = test;
  return html`<tr><th scope="row">${label} <span class="muted own-line">${subject}, ${scenario}, ${level}</span></th>
<td class="verdict" data-name="Verdict">${signOf(outcome)} ${gateWords[outcome]}</td>
<td data-name="Change">${picture === null ? null : html`<span class="told">${change}</span> ${drawn(test, picture, scale)}`}</td>
<td data-name="Threshold">${threshold}${role === 'advisory' ? ', warns only' : null}</td>
<td data-name="Would have been found">${detectable}</td></tr>`;
}

const width = 190;
const height = 22;
const middle = height / 2;
const inset = 6;
const at = (value: number) => Number(value.toFixed(1));

function drawn({ sentence }: GateTestView, picture: GatePicture, scale: number): Markup {
  const { point, low, high, threshold } = picture;
  const x = (value: number) => at(inset + gatePosition(picture, value, scale) * (width - 2 * inset));
  const beyond = x(threshold);
  return html`<svg class="bounds" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>${sentence}</title>
<rect class="beyond" x="${beyond}" y="0" width="${at(width - inset - beyond)}" height="${height}"/>
<line class="reference" x1="${x(0)}" y1="0" x2="${x(0)}" y2="${height}"/>${
    low === null || high === null
      ? null
      : html`<path class="whisker" d="M${x(low)} ${middle - 5}V${middle + 5}M${x(low)} ${middle}H${x(high)}M${x(high)} ${middle - 5}V${middle + 5}"/>`
  }<circle class="${low === null ? 'point hollow' : 'point'}" cx="${x(point)}" cy="${middle}" r="3"/></svg>`;
}

function rulesOf({ rules }: GateView): Markup | null {
  if (rules.length === 0) return null;
  return html`<details><summary>How it was decided</summary><ul class="small">${rules.map(
    (rule) => html`<li>${prose(capital(rule))}.</li>`,
  )}</ul></details>`;
}
