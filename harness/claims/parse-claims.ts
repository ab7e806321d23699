import { z } from 'zod';
import type { UsageProblem } from '../model/failure.ts';
import { nameHint } from '../model/name-hint.ts';
import { shown } from '../model/shown.ts';
import { checkClaim } from './check-claim.ts';
import { checkSubject } from './check-subject.ts';
import { type Claim, type Subject, unitOf, type Vocabulary } from './claim.ts';
import { ClaimFile } from './file-problems.ts';
import { claimSchemas, documentSchema, type FileClaim, subjectSchema } from './format.ts';

/** What a claim file came to: the claims that could be read, and everything that is wrong with it. */
export interface ParsedClaims {
  readonly claims: readonly Claim[];
  readonly problems: readonly UsageProblem[];
}

/** In the file's own sense; what stands in it is read piece by piece. */
const headSchema = z.strictObject({
  document: documentSchema,
  title: z.string().min(1),
  subjects: z.record(z.string(), z.unknown()).default({}),
  claims: z.array(z.unknown()).min(1, 'names no claim'),
});
const headKeys = ['document', 'title', 'subjects', 'claims'];

/**
 * Reads one YAML file. Never throws: each problem names the file, the line and the path in it, what was found there and
 * what is allowed. Pieces are read each by itself, so that one that is wrong hides none of the others.
 */
export function parseClaims(text: string, name: string, vocabulary: Vocabulary): ParsedClaims {
  const file = new ClaimFile(text, name);
  if (file.problems.length > 0) return { claims: [], problems: file.problems };
  const head = headSchema.safeParse(file.value);
  if (!head.success) file.noteIssues(head.error.issues, [], file.value, headKeys);
  const raw = looseHeadSchema.safeParse(file.value).data ?? { subjects: {}, claims: [] };
  const subjects = readSubjects(file, raw.subjects, vocabulary);
  const claims = raw.claims.flatMap(
    (given, index) => readClaim(file, given, index, subjects, vocabulary) ?? [],
  );
  noteRepeats(file, raw.claims);
  const { document = '', title = '' } = head.data ?? {};
  return {
    claims: claims.map((claim) => ({ ...inRecordUnits(claim), document, documentTitle: title, subjects })),
    problems: file.problems,
  };
}

const looseHeadSchema = z.object({
  subjects: z.record(z.string(), z.unknown()).catch({}),
  claims: z.array(z.unknown()).catch([]),
});

function readSubjects(
  file: ClaimFile,
  given: Readonly<Record<string, unknown>>,
  vocabulary: Vocabulary,
): Record<string, Subject> {
  const subjects: Record<string, Subject> = {};
  for (const [key, value] of Object.entries(given)) {
    const path = ['subjects', key];
    const parsed = subjectSchema.safeParse(value);
    if (parsed.success) subjects[key] = checkSubject(file, path, parsed.data, vocabulary);
    else {
      file.noteIssues(parsed.error.issues, path, value, Object.keys(subjectSchema.shape));
      subjects[key] = unreadable;
    }
  }
  return subjects;
}

/** Takes the place of a subject that is wrong, so that claims about it are not called wrong too. */
const unreadable: Subject = {
  name: '',
  source: { kind: 'command', name: '' },
  standIn: null,
  parallelism: null,
};

function readClaim(
  file: ClaimFile,
  given: unknown,
  index: number,
  subjects: Readonly<Record<string, Subject>>,
  vocabulary: Vocabulary,
): FileClaim | null {
  const path = ['claims', index];
  const { kind } = z.object({ kind: z.unknown() }).safeParse(given).data ?? {};
  const schema = claimSchemas.find((one) => one.shape.kind.value === kind);
  if (schema === undefined) {
    const kinds = claimSchemas.map((one) => one.shape.kind.value);
    const isMap = typeof given === 'object' && given !== null && !Array.isArray(given);
    if (!isMap) file.note(path, 'is not a claim', 'write kind, id, place and what is stated');
    else if (kind === undefined) file.note(path, 'kind is missing', `allowed: ${kinds.join(', ')}`);
    else
      file.note(
        [...path, 'kind'],
        `unknown kind ${shown(kind)}`,
        nameHint(typeof kind === 'string' ? kind : '', kinds),
      );
    return null;
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    file.noteIssues(parsed.error.issues, path, given, Object.keys(schema.shape));
    return null;
  }
  checkClaim(file, path, parsed.data, subjects, vocabulary);
  return parsed.data;
}

function noteRepeats(file: ClaimFile, claims: readonly unknown[]): void {
  const seen = new Set<string>();
  for (const [index, claim] of claims.entries()) {
    const id = z.object({ id: z.string() }).safeParse(claim).data?.id;
    if (id === undefined) continue;
    if (seen.has(id))
      file.note(['claims', index, 'id'], `two claims are called "${id}"`, 'each needs an id of its own');
    seen.add(id);
  }
}

/** People write megabytes; the record counts bytes. */
const bytesPerMB = 1e6;

function inRecordUnits(claim: FileClaim): FileClaim {
  if (unitOf(claim) !== 'B') return claim;
  const bytes = (bounds: Ends): Ends => [scaled(bounds[0]), scaled(bounds[1])];
  switch (claim.kind) {
    case 'range': {
      const widest = claim.widest === undefined ? {} : { widest: bytes(claim.widest) };
      return { ...claim, bounds: bytes(claim.bounds), ...widest };
    }
    case 'contradiction': {
      const answers = Object.entries(claim.answers).map(([who, bounds]) => [who, bytes(bounds)] as const);
      return { ...claim, answers: Object.fromEntries(answers) };
    }
    default:
      return claim;
  }
}

type Ends = [number | null, number | null];

function scaled(end: number | null): number | null {
  return end === null ? null : end * bytesPerMB;
}
