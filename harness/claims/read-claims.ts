import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Claim, claimFileSchema } from './claim-data.ts';

/** The documents that state something this version can judge, in their order. */
const files = ['d0.yaml', 'd1.yaml', 'd3.yaml'] as const;

/** A claim file that is not what it must be; the message names the file and each problem in it. */
export class ClaimFileError extends Error {
  override readonly name = 'ClaimFileError';
}

/** The claims that come with the harness, in the order of documents and files. */
export function readClaims(): Claim[] {
  return files.flatMap((file) =>
    parseClaims(readFileSync(new URL(`./data/${file}`, import.meta.url), 'utf8'), file),
  );
}

/** The claims of one YAML file. Throws {@link ClaimFileError}; `name` is for its message. */
export function parseClaims(text: string, name: string): Claim[] {
  const parsed = claimFileSchema.safeParse(parseYaml(text, name));
  if (!parsed.success) throw new ClaimFileError(`${name}:\n${z.prettifyError(parsed.error)}`);
  const { document, subjects, claims } = parsed.data;
  const twice = claims.find(({ id }, index) => claims.findIndex((other) => other.id === id) !== index);
  if (twice) throw new ClaimFileError(`${name}: two claims are called "${twice.id}"`);
  return claims.map((claim) => ({ ...claim, document, subjects }));
}

function parseYaml(text: string, name: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new ClaimFileError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
