import { planningDefaults } from '../../../harness/plan/parse-planning.ts';
import { planView } from '../../view/capacity-answer.ts';
import type { PlannerView } from '../../view/capacity-types.ts';
import type { ModeView } from '../../view/types.ts';
import { plural } from '../../wording/numbers.ts';
import { planMarkup } from '../capacity-answer.ts';
import { boundPercentiles, faultId, instanceFields, instanceKeys } from '../capacity-form.ts';
import { fieldsOf, hashOf } from './planner-hash.ts';
import { type FieldFault, type InstanceEntry, type PlannerFields, readQuestion } from './planner-question.ts';

/** After so long without a key the sentence is said and the address is set: neither has to follow every one. */
const pauseMs = 400;

/** Makes the planner of the page answer; without its form there is nothing to do. */
export function startCalculator(planner: PlannerView, modes: readonly ModeView[]): void {
  const form = document.getElementById('planner');
  if (form instanceof HTMLFormElement) new Calculator(form, planner, modes).start();
}

class Calculator {
  readonly #form: HTMLFormElement;
  readonly #planner: PlannerView;
  readonly #modes: readonly ModeView[];
  #lastInstance = 0;
  /** Whether the target is the scenario's own, which another scenario replaces. */
  #targetIsUsual = true;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(form: HTMLFormElement, planner: PlannerView, modes: readonly ModeView[]) {
    this.#form = form;
    this.#planner = planner;
    this.#modes = modes;
  }

  start(): void {
    const form = this.#form;
    form.hidden = false;
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('input', (event) => this.#changed(event.target));
    form.addEventListener('click', (event) => this.#clicked(event.target));
    window.addEventListener('hashchange', () => this.#fromAddress());
    this.#fromAddress();
  }

  /** As they are when nothing was entered. */
  #usual(scenario: string | null): PlannerFields {
    const { scenarios } = this.#planner;
    const planned = scenarios.find(({ name }) => name === scenario) ?? scenarios[0];
    return {
      scenario: planned?.name ?? '',
      target: String(planned?.target ?? ''),
      growth: `${planningDefaults.growth}x`,
      headroom: `${100 * planningDefaults.headroom}%`,
      percentile: boundPercentiles[0],
      bound: '',
      failures: '',
      instances: [],
      extrapolate: false,
    };
  }

  #fromAddress(): void {
    const fields = fieldsOf(location.hash, (scenario) => this.#usual(scenario));
    if (fields === null) return;
    const { instances, extrapolate, ...texts } = fields;
    for (const [name, text] of Object.entries(texts)) this.#input(name).value = text;
    this.#box().checked = extrapolate;
    this.#place('planner-instances').replaceChildren();
    this.#lastInstance = 0;
    for (const { values } of instances) this.#addInstance(values);
    this.#targetIsUsual = fields.target === this.#usual(fields.scenario).target;
    this.#say(this.#answer());
    this.#place('capacity').scrollIntoView();
  }

  #changed(field: EventTarget | null): void {
    const name = (field as HTMLInputElement | null)?.name;
    if (name === 'target') this.#targetIsUsual = false;
    if (name === 'scenario' && this.#targetIsUsual) {
      this.#input('target').value = this.#usual(this.#input('scenario').value).target;
    }
    this.#follow();
  }

  #clicked(target: EventTarget | null): void {
    if (!(target instanceof HTMLButtonElement)) return;
    if (target.id === 'planner-add') {
      const number = this.#addInstance({ cores: '', memory: '', price: '', name: '' });
      this.#input(`cores-${number}`).focus();
    } else if (target.dataset.remove !== undefined) {
      target.closest('[data-instance]')?.remove();
      this.#place('planner-add').focus();
      this.#follow();
    }
  }

  #addInstance(values: InstanceEntry['values']): number {
    this.#lastInstance += 1;
    const { text } = instanceFields(this.#lastInstance, values);
    this.#place('planner-instances').insertAdjacentHTML('beforeend', text);
    return this.#lastInstance;
  }

  #follow(): void {
    const said = this.#answer();
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#say(said);
      history.replaceState(null, '', hashOf(this.#fields(), this.#usual(null)));
    }, pauseMs);
  }

  #fields(): PlannerFields {
    const text = (name: string) => this.#input(name).value;
    const instances = [...this.#form.querySelectorAll<HTMLElement>('[data-instance]')].map((place) => {
      const number = Number(place.dataset.instance);
      const values = Object.fromEntries(instanceKeys.map((key) => [key, text(`${key}-${number}`)]));
      return { number, values: values as InstanceEntry['values'] };
    });
    return {
      ...{ scenario: text('scenario'), target: text('target'), growth: text('growth') },
      ...{ headroom: text('headroom'), percentile: text('percentile'), bound: text('bound') },
      ...{ failures: text('failures'), instances, extrapolate: this.#box().checked },
    };
  }

  /** Shows the answer, or beside each field what is wrong with it; what is to be said of it. */
  #answer(): string {
    const fields = this.#fields();
    const read = readQuestion(fields, this.#planner.record);
    this.#showFaults(read.kind === 'faults' ? read.faults : []);
    const answer = this.#place('planner-answer');
    const command = this.#place('planner-command');
    if (read.kind === 'faults') {
      answer.replaceChildren();
      command.textContent = '–';
      return `No answer: ${plural(read.faults.length, 'field')} cannot be read, as told beside ${read.faults.length === 1 ? 'it' : 'them'}.`;
    }
    const plan = planView(this.#planner, fields.scenario, read.question);
    answer.innerHTML = planMarkup(plan, this.#modes).text;
    command.textContent = read.command;
    return `${fields.scenario}: ${plan.lead}`;
  }

  #showFaults(faults: readonly FieldFault[]): void {
    for (const input of this.#form.querySelectorAll<HTMLInputElement>('input[type="text"]')) {
      const text = faults.find(({ field }) => field === input.name)?.text ?? '';
      const place = this.#place(faultId(input.name));
      if (place.textContent !== text) place.textContent = text;
      if (text === '') input.removeAttribute('aria-invalid');
      else input.setAttribute('aria-invalid', 'true');
    }
  }

  #say(text: string): void {
    const lead = this.#place('planner-lead');
    if (lead.textContent !== text) lead.textContent = text;
  }

  #input(name: string): HTMLInputElement | HTMLSelectElement {
    return this.#form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
  }

  #box(): HTMLInputElement {
    return this.#input('extrapolate') as HTMLInputElement;
  }

  #place(id: string): HTMLElement {
    const place = document.getElementById(id);
    if (place === null) throw new Error(`Internal error: no #${id} in the page`);
    return place;
  }
}
