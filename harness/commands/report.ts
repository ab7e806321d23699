import { z } from 'zod';
import { readRecord } from '../record/record-file.ts';
import { parseFormats } from '../runs/formats.ts';
import { resolveRecord } from '../runs/resolve-run.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { printRecord, writeReportsTo } from './output.ts';

const flagsSchema = z.object({
  format: z.string().optional(),
  out: z.string().optional(),
  full: z.boolean().optional(),
  open: z.boolean().optional(),
});

/** `bench report`: renders any record again, and measures nothing. */
export async function reportCommand(reference: string, options: Record<string, unknown>): Promise<ExitCode> {
  const flags = flagsSchema.parse(options);
  const formats =
    flags.format === undefined ? (flags.open ? parseFormats('html') : []) : parseFormats(flags.format);
  const { folder, record: path } = await resolveRecord(reference);
  const record = await readRecord(path);
  if (formats.length === 0) {
    printRecord(record, { json: false, full: flags.full ?? false });
    return exitCodes.pass;
  }
  const out = flags.out ?? folder;
  await writeReportsTo(out, record, formats, flags.open ?? false);
  return exitCodes.pass;
}
