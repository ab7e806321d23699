import type { RunRecord } from '../../harness/model/record.ts';
import { viewOf } from '../view/index.ts';
import type { LevelView, ScenarioView, View } from '../view/types.ts';
import { utcMinute } from '../wording/dates.ts';
import { claimLines, resourceLines, trustLines } from './closing.ts';
import { keyed, type Lines, type Page, rule, spread } from './page.ts';
import { paintWith } from './paint.ts';
import { Footnotes, rowsAt } from './row.ts';
import { tableLines } from './table.ts';
import { plain, wrap, wrapCommand } from './text.ts';

export interface TerminalOptions {
  readonly columns: number;
  readonly colour: boolean;
  /** All levels, all claims, all facts. */
  readonly full: boolean;
  /** Lines are drawn on a terminal only. */
  readonly tty: boolean;
}

/** The report as text, no line wider than `columns` (at least 30); ends with a line feed. */
export function renderTerminal(record: RunRecord, options: TerminalOptions): string {
  const view = viewOf(record);
  const page: Page = {
    columns: Math.max(30, options.columns),
    paint: paintWith(options.colour),
    full: options.full,
    rule: options.tty ? '─' : '',
  };
  const blocks: readonly Lines[] = [
    spread(`${view.title} · ${utcMinute(view.startedAt)}`, view.extent, page),
    answerLines(view, page),
    ...view.scenarios.flatMap((scenario) => scenarioBlocks(view, scenario, page)),
    resourceLines(view, page),
    [...rule(page), ...claimLines(view, page)],
    trustLines(view, page),
  ];
  const shown = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${shown.join('\n\n')}\n`;
}

function answerLines(view: View, page: Page): Lines {
  const told = view.answer.scenarios.flatMap(({ lead, sentences }) =>
    sentences.length === 0 ? [] : keyed(lead, sentences.join(' '), page),
  );
  const open = view.answer.open.flatMap((question) => [
    ...keyed('open', question.text + (question.remedy === null ? '' : `; ${question.remedy}`), page),
    ...(question.command === null ? [] : wrapCommand(question.command, page.columns, 4)),
  ]);
  return [...told, ...open];
}

function scenarioBlocks(view: View, scenario: ScenarioView, page: Page): readonly Lines[] {
  const shown = scenario.best ?? scenario.levels.at(-1);
  const levels = page.full ? scenario.levels : shown === undefined ? [] : [shown];
  return levels.map((level) => levelLines(view, scenario, level, page));
}

function levelLines(view: View, scenario: ScenarioView, level: LevelView, page: Page): Lines {
  const notes = new Footnotes();
  const rows = rowsAt(view, scenario, level, notes);
  const best = page.full && scenario.best?.key === level.key ? 'best valid level' : '';
  return [
    ...rule(page),
    ...spread(`${scenario.name} · ${scenario.summary} · ${level.label}`, best, page),
    ...tableLines(rows, plain(view.baseline.label), page.columns, page.paint),
    ...notes.lines().flatMap((note) => wrap(note, page.columns, 2).map(page.paint.faint)),
  ];
}
