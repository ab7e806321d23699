import type { RenderedFile } from '../../reports/index.ts';
import type { CapacityReport } from '../capacity/report.ts';
import { flagOf, Problems } from '../plan/problems.ts';
import { capacityOfRun, type PlannedCapacity } from '../runs/plan-capacity.ts';
import { writeFilesTo } from '../runs/write-reports.ts';
import { capacityFlagsSchema, uselessFlags } from './capacity-flags.ts';
import { type PlanFormat, parsePlanFormats } from './capacity-formats.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { pageSize } from './page-size.ts';

/** `bench capacity <record>`: plans from a run that was made, and measures nothing. */
export async function planFromRecord(reference: string, options: Record<string, unknown>): Promise<ExitCode> {
  const problems = new Problems();
  for (const flag of uselessFlags(options)) {
    const hint = 'leave it out; without a record bench capacity measures';
    problems.add(flagOf(flag), `shapes a measurement, and ${reference} was measured already`, hint);
  }
  const { format, json = false, full = false, ...request } = capacityFlagsSchema.parse(options);
  const formats = format === undefined ? [] : parsePlanFormats(format, reference, problems);
  const planned = await capacityOfRun(reference, request, problems);
  if (formats.length > 0) {
    const paths = await writePlan(planned, formats);
    // Where JSON is printed, that alone stands on stdout.
    for (const path of paths) (json ? process.stderr : process.stdout).write(`${path}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(planned.report)}\n`);
  else if (formats.length === 0) {
    const { renderCapacity } = await import('../../reports/capacity/terminal.ts');
    process.stdout.write(renderCapacity(planned.report, planned.record, { ...pageSize(), full }));
  }
  return hasAnswer(planned.report) ? exitCodes.pass : exitCodes.noAnswer;
}

/** Beside the record; the paths. */
async function writePlan(
  { report, record, folder }: PlannedCapacity,
  formats: readonly PlanFormat[],
): Promise<readonly string[]> {
  const files = await Promise.all(formats.map((format) => fileOf(format, { report, record })));
  return writeFilesTo(files, folder ?? '.');
}

async function fileOf(
  format: PlanFormat,
  { report, record }: Pick<PlannedCapacity, 'report' | 'record'>,
): Promise<RenderedFile> {
  const name = `capacity.${format}`;
  switch (format) {
    case 'md': {
      const { capacityMarkdown } = await import('../../reports/capacity/markdown.ts');
      return { name, content: capacityMarkdown(report, record) };
    }
    case 'csv': {
      const { capacityCsv, capacityCsvBegins } = await import('../../reports/capacity/csv.ts');
      return { name, content: capacityCsv(report), begins: capacityCsvBegins };
    }
    case 'json':
      return { name, content: `${JSON.stringify(report, null, 2)}\n` };
  }
}

function hasAnswer({ plan, sizes }: CapacityReport): boolean {
  return plan === null
    ? sizes.some(({ found }) => found.kind === 'sustained')
    : plan.answers.some(({ kind }) => kind === 'plan');
}
