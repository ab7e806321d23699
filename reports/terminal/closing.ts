import { caveatCodes } from '../../harness/stats/validity/caveats.ts';
import { concernsOf } from '../view/concerns.ts';
import type { Fact, LevelView, Range, ResourceView, ScenarioView, View } from '../view/types.ts';
import { verdictWords } from '../wording/claims.ts';
import { megabytes, milliseconds, NONE, plural } from '../wording/numbers.ts';
import { doubtsInShort } from '../wording/open.ts';
import { placesText } from '../wording/places.ts';
import { withRemedy } from '../wording/validity.ts';
import { keyed, type Lines, type Page } from './page.ts';
import { wrapCommand } from './text.ts';

/** What the tables come to, in sentences. */
export function answerLines(view: View, page: Page): Lines {
  return view.answer.scenarios.flatMap(({ scenario, lead, sentences }) =>
    sentences.length === 0 ? [] : keyed(page.full ? lead : scenario, sentences.join(' '), page),
  );
}

/** What stays open, and one command that may settle it. Cells that failed are explained below the tables. */
export function openLines(view: View, page: Page): Lines {
  const { interrupted, doubts, command } = view.answer.open;
  const cut =
    interrupted === null
      ? []
      : keyed(
          'open',
          [interrupted.text, interrupted.remedy].filter((part) => part !== null).join('; '),
          page,
        );
  if (command === null) return cut;
  const asked = doubtsInShort(doubts, view.baseline.label);
  return [...cut, ...keyed('open', `${asked}:`, page), ...wrapCommand(command, page.columns, 2)];
}

/** Which worker count is best, where several were measured. */
export function workerLines(view: View, page: Page): Lines {
  return view.workers.flatMap(({ lead, text }) => keyed('workers', `${lead}: ${text}`, page));
}

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
  const unready = isAttached(view, resource.mode) ? 'ran already' : 'never ready';
  const ready = resource.readyMs === null ? unready : `ready after ${milliseconds(resource.readyMs.median)}`;
  const kind = resource.upperBound ? 'sum of RSS (an upper bound)' : 'footprint';
  const tree =
    resource.processes.length === 0 ? '' : `; ${plural(resource.processes.length, 'process', 'processes')}`;
  return `${labelOf(view, resource.mode)}: ${ready}; ${kind} ${memory(resource.idle)} idle, ${memory(resource.loaded)} between slices, ${memory(resource.rest)} after load${tree} (medians over launches)`;
}

function isAttached(view: View, id: string): boolean {
  return view.modes.some((mode) => mode.id === id && mode.attached);
}

function labelOf(view: View, id: string): string {
  return view.modes.find((mode) => mode.id === id)?.label ?? id;
}

/** What the documents say: in short, or claim by claim. */
export function claimLines(view: View, page: Page): Lines {
  const { told, rest } = view.claimsInShort;
  const texts = page.full
    ? view.claims.map(({ subject, stated, verdict, plain, finding, standIn }) => {
        const stood = standIn === null ? '' : ` (${standIn})`;
        return `${subject}: stated ${stated}; ${plain ? '' : `${verdictWords[verdict]}: `}${finding}${stood}`;
      })
    : [...told, ...(rest === null ? [] : [`${rest} (--full lists them)`])];
  return texts.flatMap((text) => keyed('documents', text, page));
}

/** Whether the figures can be trusted; `tables` are those shown, whose cells the notes speak of. */
export function trustLines(
  view: View,
  tables: readonly { readonly scenario: ScenarioView; readonly level: LevelView }[],
  page: Page,
): Lines {
  const { trust } = view;
  const failures = page.full ? trust.failures : trust.failures.slice(0, 3);
  const more = trust.failures.length - failures.length;
  return [
    ...keyed('trust', `${trust.summary}; ${view.ended}`, page),
    ...view.modes.flatMap(({ attached, label, notes }) =>
      attached ? keyed('attached', `${label} ${notes.join('; ')}`, page) : [],
    ),
    ...facts('noise', page.full ? trust.noise : trust.noise.slice(0, 2), page),
    ...facts('generator', page.full ? trust.generator : trust.generatorInShort, page),
    ...(page.full ? keyed('machine', listed(trust.machine), page) : []),
    ...(page.full ? keyed('method', listed(trust.method), page) : []),
    ...invalidElsewhere(view, tables).flatMap((text) => keyed('invalid', text, page)),
    ...trust.discarded.flatMap((one) => keyed('left out', `round ${one.round}: ${one.why}`, page)),
    ...failures.flatMap((text) => keyed('failure', text, page)),
    ...(more > 0 ? keyed('failure', `${more} more (--full lists them)`, page) : []),
  ];
}

/** Invalid cells of levels that are not shown, and what makes them so. */
function invalidElsewhere(view: View, tables: Parameters<typeof trustLines>[1]): readonly string[] {
  const hidden = view.scenarios.flatMap((scenario) =>
    scenario.cells.filter(
      (cell) =>
        cell.status === 'invalid' &&
        !tables.some((shown) => shown.scenario === scenario && shown.level.key === cell.level.key),
    ),
  );
  const grave = hidden.map((cell) => ({
    ...cell,
    reasons: cell.reasons.filter(
      ({ reason }) => reason.code !== 'disturbed' && !caveatCodes.has(reason.code),
    ),
  }));
  return concernsOf(grave).map(
    (concern) => `${placesText(concern.cells, view.modes, view.trust.counts.total)}: ${withRemedy(concern)}`,
  );
}

function listed(facts: readonly Fact[]): string {
  return facts.map((fact) => `${fact.name}: ${fact.value}`).join('; ');
}

function facts(key: string, list: readonly Fact[], page: Page): Lines {
  return list.length === 0 ? [] : keyed(key, running(list), page);
}

/** Facts as one sentence: "stolen by the hypervisor: median …; used by other programs: …". */
function running(facts: readonly Fact[]): string {
  const lowered = (name: string) => name.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  return facts.map(({ name, value }) => `${lowered(name)} ${value}`).join('; ');
}
