import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Availability, LaunchContext, LaunchSpec, Readiness } from '../../harness/model/launch.ts';
import { contract } from '../contract/contract.ts';
import { copySeededDatabase, resetDatabase } from '../contract/database.ts';
import { findInterpreter } from './interpreter.ts';

export interface PythonLaunch {
  /** Distributions that the interpreter must have. */
  readonly needs: readonly string[];
  /** The server's command; `python` is the interpreter, `folder` has the app. */
  readonly argv: (python: string, folder: string) => readonly [string, ...string[]];
  readonly development: boolean;
  /** Processes of the tree at full strength. */
  readonly processes: number;
  /** By the nonce on `/health` when absent. */
  readonly ready?: Readiness;
}

/** Beside this file, in the sources and in what is built. */
const installedFolder = fileURLToPath(new URL('.', import.meta.url));

/** The folder of the app's code that a launch runs. */
export const appFolderOf = ({ appFolder }: LaunchContext) => appFolder ?? installedFolder;

export const installLine = (packages: readonly string[]) => `apt-get install ${packages.join(' ')}`;

/** The command that starts one of the Python modes on its own copy of the database. */
export async function launchPython(context: LaunchContext, launch: PythonLaunch): Promise<LaunchSpec> {
  const found = await findInterpreter(launch.needs);
  if ('missing' in found) throw new Error(`not installed: ${found.missing.join(', ')}`);
  const database = await copySeededDatabase(context.workDir);
  const folder = appFolderOf(context);
  return {
    argv: launch.argv(found.path, folder),
    env: {
      PYTHONPATH: folder,
      // The folder of the app is left as it is; that of an installed package may not even be writable.
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUNBUFFERED: '1',
      BENCH_NONCE: context.nonce,
      BENCH_DATABASE: database,
      // What the app takes for development is a secret that is not set, also when the user's shell has one.
      BENCH_SECRET: context.secret ?? (launch.development ? '' : randomBytes(32).toString('hex')),
    },
    cwd: context.workDir,
    ready: launch.ready ?? { kind: 'nonce', path: '/health', nonceHeader: contract.nonceHeader },
    processes: launch.processes,
    stopSignal: 'SIGTERM',
    reset: () => resetDatabase(database),
  };
}

/**
 * Versions of what a mode runs on and which Python has it, or what is missing of it. `needs` names the framework, then
 * the server, then what that needs besides.
 */
export async function pythonAvailability(
  needs: readonly string[],
  packages: readonly string[],
): Promise<Availability> {
  const found = await findInterpreter(needs);
  if ('missing' in found) {
    return { installed: false, missing: found.missing.join(', '), install: installLine(packages) };
  }
  const versions = needs.map((name) => `${name} ${found.versions[name]}`);
  return {
    installed: true,
    version: [...versions, `Python ${found.version} (${found.path})`].join(', '),
    python: { interpreter: found.path, distributions: needs },
  };
}
