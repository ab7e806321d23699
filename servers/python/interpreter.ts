import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** A Python that has what a mode needs. */
export interface Interpreter {
  /** Absolute. */
  readonly path: string;
  readonly version: string;
  /** By the names of the distributions that were asked for. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Prints as JSON where this Python is, its version, and that of each distribution named that is installed. */
const probe = `
import json, platform, sys
from importlib import metadata
versions = {}
for name in sys.argv[1:]:
    try:
        versions[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
print(json.dumps({"path": sys.executable, "version": platform.python_version(), "versions": versions}))
`;

/** The system's own comes first: a `python3` on the PATH may be the shim of a version manager. */
function candidates(env: NodeJS.ProcessEnv): string[] {
  const virtual = env.VIRTUAL_ENV === undefined ? [] : [join(env.VIRTUAL_ENV, 'bin/python3')];
  return ['/usr/bin/python3', ...virtual, 'python3'];
}

/** What the modes need of a distribution; those that are not named here served in every version that was tried. */
const oldest: Readonly<Record<string, string>> = {
  // The first whose `flask` takes `--app`.
  Flask: '2.2',
  // The first that knows all settings of the app.
  Django: '3.2',
};

/**
 * The first interpreter that has every distribution, recent enough: the system's, that of an active virtual environment,
 * `python3` on the PATH. When none has them all, what the system's lacks (all, when there is no Python): the names, with
 * the version that is too old.
 */
export async function findInterpreter(
  distributions: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Interpreter | { readonly missing: readonly string[] }> {
  let missing: readonly string[] | undefined;
  for (const path of candidates(env)) {
    const found = await ask(path, distributions, env);
    if (found === null) continue;
    const lacking = distributions.flatMap((name) => lackOf(name, found.versions[name]));
    if (lacking.length === 0) return found;
    missing ??= lacking;
  }
  return { missing: missing ?? ['Python 3', ...distributions] };
}

/** Nothing when `version` will do; else the name, or what is needed in place of what is there. */
export function lackOf(name: string, version: string | undefined): readonly string[] {
  const least = oldest[name];
  if (version === undefined) return [name];
  if (least === undefined || isAtLeast(version, least)) return [];
  return [`${name} ${least} or newer (${version} was found)`];
}

/** By the numbers between the dots, as far as `least` names them. */
function isAtLeast(version: string, least: string): boolean {
  const there = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  for (const [index, wanted] of least.split('.').map(Number).entries()) {
    const part = there[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

/** Null when this is no Python that runs. */
async function ask(
  program: string,
  distributions: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Interpreter | null> {
  try {
    return JSON.parse(await outputOf(program, ['-c', probe, ...distributions], env)) as Interpreter;
  } catch {
    return null;
  }
}

/** What a program writes to stdout; empty when it fails or takes longer than ten seconds. */
export function outputOf(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { encoding: 'utf8', timeout: 10_000, env }, (error, stdout) => {
      resolve(error === null ? stdout : '');
    });
  });
}
