import { z } from 'zod';
import { compare } from '../api/compare.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { pageSize } from './page-size.ts';

const flagsSchema = z.object({
  out: z.string().optional(),
  full: z.boolean().optional(),
  json: z.boolean().optional(),
});

/** `bench compare`: two records side by side. Measures nothing. */
export async function compareCommand(
  baseline: string,
  candidate: string,
  options: Record<string, unknown>,
): Promise<ExitCode> {
  const { out, full = false, json = false } = flagsSchema.parse(options);
  const comparison = await compare(baseline, candidate, { out });
  if (json) process.stdout.write(`${JSON.stringify(comparison)}\n`);
  else {
    const { renderComparison } = await import('../../reports/comparison/terminal.ts');
    process.stdout.write(renderComparison(comparison, { ...pageSize(), full }));
  }
  return comparison.ratios.length === 0 ? exitCodes.noAnswer : exitCodes.pass;
}
