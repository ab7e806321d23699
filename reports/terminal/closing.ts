import type { Fact, Range, ResourceView, View } from '../view/types.ts';
import { list, megabytes, milliseconds, NONE, plural } from '../wording/numbers.ts';
import { statusWords } from '../wording/validity.ts';
import { keyed, type Lines, type Page } from './page.ts';

/** Start-up and memory of each mode; with `--full` only, for the tables hold the memory under load. */
export function resourceLines(view: View, page: Page): Lines {
  if (!page.full) return [];
  const texts = [
    ...view.resources.map((resource) => resourceText(view, resource)),
    ...view.workerCosts.map((cost) => cost.text),
  ];
  return texts.flatMap((text) => keyed('resources', text, page));
}

function resourceText(view: View, resource: ResourceView): string {
  const memory = (range: Range | null) => (range === null ? NONE : megabytes(range.median));
  const ready =
    resource.readyMs === null ? 'never ready' : `ready after ${milliseconds(resource.readyMs.median)}`;
  const kind = resource.upperBound ? 'sum of RSS (an upper bound)' : 'footprint';
  const tree =
    resource.processes.length === 0 ? '' : `; ${plural(resource.processes.length, 'process', 'processes')}`;
  return `${labelOf(view, resource.mode)}: ${ready}; ${kind} ${memory(resource.idle)} idle, ${memory(resource.loaded)} between slices, ${memory(resource.rest)} after load${tree} (medians over launches)`;
}

function labelOf(view: View, id: string): string {
  return view.modes.find((mode) => mode.id === id)?.label ?? id;
}

/** What the documents say, claim by claim. */
export function claimLines(view: View, page: Page): Lines {
  const shown = view.claims.filter((claim) => page.full || claim.verdict !== 'not-tested');
  const hidden = view.claims.length - shown.length;
  const lines = shown.flatMap((claim) => {
    const standIn = claim.standIn === null ? '' : ` (${claim.standIn})`;
    return keyed('documents', `${claim.subject}: stated ${claim.stated}; ${claim.finding}${standIn}`, page);
  });
  if (hidden === 0) return lines;
  const more = plural(hidden, 'further statement');
  return [...lines, ...keyed('documents', `${more} not tested here (listed with --full)`, page)];
}

/** Whether the figures can be trusted, with every invalid cell. */
export function trustLines(view: View, page: Page): Lines {
  const { trust } = view;
  const doubtful = trust.doubtful.filter((cell) => page.full || cell.status === 'invalid');
  return [
    ...keyed('trust', `${trust.summary}; ${view.ended}`, page),
    ...keyed('noise', running(page.full ? trust.noise : trust.noise.slice(0, 2)), page),
    ...keyed('generator', running(page.full ? trust.generator : trust.generator.slice(0, 1)), page),
    ...(page.full ? keyed('machine', listed(trust.machine), page) : []),
    ...(page.full ? keyed('method', listed(trust.method), page) : []),
    ...doubtful.flatMap((cell) => {
      const modes = list(cell.cells.map(({ mode }) => labelOf(view, mode)));
      const where = `${cell.scenario}, ${cell.level.label}, ${modes}`;
      const reasons = cell.reasons.map((reason) => `${reason.text}. Try: ${reason.remedy}`);
      return keyed(statusWords[cell.status], `${where}: ${reasons.join('; ')}`, page);
    }),
    ...trust.discarded.flatMap((one) => keyed('left out', `round ${one.round}: ${one.why}`, page)),
    ...trust.failures.slice(0, page.full ? undefined : 3).flatMap((text) => keyed('failure', text, page)),
  ];
}

function listed(facts: readonly Fact[]): string {
  return facts.map((fact) => `${fact.name}: ${fact.value}`).join('; ');
}

/** Facts as one sentence: "stolen by the hypervisor: median …; used by other programs: …". */
function running(facts: readonly Fact[]): string {
  const lowered = (name: string) => name.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  return facts.map(({ name, value }) => `${lowered(name)} ${value}`).join('; ');
}
