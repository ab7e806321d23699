import { UsageError, type UsageProblem } from '../model/failure.ts';
import { nameHint, nearName } from '../model/name-hint.ts';
import { workingTree } from '../model/variant.ts';
import { quote } from '../plan/parse-quantity.ts';
import { findRun } from '../record/find-run.ts';
import { glance } from '../record/run-entries.ts';
import { commitOf, endsOf, type Repository, refNames, whyNoRepository } from '../source/repository.ts';

/** What the two words of `bench compare` may be. */
export const operandKinds = ['run', 'ref', 'mode', 'cmd'] as const;
export type OperandKind = (typeof operandKinds)[number];

/** Two of one kind, without the prefixes that said so. */
export interface Operands {
  readonly kind: OperandKind;
  readonly words: readonly [string, string];
}

/** What words are looked up in. */
export interface Surroundings {
  readonly runsFolder: string;
  /** Names of modes, without sizes and layers. */
  readonly modes: readonly string[];
  /** Null outside one. */
  readonly repository: Repository | null;
}

interface Operand {
  readonly word: string;
  /** Without its prefix. */
  readonly text: string;
  /** Everything that it may be. */
  readonly kinds: readonly OperandKind[];
}

const kindNames: Readonly<Record<OperandKind, string>> = {
  run: 'a run',
  ref: 'a git ref',
  mode: 'a mode',
  cmd: 'a command',
};

/**
 * How the two are told apart. A prefix (`run:`, `ref:`, `mode:`, `cmd:`) says it. What has a blank, {port} or {socket} is a
 * command, and `.` the working tree. Any other word may be a run, a git ref or a mode: whichever there is. Both are of one
 * kind: what only one of them could be is left aside.
 * @throws UsageError where that leaves nothing, or several
 */
export async function tellOperands(
  [one, other]: readonly [string, string],
  around: Surroundings,
): Promise<Operands> {
  const [first, second] = [await readOperand(one, around), await readOperand(other, around)];
  const both = operandKinds.filter((kind) => first.kinds.includes(kind) && second.kinds.includes(kind));
  const [kind] = both;
  if (kind !== undefined && both.length === 1) return { kind, words: [first.text, second.text] };
  const problems = both.length > 1 ? ambiguous(first, second, both) : await unfit(first, second, around);
  throw new UsageError(problems);
}

async function readOperand(word: string, { runsFolder, modes, repository }: Surroundings): Promise<Operand> {
  const [, prefix, rest = ''] = /^(run|ref|mode|cmd):(.*)$/s.exec(word) ?? [];
  const said = operandKinds.find((kind) => kind === prefix);
  if (said !== undefined) return { word, text: rest, kinds: [said] };
  if (/\s|\{port\}|\{socket\}/.test(word)) return { word, text: word, kinds: ['cmd'] };
  if (word === workingTree) return { word, text: word, kinds: ['ref'] };
  const kinds: OperandKind[] = [];
  if (isRun(word, runsFolder)) kinds.push('run');
  if (repository !== null && (await commitOf(repository, word)) !== null) kinds.push('ref');
  if (modes.includes(bareMode(word))) kinds.push('mode');
  return { word, text: word, kinds };
}

/** `flask/prefork+nginx:workers=2` → `flask/prefork` */
function bareMode(spec: string): string {
  return spec.replace(/[:+].*$/s, '');
}

/** A folder is one where a run lies in it; a file that is none is for its reader to complain about. */
function isRun(word: string, runsFolder: string): boolean {
  try {
    const { folder, record } = findRun(word, runsFolder);
    return record === word || glance(folder) !== null;
  } catch (error) {
    // Of several runs that it may be the beginning of, one has to be named.
    if (error instanceof UsageError)
      return error.problems.some(({ message }) => /^is the beginning of/.test(message));
    throw error;
  }
}

function ambiguous(first: Operand, second: Operand, both: readonly OperandKind[]): UsageProblem[] {
  const names = both.map((kind) => kindNames[kind]).join(' and ');
  const exact = both.map((kind) => `${kind}:${first.text} ${kind}:${second.text}`).join(', or ');
  return [
    {
      where: `${first.word} ${second.word}`,
      message: `each of them is ${names}`,
      hint: `say which is meant: ${exact}`,
    },
  ];
}

