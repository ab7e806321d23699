import { metrics } from '../../harness/model/metric.ts';
import { stateNotes } from '../charts/model.ts';
import type { FormatOf, RenderedFile } from '../format.ts';
import type {
  CellVisit,
  ComparedMetric,
  RecordEntry,
  SeveralCell,
  SeveralScenario,
  SeveralView,
} from '../view/several-types.ts';
import type { LevelView } from '../view/types.ts';
import { inlineCode, shellCommand } from '../wording/command.ts';
import { utcMinute } from '../wording/dates.ts';
import { forReading, NONE, ratioWithInterval, withIntervalOrNone } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import {
  changeWord,
  differenceKinds,
  isChange,
  severalMetricNames,
  severalMetrics,
} from '../wording/several.ts';
import { folded, md, prose, table } from './text.ts';

export const severalMarkdownFormat: FormatOf<SeveralView> = { name: 'md', render };

async function render(view: SeveralView): Promise<readonly RenderedFile[]> {
  return [{ name: `${view.kind}.md`, content: severalMarkdown(view) }];
}

/** What changed, the figures at the levels shown, and folded away the other levels and what each record was. */
export function severalMarkdown(view: SeveralView): string {
  const parts = [
    `# ${md(view.title)}`,
    recordTable(view),
    answer(view),
    [...view.apart, ...view.missing].map((text) => `- ${prose(text)}`).join('\n'),
    ...view.scenarios.flatMap((scenario) => scenarioParts(view, scenario)),
    ...differences(view.records),
    folded('What each record came to', view.records.map(foundText).join('\n\n')),
  ];
  return `${parts.join('\n\n')}\n`;
}

function recordTable({ records }: SeveralView): string {
  const headers = ['Record', 'Started', 'Commit', 'Measured alike', 'Name', 'Alone'];
  const rows = records.map(({ name, startedAt, commit, group, title, shownBy }) => [
    ...[md(capital(name)), md(utcMinute(startedAt)), commit === null ? NONE : md(commit), group],
    ...[md(title), inlineCode(shownBy)],
  ]);
  return table(headers, rows, 'text');
}

function answer({ answer: { of, scenarios, steps, counts } }: SeveralView): string {
  const told = scenarios.map(({ lead, sentences }) => `- **${md(lead)}**: ${sentences.map(md).join(' ')}`);
  const changes = steps.flatMap(({ from, to, sentences }) => [
    `- From ${from} to ${to}: ${sentences.map(md).join(' ')}`,
  ]);
  const each = changes.length === 0 ? [] : [`From record to record:\n\n${changes.join('\n')}`];
  return [`Ratios are ${md(of)}:\n\n${told.join('\n')}`, ...each, md(counts)].join('\n\n');
}

function scenarioParts(view: SeveralView, scenario: SeveralScenario): readonly string[] {
  const others = scenario.levels.filter(({ key }) => key !== scenario.shown.key);
  return [
    `## ${md(`${scenario.name}, ${scenario.shown.label}`)}`,
    levelTable(view, scenario, scenario.shown),
    ...others.map((level) => folded(`${scenario.name}, ${level.label}`, levelTable(view, scenario, level))),
  ];
}

/** Modes and metrics down; the records across, and the ratio over all. */
function levelTable(view: SeveralView, { cells, alike }: SeveralScenario, level: LevelView): string {
  const headers = [
    'Mode',
    'Figure',
    ...view.records.map(({ name }) => capital(name)),
    capital(view.answer.of),
    '',
  ];
  const rows = cells
    .filter((cell) => cell.level.key === level.key)
    .flatMap((cell) =>
      severalMetricNames
        .filter((metric) => cell.visits.some((visit) => (visit?.figures[metric] ?? null) !== null))
        .map((metric) => figureRow(view, cell, metric, alike)),
    );
  return table(headers.map(md), rows);
}

function figureRow(
  { modes }: SeveralView,
  cell: SeveralCell,
  metric: ComparedMetric,
  alike: boolean,
): readonly string[] {
  const { name, unit } = severalMetrics[metric];
  const ratio = cell.whole[metric];
  const word = ratio === undefined ? '' : changeWord(ratio, alike);
  return [
    md(modes.find(({ id }) => id === cell.mode)?.label ?? cell.mode),
    `${name}, ${unit}`,
    ...cell.visits.map((visit) => md(figureText(visit, metric))),
    ratio === undefined ? NONE : ratioWithInterval(ratio),
    ratio !== undefined && isChange(ratio) ? `**${word}**` : word,
  ];
}

function figureText(visit: CellVisit | null, metric: ComparedMetric): string {
  const figure = visit?.figures[metric] ?? null;
  if (visit === null || figure === null) return NONE;
  return withIntervalOrNone(forReading(figure, metrics[metric].unit)) + stateNotes[visit.state];
}

function differences(records: readonly RecordEntry[]): readonly string[] {
  const rows = records.flatMap(({ number, differences: found }) =>
    found.map(({ of, name, from, to }) => [String(number), differenceKinds[of], md(name), md(from), md(to)]),
  );
  const headers = ['Record', 'Of', 'What', 'Before it', 'There'];
  return rows.length === 0 ? [] : ['## How the records differ', table(headers, rows, 'text')];
}

function foundText({ name, command, machine, versions, extent, found }: RecordEntry): string {
  const lines = [
    `${inlineCode(shellCommand(command))}; ${md(extent)}; ${md(machine)}; ${md(versions)}`,
    ...found.map(md),
  ];
  return `**${md(capital(name))}**\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}
