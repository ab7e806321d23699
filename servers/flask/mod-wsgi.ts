import { access, chown, cp, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../../harness/model/failure.ts';
import type { Availability, LaunchContext, LaunchSpec, ServerMode } from '../../harness/model/launch.ts';
import { accessLog, accessLogNotes, accessLogPath } from '../python/access-log.ts';
import { findInterpreter, outputOf } from '../python/interpreter.ts';
import { appFolderOf, installLine, launchPython, pythonAvailability } from '../python/launch.ts';
import { sizeOf, threads, threadsOf, workers, workersOf } from '../python/size.ts';
import { apacheConf, moduleFolder, startServers } from './apache-conf.ts';
import { flaskApp } from './app.ts';

const packages = [...flaskApp.packages, 'libapache2-mod-wsgi-py3'];

/** Not on the PATH of an ordinary user. */
const program = '/usr/sbin/apache2';
/** mod_wsgi has the system's Python inside. */
const systemPython = '/usr/bin/python3';
/** Whom Debian's Apache becomes. */
const apacheUser = 'www-data';

export const modWsgi: ServerMode = {
  stack: flaskApp.stack,
  name: 'mod-wsgi',
  summary: 'Apache with mod_wsgi: daemon processes behind its event MPM',
  development: false,
  options: { workers, threads, ...accessLog },
  notes: (options) => [
    'Apache takes connections in processes of its own and passes requests on to those that run the app',
    'Apache as Debian ships it: event MPM of up to 150 connections at work; a connection is closed after 100 requests',
    'static files come from the app',
    ...accessLogNotes(options),
  ],
  parallelism: (options) => workersOf(options) * threadsOf(options),
  size: (options) => sizeOf(workersOf(options), threadsOf(options)),
  availability: modWsgiAvailability,
  launch: (context) => launchModWsgi(context, process.getuid?.() === 0),
};

/** `asRoot`: whether it is root who will start it. */
export async function launchModWsgi(context: LaunchContext, asRoot: boolean): Promise<LaunchSpec> {
  const { host, port, workDir, options } = context;
  const own = asRoot ? { ...context, appFolder: await copyApp(context) } : context;
  const conf = join(workDir, 'apache.conf');
  const text = apacheConf({
    host,
    port,
    workDir,
    appFolder: appFolderOf(own),
    processes: workersOf(options),
    threads: threadsOf(options),
    user: asRoot ? apacheUser : null,
    accessLog: accessLogPath(context),
  });
  await writeFile(conf, text);
  const spec = await launchPython(own, {
    needs: flaskApp.needs,
    development: false,
    processes: 1 + startServers + workersOf(options),
    argv: () => [program, '-f', conf, '-DFOREGROUND'],
  });
  if (asRoot) await giveToApache(workDir);
  return spec;
}

/** The app may be where only root can read it, as in its home; `contract` has its place beside it. */
async function copyApp(context: LaunchContext): Promise<string> {
  const from = appFolderOf(context);
  const to = join(context.workDir, 'servers/python');
  await cp(from, to, { recursive: true });
  await cp(join(dirname(from), 'contract'), join(dirname(to), 'contract'), { recursive: true });
  return to;
}

/** Apache's children read the app, and write the database and their sockets. */
async function giveToApache(workDir: string): Promise<void> {
  for (let above = dirname(workDir); above !== dirname(above); above = dirname(above)) {
    const { mode } = await stat(above);
    if ((mode & 0o001) !== 0) continue;
    throw new UsageError([
      {
        where: 'mod-wsgi',
        message: `started by root, Apache serves as ${apacheUser}, who may not enter ${above}`,
        hint: 'set TMPDIR to a folder that all may enter, or start it as an ordinary user',
      },
    ]);
  }
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (what) => Number(await outputOf('id', [what, apacheUser]))),
  );
  if (!uid || !gid) throw new Error(`there is no user ${apacheUser}`);
  const inside = await readdir(workDir, { recursive: true });
  for (const name of ['', ...inside]) await chown(join(workDir, name), uid, gid);
}

async function modWsgiAvailability(): Promise<Availability> {
  const install = installLine(packages);
  const python = await pythonAvailability(flaskApp.needs, packages);
  if (!python.installed) return python;
  const found = await findInterpreter(flaskApp.needs);
  if (!('path' in found) || found.path !== systemPython) {
    return { installed: false, missing: `Flask for ${systemPython}`, install };
  }
  const apache = /Apache\/(\S+)/.exec(await outputOf(program, ['-v']))?.[1];
  const module = await access(join(moduleFolder, 'mod_wsgi.so')).then(
    () => true,
    () => false,
  );
  if (apache === undefined || !module) {
    return { installed: false, missing: apache === undefined ? 'Apache' : 'mod_wsgi', install };
  }
  const versions = [`Apache ${apache}`, `mod_wsgi ${await packageVersion('libapache2-mod-wsgi-py3')}`];
  return { installed: true, version: [...versions, python.version].join(', ') };
}

/** The module does not tell its own. */
async function packageVersion(name: string): Promise<string> {
  return /^Version: (\S+)$/m.exec(await outputOf('dpkg-query', ['-s', name]))?.[1] ?? 'of unknown version';
}
