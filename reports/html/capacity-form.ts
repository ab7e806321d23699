import { planningDefaults } from '../../harness/plan/parse-planning.ts';
import type { PlannerView } from '../view/capacity-types.ts';
import { gigabytes, plural } from '../wording/numbers.ts';
import { html, type Markup } from './markup.ts';

/** Percentiles that an objective may be of, the usual one first. */
export const boundPercentiles = ['p99', 'p99.9', 'p95', 'p90', 'p50'] as const;

/**
 * What the planner is asked; hidden until the page's script is there to answer. Each input has a place beside it for what is
 * wrong with it: see {@link faultId}.
 */
export function plannerForm({ scenarios, machine }: PlannerView): Markup {
  const [first] = scenarios;
  return html`<form id="planner" class="planner" hidden novalidate autocomplete="off">
<div class="fields">
${
  scenarios.length < 2
    ? html`<input type="hidden" name="scenario" value="${first?.name ?? ''}">`
    : html`<p class="field"><label for="planner-scenario">Scenario</label>
<select id="planner-scenario" name="scenario">${scenarios.map(({ name }) => html`<option>${name}</option>`)}</select></p>`
}
${textField({ name: 'target', label: 'Target, requests per second', value: String(first?.target ?? ''), hint: '2000, 2k' })}
${textField({ name: 'growth', label: 'Growth', value: `${planningDefaults.growth}x`, hint: '2x, +50%' })}
${textField({ name: 'headroom', label: 'Head-room', value: `${100 * planningDefaults.headroom}%`, hint: 'part of the capacity kept free' })}
</div>
<fieldset><legend>Objective</legend><div class="fields">
<p class="field"><label for="planner-percentile">Percentile</label>
<select id="planner-percentile" name="percentile" aria-describedby="planner-percentile-hint">${boundPercentiles.map((one) => html`<option>${one}</option>`)}</select>
<span class="muted small" id="planner-percentile-hint">of the response time</span></p>
${textField({ name: 'bound', label: 'is below, ms', value: '', hint: '250, 0.5s; empty: any' })}
${textField({ name: 'failures', label: 'Failed requests below, %', value: '', hint: '0.1; empty: any' })}
</div></fieldset>
<fieldset><legend>Kinds of machine</legend>
<p class="muted small" id="planner-machine">Without one: the machine measured on, ${plural(machine.cores, 'core')} and ${gigabytes(machine.memoryBytes)}.</p>
<div id="planner-instances"></div>
<p><button type="button" class="save" id="planner-add">Add a kind of machine</button></p>
<p class="check"><input type="checkbox" id="planner-extrapolate" name="extrapolate"> <label for="planner-extrapolate">Extrapolate: plan beyond what was measured too, labelled as such <span class="muted">(<code>--extrapolate</code>)</span></label></p>
</fieldset>
</form>`;
}

interface TextField {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** How it may be written. */
  readonly hint: string;
}

/** Where it is told what is wrong with a field. */
export function faultId(name: string): string {
  return `planner-${name}-fault`;
}

function textField({ name, label, value, hint }: TextField): Markup {
  const id = `planner-${name}`;
  return html`<p class="field"><label for="${id}">${label}</label>
<input type="text" id="${id}" name="${name}" value="${value}" maxlength="60" spellcheck="false" aria-describedby="${id}-hint ${faultId(name)}">
<span class="muted small" id="${id}-hint">${hint}</span>
<span class="fault" id="${faultId(name)}"></span></p>`;
}

export const instanceKeys = ['cores', 'memory', 'price', 'name'] as const;
export type InstanceKey = (typeof instanceKeys)[number];

const instanceLabels: Readonly<Record<InstanceKey, { readonly label: string; readonly hint: string }>> = {
  cores: { label: 'Cores', hint: '4' },
  memory: { label: 'Memory, GB', hint: '8, 512MB; empty: enough' },
  price: { label: 'Price of one', hint: '0.17, 0.17USD/h' },
  name: { label: 'Name', hint: 'as the table calls it' },
};

/** Fields of one kind of machine; `number` tells those of several apart. */
export function instanceFields(number: number, values: Readonly<Record<InstanceKey, string>>): Markup {
  return html`<fieldset class="instance" data-instance="${number}"><legend>Kind ${number}</legend><div class="fields">${instanceKeys.map(
    (key) => textField({ name: `${key}-${number}`, value: values[key], ...instanceLabels[key] }),
  )}</div><button type="button" class="save" data-remove="${number}">Remove kind ${number}</button></fieldset>`;
}
