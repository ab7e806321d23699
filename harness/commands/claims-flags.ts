import { z } from 'zod';
import { type Verdict, verdicts } from '../model/claim.ts';
import type { UsageProblem } from '../model/failure.ts';
import { nameHint, Problems } from '../plan/problems.ts';

const text = z.string().optional();
const flag = z.boolean().optional();

const claimsFlagsSchema = z.object({
  document: text,
  claims: text,
  file: z.array(z.string()).optional(),
  stack: text,
  record: text,
  failOn: text,
  concurrency: text,
  rounds: text,
  budget: text,
  seed: text,
  name: text,
  out: text,
  format: text,
  full: flag,
  open: flag,
  json: flag,
  quiet: flag,
});
export type ClaimsFlags = z.infer<typeof claimsFlagsSchema>;

export function parseClaimsFlags(options: Record<string, unknown>): ClaimsFlags {
  return claimsFlagsSchema.parse(options);
}

/** What a record settles already. */
const measuring = ['stack', 'concurrency', 'rounds', 'budget', 'seed', 'name'] as const;

export function conflictsOfClaims(flags: ClaimsFlags): UsageProblem[] {
  const problems: UsageProblem[] = [];
  if (flags.record !== undefined) {
    for (const name of measuring.filter((one) => flags[one] !== undefined)) {
      problems.push({
        where: `--${name}`,
        message: 'cannot go with --record: a record is judged, and nothing is measured',
        hint: 'leave one of them out',
      });
    }
  }
  if (flags.json && flags.full) {
    problems.push({
      where: '--full',
      message: 'shapes the table, and --json prints none',
      hint: 'leave one out',
    });
  }
  return problems;
}

/** What somebody may want to hear about; a claim that holds is never one of them. */
export const failing = verdicts.filter((verdict) => verdict !== 'supported');

/** `refuted,depends` → verdicts. @throws UsageError for other words, all at once */
export function parseFailOn(given: string | undefined): readonly Verdict[] {
  if (given === undefined) return [];
  const problems = new Problems();
  const found = given.split(',').flatMap((part) => {
    const name = part.trim();
    const verdict = failing.find((one) => one === name);
    if (verdict === undefined)
      problems.add('--fail-on', `"${name}" is no verdict to fail on`, nameHint(name, failing));
    return verdict ?? [];
  });
  problems.throwIfAny();
  return found;
}
