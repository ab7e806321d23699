import { cellsText, holdsText, kindOfRecord } from '../../reports/wording/several-kinds.ts';
import { shellCommand } from '../model/command-line.ts';
import { UsageError, type UsageProblem } from '../model/failure.ts';
import { levelKey } from '../model/level.ts';
import type { RunRecord } from '../model/record.ts';
import { readRecord } from '../record/record-file.ts';
import { resolveRecord } from './resolve-run.ts';

/** A record with where it came from. */
export interface ReadRecord {
  readonly reference: string;
  /** Where its own reports stand. */
  readonly folder: string;
  readonly record: RunRecord;
}

/**
 * Reads records that are to be shown together, and puts them in the order of time.
 * @throws UsageError with everything that is wrong: names and files that are none, one record named twice, records that
 * were made for different things, and those that share no cell with another
 */
export async function readSeveral(references: readonly string[]): Promise<readonly ReadRecord[]> {
  const problems: UsageProblem[] = [];
  const read: ReadRecord[] = [];
  for (const reference of references) {
    try {
      const { folder, record: path } = await resolveRecord(reference);
      read.push({ reference, folder, record: await readRecord(path) });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(...error.problems.map((problem) => named(problem, reference)));
    }
  }
  problems.push(...repeatedProblems(read), ...kindProblems(read));
  if (problems.length === 0) problems.push(...strangerProblems(read));
  if (problems.length > 0) throw new UsageError(problems);
  return read.toSorted((a, b) => Date.parse(a.record.startedAt) - Date.parse(b.record.startedAt));
}

/** A path that was looked up says little without the word that led to it. */
function named(problem: UsageProblem, reference: string): UsageProblem {
  return problem.where.includes(reference)
    ? problem
    : { ...problem, where: `${reference} (${problem.where})` };
}

function repeatedProblems(read: readonly ReadRecord[]): readonly UsageProblem[] {
  return read.flatMap(({ reference, record }, index) => {
    const before = read.slice(0, index).find((other) => isSame(other.record, record));
    if (before === undefined) return [];
    const message =
      before.reference === reference
        ? `is named twice (${record.id})`
        : `is the same record as ${before.reference} (${record.id})`;
    return [{ where: reference, message, hint: 'name it once; bench history lists others' }];
  });
}

/** A copy of a record is still that record. */
function isSame(a: RunRecord, b: RunRecord): boolean {
  return a.id === b.id && a.startedAt === b.startedAt;
}

function kindProblems(read: readonly ReadRecord[]): readonly UsageProblem[] {
  const kinds = new Set(read.map(({ record }) => kindOfRecord(record)));
  if (kinds.size < 2) return [];
  const hint =
    'records of one report are made for one thing: name some of a kind; bench compare sets the cells of any two side by side';
  return read.map(({ reference, record }, index) => ({
    ...{ where: reference, message: holdsText(record) },
    ...(index === read.length - 1 ? { hint } : {}),
  }));
}

/** Records that have no cell which any other has. */
function strangerProblems(read: readonly ReadRecord[]): readonly UsageProblem[] {
  const strangers = read.filter(({ record }) =>
    read.every((other) => other.record === record || !sharesCell(record, other.record)),
  );
  const others = read.filter((one) => !strangers.includes(one));
  const model = (others.length > 0 ? others : read).reduce((newest, one) =>
    one.record.startedAt > newest.record.startedAt ? one : newest,
  );
  return strangers.map(({ reference, record }, index) => {
    const message = `shares no cell with ${read.length === 2 ? 'the other record' : 'the others'}: it has ${cellsText(record)}`;
    const last = index === strangers.length - 1;
    return { where: reference, message, ...(last ? { hint: runToMake(model, strangers) } : {}) };
  });
}

/** What measures, of another version or at another time, the cells that a record has. */
function runToMake({ reference, record }: ReadRecord, strangers: readonly ReadRecord[]): string {
  if (record.summaries.length === 0)
    return 'only cells can be set beside each other: bench run measures some';
  const has = strangers.some((one) => one.record === record) ? 'such cells' : 'the cells of the others';
  return `a run with ${has} is made as ${reference} was: ${shellCommand(['bench', ...record.command])}`;
}

/** By mode, scenario and level; where each has but one mode, whatever that is called. */
function sharesCell(a: RunRecord, b: RunRecord): boolean {
  const single = a.plan.variants.length === 1 && b.plan.variants.length === 1;
  const keys = ({ summaries }: RunRecord) =>
    summaries.map(({ variant, scenario, level }) =>
      JSON.stringify([single ? '' : variant, scenario, levelKey(level)]),
    );
  const others = new Set(keys(b));
  return keys(a).some((key) => others.has(key));
}
