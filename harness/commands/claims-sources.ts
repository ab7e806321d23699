import { readFile } from 'node:fs/promises';
import { chooseClaims } from '../claims/choose-claims.ts';
import type { Claim } from '../claims/claim.ts';
import { type ParsedClaims, parseClaims } from '../claims/parse-claims.ts';
import { bundledClaims, together } from '../claims/read-claims.ts';
import type { UsageProblem } from '../model/failure.ts';
import { UsageError } from '../model/failure.ts';
import { codeOf } from '../record/run-folder.ts';
import { vocabulary } from '../runs/claim-vocabulary.ts';
import type { ClaimsFlags } from './claims-flags.ts';

/**
 * The claims asked for: those that come with the harness, or those of the user's files, and both where a document of
 * the harness is named beside a file. @throws UsageError with everything that is wrong with files and names
 */
export async function chosenClaims({ document, claims, file }: ClaimsFlags): Promise<readonly Claim[]> {
  const bundled = bundledClaims(vocabulary);
  const names = file ?? [];
  const own = await Promise.all(names.map(readOwn));
  const all = together([{ claims: bundled, problems: [] }, ...own], ['the documents of Modebench', ...names]);
  const isAsked = document !== undefined || names.length === 0;
  const offered = isAsked ? all.claims : all.claims.filter((claim) => !bundled.includes(claim));
  const choice = chooseClaims(offered, { document, claims });
  // A file that cannot be read may be why a name is unknown, so that would only confuse.
  const problems: readonly UsageProblem[] = all.problems.length > 0 ? all.problems : choice.problems;
  if (problems.length > 0) throw new UsageError(problems);
  return choice.claims;
}

async function readOwn(path: string): Promise<ParsedClaims> {
  try {
    return parseClaims(await readFile(path, 'utf8'), path, vocabulary);
  } catch (error) {
    const message = `cannot be read (${codeOf(error)})`;
    return {
      claims: [],
      problems: [{ where: path, message, hint: 'name a YAML file of claims; docs/claims.md tells its form' }],
    };
  }
}
