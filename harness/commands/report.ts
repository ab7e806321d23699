import { z } from 'zod';
import { UsageError } from '../model/failure.ts';
import { readRecord } from '../record/record-file.ts';
import { parseFormats } from '../runs/formats.ts';
import { resolveRecord } from '../runs/resolve-run.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { printRecord, writeReportsTo } from './output.ts';
import { reportSeveral } from './report-several.ts';

const flagsSchema = z.object({
  format: z.string().optional(),
  out: z.string().optional(),
  full: z.boolean().optional(),
  open: z.boolean().optional(),
  json: z.boolean().optional(),
});

/** `bench report`: renders any record again, or several together, and measures nothing. */
export async function reportCommand(
  references: readonly string[],
  options: Record<string, unknown>,
): Promise<ExitCode> {
  const { format, out, full = false, open = false, json = false } = flagsSchema.parse(options);
  if (json) refuseBesideJson({ '--format': format !== undefined, '--open': open, '--full': full });
  const asked = format ?? (open ? 'html' : undefined);
  const [reference = '', ...others] = references;
  if (others.length > 0) return reportSeveral(references, { format: asked, out, full, open, json });
  const formats = asked === undefined ? [] : parseFormats(asked);
  const { folder, record: path } = await resolveRecord(reference);
  const record = await readRecord(path);
  if (formats.length === 0) {
    printRecord(record, { json, full });
    return exitCodes.pass;
  }
  await writeReportsTo(out ?? folder, record, formats, open);
  return exitCodes.pass;
}

function refuseBesideJson(given: Readonly<Record<string, boolean>>): void {
  const message = 'cannot go with --json, which prints to stdout and nothing else';
  const problems = Object.entries(given).flatMap(([where, is]) =>
    is ? [{ where, message, hint: 'leave one out' }] : [],
  );
  if (problems.length > 0) throw new UsageError(problems);
}
