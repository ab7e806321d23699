import type { MicroCost, MicroResult, MicroRow } from '../../harness/model/micro.ts';
import { keyed, type Page, spread } from '../terminal/page.ts';
import { paintWith } from '../terminal/paint.ts';
import { displayWidth, padEnd } from '../terminal/text.ts';
import { NBSP, NONE, number, plural, ratioWithInterval, seconds, withInterval } from '../wording/numbers.ts';

export interface MicroOptions {
  readonly columns: number;
  readonly colour: boolean;
}

/** What `bench micro` found, as text; ends with a line feed. */
export function renderMicro(result: MicroResult, { columns, colour }: MicroOptions): string {
  const page: Page = { columns: Math.max(30, columns), paint: paintWith(colour), full: false, rule: '' };
  const extent = `${plural(result.cycles, 'cycle')} in ${seconds(result.measuredSeconds)}`;
  const blocks = [
    spread(`CPU time per request · ${result.stack}`, extent, page),
    ...result.rows.map((row) => rowLines(row, page)),
    result.notes.flatMap((note) => keyed('note', note, page)),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function rowLines({ scenario, summary, costs: all }: MicroRow, page: Page): readonly string[] {
  // A handler that cannot be called alone is a fact about the stack, which a note tells, and no missing figure.
  const costs = all.filter(({ way, cpuUs }) => way !== 'handler' || cpuUs !== null);
  const base = costs.find(({ cpuUs }) => cpuUs !== null);
  const header = ['', 'CPU µs', 'adds µs', base === undefined ? '' : `× ${base.label}`];
  const cells = [header, ...costs.map((cost) => cellsOf(cost, base))];
  const widths = header.map((_, column) => Math.max(...cells.map((row) => displayWidth(row[column] ?? ''))));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => padEnd(cell.replaceAll(NBSP, ' '), widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...spread(`${scenario} · ${summary}`, '', page), ...lines.map(paintHeader(page))];
}

function paintHeader({ paint }: Page): (line: string, index: number) => string {
  return (line, index) => (index === 0 ? paint.faint(line) : line);
}

function cellsOf(cost: MicroCost, base: MicroCost | undefined): readonly string[] {
  const { label, cpuUs, factor } = cost;
  if (cpuUs === null) return [label, NONE, NONE, NONE];
  if (cost === base || !base?.cpuUs) return [label, withInterval(cpuUs), '', '1'];
  const adds = number(cpuUs.point - base.cpuUs.point);
  return [label, withInterval(cpuUs), adds, factor === null ? NONE : ratioWithInterval(factor)];
}
