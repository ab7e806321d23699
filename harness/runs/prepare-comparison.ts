import { relative, resolve } from 'node:path';
import { readConfig } from '../config/read-config.ts';
import { readGit } from '../machine/git.ts';
import { UsageError, type UsageProblem } from '../model/failure.ts';
import { codeOf, workingTree } from '../model/variant.ts';
import { type Code, codeLabel } from '../plan/code-variants.ts';
import { makePlan } from '../plan/make-plan.ts';
import { flagOf } from '../plan/problems.ts';
import { defaultRunsFolder } from '../record/run-folder.ts';
import {
  commitOf,
  findRepository,
  hasFolder,
  insideOf,
  lacksLfs,
  type Repository,
  submodulesOf,
} from '../source/repository.ts';
import { catalogue } from './catalogue.ts';
import { type OperandKind, tellOperands, unknownRef } from './operands.ts';
import { type Asked, type PreparedRun, prepareRun } from './prepare-run.ts';
import type { RunFlags } from './run-flags.ts';

/** Two records, or a run that measures two variants side by side. */
export type PreparedComparison =
  | { readonly kind: 'records'; readonly words: readonly [string, string] }
  | {
      readonly kind: 'measured';
      readonly prepared: PreparedRun;
      /** What to know of the two before they are measured. */
      readonly remarks: readonly string[];
    };

/**
 * Finds out what the two words mean, and checks all that was asked for; starts and writes nothing.
 * @throws UsageError with everything that is wrong
 */
export async function prepareComparison(
  words: readonly [string, string],
  typed: RunFlags,
): Promise<PreparedComparison> {
  const repository = await findRepository(process.cwd());
  const runsFolder = typed.out ?? defaultRunsFolder;
  const modes = await modeNames(typed);
  const operands = await tellOperands(words, { runsFolder, modes, repository });
  if (operands.kind === 'run') return { kind: 'records', words: operands.words };
  const problems = uselessFlags(operands.kind, typed);
  if (problems.length > 0) throw new UsageError(problems);
  const named = { ...typed, name: typed.name ?? 'compare' };
  const asked = ['compare', ...words];
  if (operands.kind === 'ref') {
    const { prepared, remarks } = await prepareRefs(operands.words, named, { words: asked }, repository);
    return { kind: 'measured', prepared: { ...prepared, typed }, remarks };
  }
  const flags: RunFlags =
    operands.kind === 'mode'
      ? { ...named, modes: operands.words.join(',') }
      : { ...named, cmd: operands.words.map(namedCommand) };
  const prepared = await prepareRun(flags, { words: asked });
  refuseSweeps(prepared, operands.words);
  // Of the flags only those that were written: the words say the rest.
  return { kind: 'measured', prepared: { ...prepared, typed }, remarks: [] };
}

/** As `--modes` knows them: of the configuration, or of the reference app. */
async function modeNames(typed: RunFlags): Promise<readonly string[]> {
  // What is wrong with a configuration is told when it is needed: two records need none.
  const read = await readConfig(process.cwd(), typed).catch(() => null);
  const own = Object.keys(read?.config.modes ?? {});
  const staged = catalogue.modes.map(({ stack, name }) => `${stack}/${name}`);
  const bare = own.length > 0 && typed.stack === undefined ? own : catalogue.modes.map(({ name }) => name);
  return [...new Set([...bare, ...staged])];
}

const alone: Readonly<Partial<Record<OperandKind, readonly (keyof RunFlags)[]>>> = {
  mode: ['modes', 'cmd', 'procfile', 'install'],
  cmd: ['modes', 'cmd', 'procfile', 'install', 'stack'],
  ref: ['stack'],
};

function uselessFlags(kind: OperandKind, typed: RunFlags): UsageProblem[] {
  const what = { mode: 'two modes', cmd: 'two commands', ref: 'two git refs', run: 'two runs' }[kind];
  return (alone[kind] ?? [])
    .filter((name) => typed[name] !== undefined)
    .map((name) => ({
      where: flagOf(name),
      message: `cannot go with ${what}`,
      hint: kind === 'ref' ? 'name what is started: --modes, --cmd or --procfile' : 'leave it out',
    }));
}

/** A command may bear a name, as those of `--cmd` do. */
function namedCommand(text: string, index: number): string {
  return /^[A-Za-z0-9][\w.+-]*=/.test(text.trim()) ? text : `${index === 0 ? 'A' : 'B'}=${text}`;
}

