import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { parseArgsStringToArgv } from 'string-argv';
import { z } from 'zod';
import type { NodeTools } from '../init/draft-node.ts';
import type { Found } from '../init/find-app.ts';
import type { Tools } from '../init/make-draft.ts';
import { webCommand } from '../init/procfile.ts';
import type { PythonApp } from '../init/python-app.ts';
import { distributionName } from '../init/python-lists.ts';
import type { PythonTools } from '../init/python-tools.ts';
import { findProgram } from '../machine/affinity.ts';
import { isVirtualEnvironment } from './init-folder.ts';

/** What the app may need, and this machine has. Programs are looked for, not started, but for Python (see `probe`). */
export async function findTools(folder: string, { app, web }: Found, env: NodeJS.ProcessEnv): Promise<Tools> {
  const named = web === null ? [] : parseArgsStringToArgv(webCommand(web.value).command).slice(0, 1);
  return {
    node: nodeTools(folder),
    python: app?.kind === 'python' ? await findPython(folder, app, env) : null,
    programs: new Set(named.filter((name) => findProgram(name, env.PATH) !== null)),
  };
}

export function nodeTools(folder: string): NodeTools {
  const byPackage = isInstalled(folder);
  const named = (name: string) =>
    byPackage ? `modebench/${name}` : specifierOf(`../../servers/preload/${name}.js`);
  return {
    version: process.versions.node,
    preload: { port: named('port'), prefork: named('prefork'), byPackage },
  };
}

/** Whether `modebench` can be imported by files of the folder. */
export function isInstalled(folder: string): boolean {
  try {
    createRequire(join(folder, 'bench.config.js')).resolve('modebench/prefork');
    return true;
  } catch {
    return false;
  }
}

/** As `--import` takes it: a path, or a URL where the path has what means something in URLs. */
function specifierOf(relative: string): string {
  const url = new URL(relative, import.meta.url);
  const path = fileURLToPath(url);
  return pathToFileURL(path).pathname === path ? path : url.href;
}

const servers = ['gunicorn', 'waitress', 'uvicorn', 'uwsgi'];
const frameworks = ['flask', 'django', 'fastapi', 'starlette', 'quart', 'litestar', 'falcon', 'bottle'];
const programNames = ['gunicorn', 'waitress-serve', 'uvicorn', 'uwsgi', 'flask'];

/**
 * Prints as JSON where this Python is, its version, where its programs are, and which of the distributions named it has.
 * Nothing of the app is imported: it is started in `/`, isolated from what the environment adds.
 */
const probe = `
import json, platform, sys, sysconfig
from importlib import metadata
there = []
for name in sys.argv[1:]:
    try:
        metadata.version(name)
        there.append(name)
    except Exception:
        pass
print(json.dumps({"path": sys.executable, "version": platform.python_version(), "scripts": sysconfig.get_path("scripts"), "there": there}))
`;
const probedSchema = z.object({
  path: z.string(),
  version: z.string(),
  scripts: z.string(),
  there: z.array(z.string()),
});
type Probed = z.infer<typeof probedSchema>;

interface Candidate {
  readonly path: string;
  readonly of: PythonTools['of'];
}

/** That of a virtual environment in the folder; else the one that has most of what the app and its servers need. */
async function findPython(
  folder: string,
  app: PythonApp,
  env: NodeJS.ProcessEnv,
): Promise<PythonTools | null> {
  const needed = app.requirements?.names ?? [];
  const wanted = [...new Set([...frameworks, ...servers, ...needed])];
  const probed = await Promise.all(
    candidatesIn(folder, env).map(async (candidate) => ({
      candidate,
      found: await ask(candidate.path, wanted),
    })),
  );
  const framework = distributionName((app.django === null ? app.callable?.framework : 'Django') ?? 'Flask');
  const rank = (found: Probed) => (found.there.includes(framework) ? 1000 : 0) + found.there.length;
  let best: { candidate: Candidate; found: Probed } | null = null;
  for (const { candidate, found } of probed) {
    if (found === null) continue;
    if (candidate.of === 'folder') return toolsOf(folder, candidate, found, env);
    if (best === null || rank(found) > rank(best.found)) best = { candidate, found };
  }
  return best === null ? null : toolsOf(folder, best.candidate, best.found, env);
}

function candidatesIn(folder: string, env: NodeJS.ProcessEnv): Candidate[] {
  const own = readdirSync(folder)
    .filter((name) => isVirtualEnvironment(join(folder, name)))
    .sort()
    .map((name): Candidate => ({ path: join(folder, name, 'bin/python'), of: 'folder' }));
  const active = env.VIRTUAL_ENV
    ? [{ path: join(env.VIRTUAL_ENV, 'bin/python'), of: 'active' as const }]
    : [];
  const onPath = findProgram('python3', env.PATH);
  const system = [onPath, '/usr/bin/python3'].flatMap((path) =>
    path === null ? [] : [{ path, of: 'system' as const }],
  );
  return [...own, ...active, ...system].filter(({ path }) => existsSync(path));
}

/** Null when this is no Python that runs. */
async function ask(program: string, wanted: readonly string[]): Promise<Probed | null> {
  const { stdout, failed } = await execa(program, ['-I', '-c', probe, ...wanted], {
    ...{ cwd: '/', reject: false, timeout: 10_000, stdin: 'ignore' },
  });
  if (failed) return null;
  try {
    return probedSchema.parse(JSON.parse(stdout));
  } catch {
    return null;
  }
}

function toolsOf(
  folder: string,
  { path, of }: Candidate,
  found: Probed,
  env: NodeJS.ProcessEnv,
): PythonTools {
  const places = [dirname(found.path), found.scripts];
  const programs = Object.fromEntries(
    programNames.flatMap((name) => {
      const program = places.map((place) => join(place, name)).find((file) => existsSync(file));
      return program === undefined ? [] : [[name, writtenAs(folder, program, env)] as const];
    }),
  );
  return {
    interpreter: of === 'system' ? systemPython(path, env) : writtenAs(folder, path, env),
    ...{ version: found.version, of, distributions: found.there.map(distributionName), programs },
  };
}

/** By its name where the PATH leads to it, relative where it is in the folder; so that it holds on other machines, too. */
function writtenAs(folder: string, path: string, env: NodeJS.ProcessEnv): string {
  const root = `${realpathSync(folder)}/`;
  for (const top of [`${folder}/`, root]) if (path.startsWith(top)) return path.slice(top.length);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const onPath = findProgram(name, env.PATH);
  return onPath !== null && realpathSync(onPath) === realpathSync(path) ? name : path;
}

function systemPython(path: string, env: NodeJS.ProcessEnv): string {
  return findProgram('python3', env.PATH) === path ? 'python3' : path;
}
