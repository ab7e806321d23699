import type { CapacityReport } from '../../harness/capacity/report.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { type Lines, type Page, spread } from '../terminal/page.ts';
import { paintWith } from '../terminal/paint.ts';
import { tableLines } from '../terminal/table.ts';
import { plain, wrap, wrapCommand } from '../terminal/text.ts';
import { utcMinute } from '../wording/dates.ts';
import { capital } from '../wording/sentence.ts';
import { type Remedy, remediesOf } from './remedies.ts';
import { planTable, sizeTable } from './tables.ts';
import { type ToldCapacity, toldOf } from './told.ts';

export interface CapacityPage {
  readonly columns: number;
  readonly colour: boolean;
  /** Every curve and why there is none, cell by cell. */
  readonly full: boolean;
}

/** What a record tells of capacity as text, no line wider than `columns` (at least 40); ends with a line feed. */
export function renderCapacity(report: CapacityReport, record: RunRecord, options: CapacityPage): string {
  const { colour, full } = options;
  const page: Page = { columns: Math.max(40, options.columns), paint: paintWith(colour), full, rule: '' };
  const told = toldOf(report, full);
  const blocks: readonly Lines[] = [
    titleLines(report, told, page),
    ...told.scenarios.map((scenario) => scenarioLines(report, scenario, page)),
    notesLines(told.notes, page),
    notesLines(told.growth, page),
    notesLines(told.laws, page),
    ...remediesOf(report, record).map((remedy) => remedyLines(remedy, page)),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function titleLines({ record }: CapacityReport, { question, machine }: ToldCapacity, page: Page): Lines {
  return [
    ...spread(`capacity: ${record.id}`, utcMinute(record.startedAt), page),
    ...wrap(plain(question), page.columns),
    ...wrap(machine, page.columns).map(page.paint.faint),
  ];
}

function scenarioLines(
  report: CapacityReport,
  { name, notes }: ToldCapacity['scenarios'][number],
  page: Page,
): Lines {
  const { plan } = report;
  const table = plan === null ? sizeTable(report, name) : planTable(plan.answers, name);
  return [
    ...wrap(plain(name), page.columns).map(page.paint.strong),
    ...(table === null ? [] : tableLines(table, page.columns, page.paint)),
    ...notesLines(notes, page),
  ];
}

/** A command that can be pasted. */
function remedyLines({ tells, command }: Remedy, page: Page): Lines {
  return [...notesLines([`${tells}:`], page), ...wrapCommand(command, page.columns, 2)];
}

function notesLines(texts: readonly string[], page: Page): Lines {
  return texts.flatMap((text) => wrap(capital(plain(text)), page.columns, 2));
}
