import type { RunRecord } from '../../harness/model/record.ts';
import type { RenderedFile, ReportFormat } from '../format.ts';
import type { GateView } from '../view/gate-types.ts';
import { viewOf } from '../view/index.ts';
import { wasLaunched } from '../view/lead.ts';
import type { Fact, Range, View } from '../view/types.ts';
import { verdictWords } from '../wording/claims.ts';
import { shellCommand } from '../wording/command.ts';
import { utcMinute } from '../wording/dates.ts';
import { headroomColumns, headroomNote } from '../wording/headroom.ts';
import { bytesPerMB, listUpTo, NONE, number, plural } from '../wording/numbers.ts';
import { doubtsByScenario } from '../wording/open.ts';
import { placesText } from '../wording/places.ts';
import { capital } from '../wording/sentence.ts';
import { withRemedy } from '../wording/validity.ts';
import { claimsTable, documentParts } from './claims.ts';
import { experimentParts } from './experiments.ts';
import { fitting, gateDetails, gateLead, mostInComment } from './gate.ts';
import { noiseParts } from './noise.ts';
import { objectiveParts } from './objectives.ts';
import { percentilePart } from './percentiles.ts';
import { levelTable } from './scenario.ts';
import { searchParts } from './search.ts';
import { fenced, folded, md, prose, table } from './text.ts';

export const markdownFormat: ReportFormat = {
  name: 'md',
  extension: 'md',
  summary: 'Markdown for an issue or a pull request',
  render,
};

/** A record made for claims also has their table alone, ready for a README. */
async function render(record: RunRecord): Promise<readonly RenderedFile[]> {
  const view = viewOf(record);
  const report = { name: 'report.md', content: markdownOf(view) };
  return view.lead === 'claims'
    ? [report, { name: 'claims.md', content: `${claimsTable(view)}\n` }]
    : [report];
}

/**
 * What leads, then what it rests on; much of that is folded away. Of a gate it is made to be posted as a comment, and to be
 * found again by its first line.
 */
export function markdownOf(view: View): string {
  const { gate } = view;
  if (gate !== null) return fitting(gateLead(view, gate), gateRest(view, gate), mostInComment);
  const parts = [
    `# ${md(view.title)}`,
    md(
      `${listUpTo(
        view.modes.map((mode) => mode.label),
        mostNamed,
      )}; ${view.extent}; ${utcMinute(view.startedAt)}; ${view.machine}`,
    ),
    ...(view.noise === null ? body(view) : noiseParts(view.noise)),
    ...trust(view),
  ];
  return `${parts.join('\n\n')}\n`;
}

function gateRest(view: View, gate: GateView): readonly string[] {
  const figures = [...scenarios(view), ...workers(view), ...resources(view)];
  return [
    ...objectiveParts(view),
    ...gateDetails(gate),
    ...(figures.length === 0 ? [] : [folded('Figures of both sides', figures.join('\n\n'))]),
    folded('Can it be trusted', [...trust(view).slice(1)].join('\n\n')),
  ];
}

/** Modes that are named at the top. */
const mostNamed = 8;

function body(view: View): readonly string[] {
  switch (view.lead) {
    case 'answer':
      return [
        ...(view.search === null ? answer(view) : searchParts(view.search)),
        ...objectiveParts(view),
        ...scenarios(view),
        ...workers(view),
        ...resources(view),
        ...experimentParts(view),
        ...claims(view),
      ];
    case 'claims':
      return [
        claimsTable(view),
        ...open(view),
        ...documentParts(view),
        ...experimentParts(view),
        ...scenarios(view),
        ...workers(view),
        ...(view.resources.some(wasLaunched) ? resources(view) : []),
      ];
    case 'experiments':
      return [...open(view), ...experimentParts(view)];
  }
}

function answer(view: View): readonly string[] {
  const told = view.answer.scenarios.map(
    ({ lead, sentences }) => `- **${md(lead)}**: ${sentences.map(md).join(' ')}`,
  );
  const note = view.answer.note === null ? [] : [`${capital(md(view.answer.note))}.`];
  return [told.join('\n'), ...note, ...open(view)];
}

function open(view: View): readonly string[] {
  const { interrupted, broken, doubts, command } = view.answer.open;
  const questions = [...(interrupted === null ? [] : [interrupted]), ...broken].map(
    ({ text, remedy }) => `- ${md(text)}${remedy === null ? '' : `; ${prose(remedy)}`}`,
  );
  const doubtful = doubtsByScenario(doubts, view.baseline.label).map((text) => `- ${md(text)}`);
  if (questions.length + doubtful.length === 0) return [];
  const rerun = command === null ? [] : [`More rounds may tell:\n\n${fenced(shellCommand(command), 'sh')}`];
  return [['Not answered:\n', ...questions, ...doubtful].join('\n'), ...rerun];
}