function refuseSweeps({ configured }: PreparedRun, words: readonly [string, string]): void {
  const { variants } = makePlan(configured.request, configured.catalogue, 0);
  if (variants.length === 2) return;
  const message = `come to ${variants.length} variants (${variants.map(({ id }) => id).join(', ')})`;
  const hint = 'give each of them one size, as prefork:workers=2; bench run compares many';
  throw new UsageError([{ where: words.join(' '), message, hint }]);
}

/** @throws UsageError with everything that is wrong with the refs, or else with what is asked for */
export async function prepareRefs(
  names: readonly [string, string],
  typed: RunFlags,
  asked: Pick<Asked, 'words' | 'beside'>,
  repository: Repository | null,
): Promise<{ readonly prepared: PreparedRun; readonly remarks: readonly string[] }> {
  const codes = await codesOf(names, repository);
  const prepared = await prepareRun(typed, { ...asked, codes });
  if (repository !== null) await refuseElsewhere(prepared, repository, codes);
  const [from, to] = codes;
  const same = from?.name === to?.name || (from?.commit === to?.commit && !from?.dirty && !to?.dirty);
  const remarks = [
    ...codes.flatMap(({ dirty, commit }) =>
      dirty ? [`working tree: ${commit.slice(0, 7)} with changes that are not committed`] : [],
    ),
    ...(same ? ['both are the same code: this shows how far apart that seems'] : []),
    ...codes.flatMap((code) =>
      code.name === workingTree || code.submodules.length === 0
        ? []
        : [`${codeLabel(code)}: submodules are left out: ${code.submodules.join(', ')}`],
    ),
  ];
  return { prepared, remarks };
}

async function codesOf(
  names: readonly [string, string],
  repository: Repository | null,
): Promise<readonly Code[]> {
  const problems: UsageProblem[] = [];
  const codes: Code[] = [];
  for (const name of names) {
    const commit =
      repository === null ? null : await commitOf(repository, name === workingTree ? 'HEAD' : name);
    if (repository === null || commit === null) {
      problems.push(
        name === workingTree && repository !== null
          ? { where: name, message: 'this repository has no commit yet', hint: 'commit something first' }
          : await unknownRef(name, repository),
      );
      continue;
    }
    const { top } = repository;
    if (name === workingTree) {
      const state = await readGit(top);
      codes.push({ name, commit, ...(state?.dirty ? { dirty: true } : {}), top, submodules: [] });
      continue;
    }
    if (await lacksLfs(repository, commit))
      problems.push({
        where: name,
        message: 'keeps files in Git LFS, and git-lfs is not installed here: they would be missing',
        hint: 'install git-lfs and run git lfs install',
      });
    codes.push({ name, commit, top, submodules: await submodulesOf(repository, commit) });
  }
  if (problems.length > 0) throw new UsageError(onceEach(problems));
  return codes;
}

function onceEach(problems: readonly UsageProblem[]): UsageProblem[] {
  return [...new Map(problems.map((one) => [`${one.where}: ${one.message}`, one])).values()];
}

/** @throws UsageError for servers that would run outside the checkout, or in a folder that a commit does not have */
async function refuseElsewhere(
  { configured }: PreparedRun,
  repository: Repository,
  codes: readonly Code[],
): Promise<void> {
  const plan = makePlan(configured.request, configured.catalogue, 0);
  const problems: UsageProblem[] = [];
  for (const variant of plan.variants) {
    const { source } = variant;
    const code = codeOf(variant);
    if (source.kind !== 'command' || code === null || code.name === workingTree) continue;
    const cwd = source.cwd ?? resolve('.');
    const path = insideOf(repository, cwd);
    if (path === null) {
      const message = `runs in ${cwd}, which is not in the repository ${repository.top}: it is the same whatever the commit`;
      problems.push({ where: code.mode, message, hint: 'name a folder of the repository as its cwd' });
    } else if (!(await hasFolder(repository, code.commit, path))) {
      const message = `has no folder ${path}, where ${code.mode} is started (${relative('.', cwd) || cwd})`;
      problems.push({
        where: code.label,
        message,
        hint: 'compare with a later commit, or give another --config',
      });
    }
  }
  if (problems.length > 0 && codes.length > 0) throw new UsageError(onceEach(problems));
}
