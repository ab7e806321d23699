import { readFileSync } from 'node:fs';
import type { UsageProblem } from '../model/failure.ts';
import type { Claim, Vocabulary } from './claim.ts';
import { type ParsedClaims, parseClaims } from './parse-claims.ts';

/** The claims that come with the harness: one file per document, in their order. */
export const bundledFiles = ['d0.yaml', 'd1.yaml', 'd2.yaml', 'd3.yaml'] as const;

export function readBundledClaims(vocabulary: Vocabulary): ParsedClaims {
  return together(
    bundledFiles.map((name) =>
      parseClaims(readFileSync(new URL(`./data/${name}`, import.meta.url), 'utf8'), name, vocabulary),
    ),
  );
}

/** Those of them that can be read, which a test holds to be all. */
export function bundledClaims(vocabulary: Vocabulary): readonly Claim[] {
  return readBundledClaims(vocabulary).claims;
}

/** Claims of several files; an id that two of them use is a problem. */
export function together(
  files: readonly ParsedClaims[],
  names: readonly string[] = bundledFiles,
): ParsedClaims {
  const owner = new Map<string, string>();
  const overlaps: UsageProblem[] = [];
  for (const [index, { claims }] of files.entries()) {
    const name = names[index] ?? '';
    for (const { id } of claims) {
      const other = owner.get(id);
      if (other !== undefined && other !== name) {
        overlaps.push({
          where: name,
          message: `the id "${id}" is taken by a claim of ${other}`,
          hint: 'rename one of them',
        });
      }
      owner.set(id, other ?? name);
    }
  }
  const claims: readonly Claim[] = files.flatMap((file) => file.claims);
  return { claims, problems: [...files.flatMap((file) => file.problems), ...overlaps] };
}