function scenarios(view: View): readonly string[] {
  return view.scenarios.flatMap((scenario) => {
    const shown = scenario.best ?? scenario.levels.at(-1);
    if (shown === undefined) return [`## ${md(scenario.name)}\n\nNothing was measured.`];
    const others = scenario.levels.filter((level) => level.key !== shown.key);
    const more = others.map((level) => `**${level.label}**\n\n${levelTable(view, scenario, level)}`);
    return [
      `## ${md(scenario.name)} · ${md(scenario.summary)} · ${shown.label}${shown.detail === null ? '' : ` (${shown.detail})`}`,
      levelTable(view, scenario, shown),
      ...(more.length === 0 ? [] : [folded(`${scenario.name} at other levels`, more.join('\n\n'))]),
      ...percentilePart(scenario, view.modes),
    ];
  });
}

function workers(view: View): readonly string[] {
  if (view.workers.length === 0) return [];
  return ['## Workers', view.workers.map(({ lead, text }) => `- **${md(lead)}**: ${md(text)}`).join('\n')];
}

function resources(view: View): readonly string[] {
  const text = (range: Range | null, scale: number) =>
    range === null
      ? NONE
      : `${number(range.median / scale)} (${number(range.least / scale)}–${number(range.most / scale)})`;
  const memory = (range: Range | null) => text(range, bytesPerMB);
  const upperBound = view.resources.some((resource) => resource.upperBound);
  const rows = view.resources.map((resource) => [
    md(view.modes.find((mode) => mode.id === resource.mode)?.label ?? resource.mode),
    text(resource.readyMs, 1),
    memory(resource.idle),
    memory(resource.loaded),
    memory(resource.rest),
    resource.processes.length === 0 ? NONE : String(resource.processes.length),
  ]);
  const kind = upperBound ? 'sum of RSS' : 'footprint';
  const headers = [
    'mode',
    'ready after, ms',
    'idle, MB',
    'between slices, MB',
    'after load, MB',
    'processes',
  ];
  const costs = view.workerCosts.map((cost) => `- ${md(cost.text)}`).join('\n');
  const body = [
    table(headers, rows),
    `Medians over launches or slices (least–greatest); memory is the ${kind}.`,
    ...(costs === '' ? [] : [costs]),
  ];
  return [folded('Start-up and memory', body.join('\n\n'))];
}

/** Of a run that was made for something else; what it could not test is only counted. */
function claims(view: View): readonly string[] {
  const tested = view.claims.filter((claim) => claim.verdict !== 'not-tested');
  const left = view.claims.length - tested.length;
  if (view.claims.length === 0) return [];
  const rows = tested.map((claim) => [
    md(claim.subject),
    md(claim.stated),
    verdictWords[claim.verdict] + (claim.standIn === null ? '' : ` (${md(claim.standIn)})`),
    md(claim.finding),
  ]);
  return [
    '## What the documents say',
    ...(rows.length === 0 ? [] : [table(['statement', 'stated', 'verdict', 'measured'], rows, 'text')]),
    ...(left === 0
      ? []
      : [`${plural(left, 'statement')} of theirs ${left === 1 ? 'was' : 'were'} not tested.`]),
  ];
}

/** For each cell, what the load generator took of what it can. */
function headroom({ modes, trust: { headroom: rows } }: View): readonly string[] {
  if (rows.length === 0) return [];
  const columns = headroomColumns(rows);
  const label = (id: string) => md(modes.find((mode) => mode.id === id)?.label ?? id);
  const body = table(
    ['cell', ...columns.map(({ header }) => header)],
    rows.map((row) => [
      `${md(row.cell.scenario)}, ${row.cell.level.label}, ${label(row.cell.mode)}`,
      ...columns.map(({ text }) => md(text(row))),
    ]),
  );
  return [folded('Headroom of the load generator in each cell', `${body}\n\n${headroomNote(rows)}`)];
}

function trust(view: View): readonly string[] {
  const doubtful = view.trust.concerns.map((concern) => {
    const where = placesText(concern.cells, view.modes, view.trust.counts.total);
    return `- ${concern.states.join(', ')}: ${md(where)}: ${prose(withRemedy(concern))}`;
  });
  const rest = [
    ...view.modes.flatMap(({ attached, label, notes }) =>
      attached ? [`- attached: ${md(label)} ${md(notes.join('; '))}`] : [],
    ),
    ...view.trust.discarded.map(({ round, why }) => `- left out: round ${round}: ${md(why)}`),
    ...view.trust.failures.map((text) => `- failure: ${md(text)}`),
  ];
  const facts = (list: readonly Fact[]) =>
    table(
      ['', ''],
      list.map(({ name, value }) => [md(name), md(value)]),
      'text',
    );
  const { noise, generator, method, machine } = view.trust;
  return [
    '## Can it be trusted',
    `${capital(md(view.trust.summary))}; ${md(view.ended)}.`,
    ...(doubtful.length + rest.length === 0 ? [] : [[...doubtful, ...rest].join('\n')]),
    ...(noise.length + generator.length === 0
      ? []
      : [folded('Noise seen and headroom of the load generator', facts([...noise, ...generator]))]),
    ...headroom(view),
    folded('Machine and method', facts([...machine, ...method])),
    `Repeat:\n\n${fenced(shellCommand(view.command), 'sh')}`,
  ];
}