/** Of two words that are of no one kind. */
async function unfit(first: Operand, second: Operand, around: Surroundings): Promise<UsageProblem[]> {
  const unknown = [first, second].filter(({ kinds }) => kinds.length === 0);
  if (unknown.length > 0) {
    const other = [first, second].find(({ kinds }) => kinds.length > 0);
    const found = unknown.map(({ word }) => unknownWord(word, other?.kinds ?? operandKinds, around));
    const isOff = other !== undefined && other.word !== workingTree && (await isNoRef(other, around));
    return Promise.all([...(isOff ? [unknownRef(other.text, around.repository)] : []), ...found]);
  }
  const what = ({ word, kinds }: Operand) =>
    `${quote(word)} is ${kinds.map((kind) => kindNames[kind]).join(' and ')}`;
  return [
    {
      where: 'bench compare',
      message: `${what(first)}, ${what(second)}`,
      hint: 'name two of a kind: two runs, two git refs (. is the working tree), two modes or two commands',
    },
  ];
}

/** Whether a word that is said to be a ref is none. */
async function isNoRef({ text, kinds }: Operand, { repository }: Surroundings): Promise<boolean> {
  const isSaid = kinds.length === 1 && kinds[0] === 'ref';
  return isSaid && repository !== null && (await commitOf(repository, text)) === null;
}

/** Says what it is not, of the kinds that its companion may be, and what comes near it. */
async function unknownWord(
  word: string,
  kinds: readonly OperandKind[],
  around: Surroundings,
): Promise<UsageProblem> {
  if (kinds.length === 1 && kinds[0] === 'run') return runProblem(word, around.runsFolder);
  if (kinds.length === 1 && kinds[0] === 'ref') return unknownRef(word, around.repository);
  if (kinds.length === 1 && kinds[0] === 'mode') {
    const short = around.modes.filter((mode) => !mode.includes('/'));
    return { where: word, message: 'is no mode', hint: nameHint(word, short) };
  }
  const asked = kinds.filter((kind) => kind !== 'cmd').map((kind) => kindNames[kind]);
  const near = await nearWord(word, around);
  const meant = near === null ? '' : `did you mean ${near}? `;
  const shallow = kinds.includes('ref') ? shallowHint(around.repository) : null;
  return {
    where: word,
    message: `is ${asked.length > 1 ? `neither ${asked.slice(0, -1).join(', ')} nor ${asked.at(-1)}` : `not ${asked[0]}`}`,
    hint:
      shallow ?? `${meant}bench history lists runs, bench list modes; a command has a blank or {port} in it`,
  };
}

function runProblem(word: string, runsFolder: string): UsageProblem {
  try {
    findRun(word, runsFolder);
  } catch (error) {
    if (error instanceof UsageError && error.problems[0] !== undefined) return error.problems[0];
  }
  return { where: word, message: 'has no record of a run', hint: 'bench history lists the runs' };
}

async function nearWord(word: string, { modes, repository }: Surroundings): Promise<string | null> {
  return nearName(word, [...modes, ...(repository === null ? [] : await refNames(repository))]);
}

/** Why a name stands for no commit, and which ones come near it. */
export async function unknownRef(name: string, repository: Repository | null): Promise<UsageProblem> {
  if (repository === null) {
    const why = await whyNoRepository(process.cwd());
    if (why !== null) return { where: name, message: `git cannot look it up: ${why}` };
    const hint = 'run bench in the folder of the app, within its repository';
    return { where: name, message: 'a git ref needs a repository, and this folder is in none', hint };
  }
  const ends = endsOf(name);
  if (ends !== null) {
    for (const end of ends)
      if ((await commitOf(repository, end)) === null) return unknownRef(end, repository);
    const message = `no commit is known that ${ends.join(' and ')} have in common`;
    return { where: name, message, hint: shallowHint(repository) ?? 'their histories are unrelated' };
  }
  const names = await refNames(repository);
  const remote = names.find((one) => one.endsWith(`/${name}`));
  const shallow = shallowHint(repository);
  // What a shallow clone has is a part of what there is: a name near to one of these is no slip of it.
  const near = remote ?? (shallow === null ? nearName(name, names) : null);
  const meant = near === null ? null : `did you mean ${near}?`;
  const known = names.length === 0 ? 'there are no branches and tags' : 'git branch -a and git tag list them';
  const hint = [meant, shallow ?? (meant === null ? known : null)].filter((part) => part !== null).join(' ');
  return { where: name, message: 'is no branch, tag or commit of this repository', hint };
}

function shallowHint(repository: Repository | null): string | null {
  return repository === null || repository.shallow === null
    ? null
    : 'this is a shallow clone, whose history is cut off: git fetch --unshallow --tags; in CI check out with fetch-depth: 0 (on GitLab GIT_DEPTH: "0")';
}
