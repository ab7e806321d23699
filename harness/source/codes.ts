import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { RunEvent } from '../model/event.ts';
import { FailureError, UsageError } from '../model/failure.ts';
import type { BuildStep } from '../model/own-server.ts';
import type { Plan } from '../model/plan.ts';
import { type CodeRef, codeOf, type Variant, workingTree } from '../model/variant.ts';
import { type BuildSurroundings, buildOne } from './build.ts';
import { checkOut } from './checkout.ts';
import { editableOf, environmentsIn } from './environments.ts';
import { managerIn, needsPackages, whyNotShared } from './packages.ts';
import { findRepository, insideOf } from './repository.ts';

type CodeStep = Extract<RunEvent, { type: 'code' }>['step'];

export interface CodeSurroundings extends Pick<BuildSurroundings, 'folder' | 'signal'> {
  /** Has a folder removed, and what bears the marker killed, should they outlive the harness. */
  watch(watched: { readonly pid?: number; readonly dir?: string; readonly marker?: string }): () => void;
  tell(of: string, step: CodeStep): void;
}

/** The variants where their code lies, until it is removed. */
export interface Codes {
  readonly variants: readonly Variant[];
  /** Paths that could not be removed. */
  remove(): Promise<readonly string[]>;
}

/** The usual time for an install, as for a build. */
const installTimeoutMs = 600_000;

/** One commit in a folder of its own, and all that is asked for of it. */
interface Checkout {
  readonly code: CodeRef;
  readonly variants: readonly Variant[];
  /** Absolute. */
  readonly folder: string;
}

/**
 * Checks out the commits that a plan's variants name, each once, and installs what they need; the working tree is left
 * where it is. Rejects with a FailureError where a commit cannot be had or an install fails, and then nothing is left.
 * Resolves early when aborted.
 */
