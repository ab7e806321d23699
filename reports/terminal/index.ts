import type { RunRecord } from '../../harness/model/record.ts';
import { gateBlocks, isGated } from '../gate/terminal.ts';
import { noiseBlocks } from '../noise/terminal.ts';
import { searchBlocks } from '../search/terminal.ts';
import { viewOf } from '../view/index.ts';
import type { LevelView, ScenarioView, View } from '../view/types.ts';
import { utcMinute } from '../wording/dates.ts';
import { documentBlocks } from './claims.ts';
import { closedTable } from './closed-table.ts';
import { answerLines, claimLines, openLines, resourceLines, trustLines, workerLines } from './closing.ts';
import { experimentBlocks } from './experiments.ts';
import { headroomBlock } from './headroom.ts';
import { Notes } from './notes.ts';
import { objectiveLines } from './objectives.ts';
import { openTable } from './open-table.ts';
import { type Lines, type Page, rule, spread } from './page.ts';
import { paintWith } from './paint.ts';
import { rowsAt } from './row.ts';
import { tableLines } from './table.ts';
import { plain, wrap } from './text.ts';

export interface TerminalOptions {
  readonly columns: number;
  readonly colour: boolean;
  /** All levels, all claims, all facts. */
  readonly full: boolean;
  /** Lines are drawn on a terminal only. */
  readonly tty: boolean;
}

/**
 * The report as text, no line wider than `columns` (at least 30); ends with a line feed. Of a run the tables come first,
 * then what they come to, and last what to know about them; of claims and experiments what they came to, and the tables
 * of cells with `--full` only; of a gate its verdict, of noise what it means for one, of a search what is carried, and with
 * `--full` all that a run tells too.
 */
export function renderTerminal(record: RunRecord, options: TerminalOptions): string {
  const page: Page = {
    columns: Math.max(30, options.columns),
    paint: paintWith(options.colour),
    full: options.full,
    rule: options.tty ? '─' : '',
  };
  if (isGated(record) && !page.full) return textOf(gateBlocks(record, page));
  const noise = noiseBlocks(record, page);
  if (noise.length > 0 && !page.full) return textOf(noise);
  const searched = searchBlocks(record, page);
  if (searched.length > 0 && !page.full) return textOf(searched);
  const view = viewOf(record);
  const tables = (view.lead === 'answer' || page.full ? view.scenarios : []).flatMap((scenario) =>
    shownLevels(scenario, page.full).map((level) => ({ scenario, level })),
  );
  const notes = new Notes(
    tables.flatMap(({ scenario, level }) => scenario.cells.filter((cell) => cell.level.key === level.key)),
  );
  const title = spread(`${view.title} · ${utcMinute(view.startedAt)}`, view.extent, page);
  const drawn = tables.map(({ scenario, level }) => tableBlock(view, scenario, level, notes, page));
  const closing = () => [...noteLines(notes, page), ...trustLines(view, tables, page)];
  const blocks: readonly Lines[] =
    view.lead === 'answer'
      ? [
          title,
          ...drawn,
          [...rule(page), ...answerLines(view, page), ...openLines(view, page)],
          objectiveLines(view, page),
          workerLines(view, page),
          resourceLines(view, page),
          ...experimentBlocks(view, page),
          claimLines(view, page),
          closing(),
          headroomBlock(view, page),
        ]
      : [
          title,
          openLines(view, page),
          ...(view.lead === 'claims' ? documentBlocks(view, page) : []),
          ...experimentBlocks(view, page),
          ...drawn,
          workerLines(view, page),
          [...rule(page), ...closing()],
          headroomBlock(view, page),
        ];
  return textOf([...(isGated(record) ? gateBlocks(record, page) : []), ...noise, ...searched, ...blocks]);
}

function textOf(blocks: readonly Lines[]): string {
  const shown = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${shown.join('\n\n')}\n`;
}

/** Only when all rows are made are all signs known. */
function noteLines(notes: Notes, page: Page): Lines {
  return notes.lines().flatMap((note) => wrap(note, page.columns, 2).map(page.paint.faint));
}

function shownLevels(scenario: ScenarioView, full: boolean): readonly LevelView[] {
  if (full) return scenario.levels;
  const shown = scenario.best ?? scenario.levels.at(-1);
  return shown === undefined ? [] : [shown];
}

/** Of rates the highest is not the best: it is the one that the answer stands on. */
function bestName({ kind }: LevelView): string {
  return kind === 'open' ? 'rate of the answer' : 'best valid level';
}

function tableBlock(view: View, scenario: ScenarioView, level: LevelView, notes: Notes, page: Page): Lines {
  const best = page.full && scenario.best?.key === level.key ? bestName(level) : '';
  const detail = level.detail === null ? '' : ` (${level.detail})`;
  const table =
    level.kind === 'open'
      ? openTable(view, scenario, level, notes)
      : closedTable(rowsAt(view, scenario, level, notes), plain(view.baseline.label));
  return [
    ...rule(page),
    ...spread(`${scenario.name} · ${scenario.summary} · ${level.label}${detail}`, best, page),
    ...tableLines(table, page.columns, page.paint),
  ];
}
