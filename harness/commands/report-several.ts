import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { FormatOf } from '../../reports/index.ts';
import type { SeveralView } from '../../reports/view/several-types.ts';
import { list } from '../../reports/wording/numbers.ts';
import { UsageError } from '../model/failure.ts';
import type { ShownRecord } from '../model/several-records.ts';
import { parseFormats } from '../runs/formats.ts';
import { type ReadRecord, readSeveral } from '../runs/read-several.ts';
import { isMeasuredAlike, recordDifferences } from '../runs/record-differences.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { writeReportsTo } from './output.ts';
import { pageSize } from './page-size.ts';

export interface SeveralFlags {
  /** Names of formats; undefined: the terminal. */
  readonly format: string | undefined;
  readonly out: string | undefined;
  readonly full: boolean;
  readonly open: boolean;
  readonly json: boolean;
}

/** `bench report a b …`: two records as before and now, more of them as a trend. Measures nothing. */
export async function reportSeveral(references: readonly string[], flags: SeveralFlags): Promise<ExitCode> {
  const { severalFormats } = await import('../../reports/several.ts');
  const formats = flags.format === undefined ? [] : formatsOf(flags.format, severalFormats);
  const read = await readSeveral(references);
  const out = flags.out ?? read.at(-1)?.folder ?? '.';
  const { severalViewOf } = await import('../../reports/view/several.ts');
  const view = severalViewOf(shownRecords(read, out));
  if (flags.json) {
    const { severalJson } = await import('../../reports/json/several.ts');
    process.stdout.write(`${JSON.stringify(severalJson(view))}\n`);
  } else if (formats.length === 0) {
    const { renderSeveral } = await import('../../reports/terminal/several.ts');
    process.stdout.write(renderSeveral(view, { ...pageSize(), full: flags.full }));
  } else await writeReportsTo(out, view, formats, flags.open);
  return exitCodes.pass;
}

function formatsOf(names: string, known: readonly FormatOf<SeveralView>[]): readonly FormatOf<SeveralView>[] {
  const asked = parseFormats(names);
  const unfit = asked.filter(({ name }) => known.every((format) => format.name !== name));
  if (unfit.length > 0) {
    const hint = `of several there are ${list(known.map(({ name }) => name))}; name one record for the others`;
    const message = (name: string) => `${name} is of one record`;
    throw new UsageError(unfit.map(({ name }) => ({ where: '--format', message: message(name), hint })));
  }
  return asked.flatMap(({ name }) => known.filter((format) => format.name === name));
}

/** `out` is the folder that links are followed from. */
function shownRecords(read: readonly ReadRecord[], out: string): readonly ShownRecord[] {
  const heads: ReadRecord[] = [];
  return read.map((one, index) => {
    const before = read[index - 1];
    const found = heads.findIndex(({ record }) => isMeasuredAlike(record, one.record));
    if (found === -1) heads.push(one);
    return {
      ...{ record: one.record, reference: one.reference, page: pageOf(one, out) },
      group: found === -1 ? heads.length - 1 : found,
      differences: before === undefined ? [] : recordDifferences(before.record, one.record),
    };
  });
}

/** A link to the page beside the record, if there is one. */
function pageOf({ folder }: ReadRecord, out: string): string | null {
  const page = join(folder, 'report.html');
  return existsSync(page) ? relative(out, page).split(sep).map(encodeURIComponent).join('/') : null;
}