export async function openCodes(plan: Plan, around: CodeSurroundings): Promise<Codes> {
  const folders = new Map<string, { readonly folder: string; readonly unwatch: () => void }>();
  const remove = async () => {
    const left: string[] = [];
    for (const { folder, unwatch } of folders.values()) {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
      if (existsSync(folder)) left.push(folder);
      else unwatch();
    }
    folders.clear();
    return left;
  };
  try {
    const installed = { count: 0 };
    for (const { code, variants } of codesOf(plan)) {
      if (around.signal.aborted) break;
      const folder = await realpath(await mkdtemp(join(tmpdir(), 'modebench-code-')));
      const marker = `BENCH_NONCE=${randomUUID()}`;
      folders.set(code.commit, { folder, unwatch: around.watch({ dir: folder, marker }) });
      await fill({ code, variants, folder }, plan, marker, installed, around);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  const folderOf = (code: CodeRef) => folders.get(code.commit)?.folder;
  return { variants: plan.variants.map((variant) => placed(variant, folderOf)), remove };
}

/** Commits other than the working tree's, each once. */
function codesOf({ variants }: Plan): readonly Omit<Checkout, 'folder'>[] {
  const codes = new Map<string, { code: CodeRef; variants: Variant[] }>();
  for (const variant of variants) {
    const code = codeOf(variant);
    if (code === null || code.name === workingTree) continue;
    const known = codes.get(code.commit);
    if (known === undefined) codes.set(code.commit, { code, variants: [variant] });
    else known.variants.push(variant);
  }
  return [...codes.values()];
}

/** The variant with its folders in the checkout of its code. */
function placed(variant: Variant, folderOf: (code: CodeRef) => string | undefined): Variant {
  const { source } = variant;
  if (source.kind !== 'command' || source.ref === undefined || source.ref.name === workingTree)
    return variant;
  const folder = folderOf(source.ref);
  if (folder === undefined) return variant;
  const { ref } = source;
  const { build, cwd = resolve('.') } = source;
  const moved = (path: string) => join(folder, insideOf(ref, path) ?? '');
  return {
    ...variant,
    source: {
      ...source,
      cwd: moved(cwd),
      ...(build === undefined ? {} : { build: { ...build, cwd: moved(build.cwd) } }),
    },
  };
}

async function fill(
  checkout: Checkout,
  plan: Plan,
  marker: string,
  installed: { count: number },
  around: CodeSurroundings,
): Promise<void> {
  const { code, folder, variants } = checkout;
  const { signal } = around;
  around.tell(code.label, { kind: 'checkout', commit: code.commit });
  const repository = await findRepository(code.top);
  const [name = '', value = ''] = marker.split('=');
  const trouble =
    repository === null
      ? `${code.top} is no git repository`
      : await checkOut(repository, code.commit, folder, { env: { [name]: value }, signal });
  if (signal.aborted) return;
  if (trouble !== null) {
    const variant = variants.map(({ id }) => id).join(', ');
    const { commit } = code;
    throw new FailureError({
      reason: 'checkout-failed',
      variant,
      phase: 'checkout',
      commit,
      detail: trouble,
    });
  }
  for (const { step, why } of await installsOf(checkout, plan, around)) {
    if (signal.aborted) return;
    around.tell(code.label, { kind: 'install', command: step.command, why });
    installed.count += 1;
    await buildOne({ step, variants: variants.map(({ id }) => id) }, 'install', installed.count, around);
  }
}

interface Install {
  readonly step: BuildStep;
  /** Why it is needed though the working tree has its packages installed; empty where nothing is to be said. */
  readonly why: string;
}

/** What is to be installed; what can be shared with the working tree is linked at once. */
async function installsOf(
  checkout: Checkout,
  { install }: Plan,
  around: CodeSurroundings,
): Promise<Install[]> {
  const { code, folder } = checkout;
  if (install === false) return [];
  if (install !== undefined) {
    const path = insideOf(code, install.cwd);
    return [{ step: { ...install, cwd: join(folder, path ?? '') }, why: '' }];
  }
  const installs: Install[] = [];
  const built = checkout.variants.some(
    ({ source }) => source.kind === 'command' && source.build !== undefined,
  );
  for (const at of foldersOf(checkout)) {
    await linkEnvironments(checkout, at, around);
    const install = await installAt(checkout, at, built, around);
    if (install !== null) installs.push(install);
  }
  return installs;
}

async function installAt(
  { code, folder }: Checkout,
  at: string,
  built: boolean,
  around: CodeSurroundings,
): Promise<Install | null> {
  const [here, there] = [join(code.top, at), join(folder, at)];
  if (existsSync(join(there, 'node_modules'))) return null;
  const manager = managerIn(there);
  if (manager === null) {
    if (needsPackages(there)) around.tell(code.label, { kind: 'unlocked', folder: join(at, 'package.json') });
    return null;
  }
  const { lockfile, install } = manager;
  // A build may write to node_modules, which is the user's.
  const why = built ? 'what is built may change node_modules' : whyNotShared(here, there, lockfile);
  if (why === null) {
    await symlink(join(here, 'node_modules'), join(there, 'node_modules'));
    around.tell(code.label, { kind: 'linked', folder: join(at, 'node_modules'), why: 'same-lockfile' });
    return null;
  }
  const command = install.join(' ');
  return { step: { command, argv: [...install], cwd: there, env: {}, timeoutMs: installTimeoutMs }, why };
}

/** Python has no lockfile that all agree on: its code runs with the packages of the working tree's environment. */
async function linkEnvironments(
  { code, folder }: Checkout,
  at: string,
  around: CodeSurroundings,
): Promise<void> {
  for (const name of environmentsIn(join(code.top, at))) {
    const [from, to] = [join(code.top, at, name), join(folder, at, name)];
    if (existsSync(to)) continue;
    const editable = editableOf(from, code.top);
    if (editable !== null) {
      const message = `${join(at, name)} takes ${editable} from the working tree (an editable install), whatever the commit`;
      const hint = `say what makes an environment of its own: --install 'python3 -m venv ${name}', or --no-install`;
      throw new UsageError([{ where: code.label, message, hint }]);
    }
    await symlink(from, to);
    around.tell(code.label, { kind: 'linked', folder: join(at, name), why: 'environment' });
  }
}

/** Folders of the repository where something may have to be installed: those that servers run in, and those above. */
function foldersOf({ code, variants }: Checkout): readonly string[] {
  const found = new Set<string>();
  for (const { source } of variants) {
    if (source.kind !== 'command') continue;
    for (const cwd of [
      source.cwd ?? resolve('.'),
      ...(source.build === undefined ? [] : [source.build.cwd]),
    ]) {
      for (let at: string | null = insideOf(code, cwd); at !== null; at = at === '' ? null : above(at))
        found.add(at);
    }
  }
  // From the top down: what a workspace installs lies above.
  return [...found].sort((one, other) => one.length - other.length);
}

function above(path: string): string {
  const parent = dirname(path);
  return parent === '.' ? '' : parent;
}
