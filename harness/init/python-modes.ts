import type { ModeConfig } from '../model/config.ts';
import type { DjangoProject } from './django.ts';
import { commandOf, type DraftEntry } from './draft.ts';
import { type Folder, folderOf, joinPath, placeText } from './folder.ts';
import { type Callable, callableText, type PythonApp } from './python-app.ts';
import { installLine, type PythonTools, programIn } from './python-tools.ts';

type Mode = DraftEntry<ModeConfig>;

/** What the servers of Python are told, whichever they are. */
export interface Served {
  readonly interface: 'wsgi' | 'asgi';
  readonly framework: string | null;
  /** `shop.web:app`, `flaskr:create_app` */
  readonly target: string;
  readonly factory: boolean;
  readonly cwd: string;
  /** Added to the folders that modules are imported from; null where that is not needed. */
  readonly pythonPath: string | null;
}

/** The app behind each of the servers that fit it. */
export class PythonModes {
  readonly #folder: Folder;
  readonly #tools: PythonTools;
  readonly #app: PythonApp;

  constructor(folder: Folder, tools: PythonTools, app: PythonApp) {
    this.#folder = folder;
    this.#tools = tools;
    this.#app = app;
  }

  development(served: Served | null): Mode[] {
    const { django } = this.#app;
    if (django !== null) return [this.#runserver(django)];
    if (served === null) return [this.#unserved()];
    if (served.framework === 'Flask') return [this.#flaskRun(served)];
    if (served.interface === 'asgi') return [this.#uvicorn('dev', served, 1)];
    return [
      this.#gunicorn(
        'dev',
        served,
        ['--workers', '1'],
        'Gunicorn with one worker: one request at a time.',
        {},
      ),
    ];
  }

  production(served: Served): Mode[] {
    if (served.interface === 'asgi') return [this.#uvicorn('prefork', served, null)];
    return [
      this.#gunicorn(
        'prefork',
        served,
        ['--workers', '{workers}'],
        'Gunicorn, sync workers: a process for each request at work.',
        { workers: 4 },
      ),
      this.#gunicorn(
        'threaded',
        served,
        ['--worker-class', 'gthread', '--workers', '1', '--threads', '{threads}'],
        'Gunicorn, one gthread worker: a pool of threads in one process.',
        { threads: 4 },
      ),
      this.#waitress(served),
      this.#uwsgi(served),
    ];
  }

  /** Django's other interface, where the project has it. */
  asynchronous(): Mode[] {
    const { django } = this.#app;
    if (django?.asgi === undefined) return [];
    const served: Served = {
      ...{ interface: 'asgi', framework: 'Django', target: django.asgi.value, factory: false },
      ...{ cwd: django.root, pythonPath: null },
    };
    const mode = this.#uvicorn('async', served, 1);
    return [
      {
        ...mode,
        comment: [
          `Uvicorn on ${placeText(django.asgi.place)}: views that are not async still take turns in one thread.`,
        ],
      },
    ];
  }

  #runserver(django: DjangoProject): Mode {
    const { root } = django;
    const config: ModeConfig = {
      command: commandOf([this.#python(root), 'manage.py', 'runserver', '--noreload', '{host}:{port}']),
      ...(root === '' ? {} : { cwd: root }),
      development: true,
    };
    const debug =
      django.debug === null
        ? []
        : [
            `DEBUG is True in ${placeText(django.debug)}, for every mode; Gunicorn and the others do not change that.`,
          ];
    const comment = [
      "Django's development server, without its reloader: a thread for each connection.",
      ...debug,
    ];
    return { name: 'dev', config, comment, ...this.#lack('django', 'Django') };
  }

  #flaskRun(served: Served): Mode {
    const target = served.factory ? `${served.target}()` : served.target;
    const program = this.#tools.programs.flask;
    const flask =
      program === undefined ? [this.#python(served.cwd), '-m', 'flask'] : [programIn(served.cwd, program)];
    const config: ModeConfig = {
      command: commandOf([...flask, '--app', target, 'run', '--host', '{host}', '--port', '{port}']),
      ...placeOf(served),
      development: true,
    };
    const comment = [
      "Flask's development server: a thread for each connection; --without-threads for one request at a time.",
    ];
    return { name: 'dev', config, comment, ...this.#lack('flask', 'Flask') };
  }

  #gunicorn(
    name: string,
    served: Served,
    size: readonly string[],
    comment: string,
    sizes: Pick<ModeConfig, 'workers' | 'threads'>,
  ): Mode {
    const target = served.factory ? `${served.target}()` : served.target;
    // It reads that file by itself, where it is started.
    const file = joinPath(served.cwd, 'gunicorn.conf.py');
    const said = this.#folder.text(file);
    // Another class of workers, or threads in them, would make another mode of it.
    const plainWorkers =
      sizes.threads === undefined && /^[ \t]*(?:worker_class|threads)[ \t]*=/m.test(said ?? '')
        ? ['--worker-class', 'sync', '--threads', '1']
        : [];
    const words = [
      ...[this.#program('gunicorn', served.cwd), '--bind', '{host}:{port}', ...size, ...plainWorkers, target],
    ];
    const config = { command: commandOf(words), ...placeOf(served), ...sizes };
    const settings = said !== null ? [`${file} counts as well, but for what stands on the line.`] : [];
    return { name, config, comment: [comment, ...settings], ...this.#lack('gunicorn', 'Gunicorn') };
  }

  #waitress(served: Served): Mode {
    const words = [
      this.#program('waitress-serve', served.cwd),
      '--listen={host}:{port}',
      '--threads={threads}',
    ];
    const target = served.factory ? ['--call', served.target] : [served.target];
    const config = { command: commandOf([...words, ...target]), ...placeOf(served), threads: 4 };
    const comment = [
      'Waitress: one process, a thread for all connections, and a pool of threads for the app.',
    ];
    return { name: 'waitress', config, comment, ...this.#lack('waitress', 'Waitress') };
  }

  #uwsgi(served: Served): Mode {
    // Of pip it has Python built in; of a distribution of Linux, as a plugin.
    const plugin = this.#tools.distributions.includes('uwsgi') ? [] : ['--plugin', 'python3'];
    const target = served.factory ? `${served.target}()` : served.target;
    const words = [
      ...[this.#program('uwsgi', served.cwd), ...plugin, '--http-socket', '{host}:{port}'],
      // Without these it outlives SIGTERM, leaves workers behind, and answers 500 when the app cannot be loaded.
      ...['--die-on-term', '--master', '--need-app', '--disable-logging', '--processes', '{workers}'],
      // It closes each connection after the answer, and as shipped does not say so.
      ...['--add-header', 'Connection:close'],
      ...['--module', target],
    ];
    const config = { command: commandOf(words), ...placeOf(served), workers: 4 };
    const comment = ['uWSGI: processes under a master, the app loaded before they are forked.'];
    return { name: 'uwsgi', config, comment, ...this.#lack('uwsgi', 'uWSGI') };
  }

  #uvicorn(name: string, served: Served, workers: 1 | null): Mode {
    const words = [
      this.#program('uvicorn', served.cwd),
      '--host',
      '{host}',
      '--port',
      '{port}',
      '--no-access-log',
    ];
    const size = workers === null ? ['--workers', '{workers}'] : [];
    const target = served.factory ? ['--factory', served.target] : [served.target];
    const config = {
      command: commandOf([...words, ...size, ...target]),
      ...placeOf(served),
      ...(workers === null ? { workers: 4 } : {}),
    };
    const comment =
      workers === null
        ? 'Uvicorn, several processes that share the port.'
        : 'Uvicorn, one process: an event loop, and a pool of threads for functions that are not async.';
    return { name, config, comment: [comment], ...this.#lack('uvicorn', 'Uvicorn') };
  }

  #unserved(): Mode {
    const { needing } = this.#app;
    const config: ModeConfig = {
      command: commandOf([this.#program('gunicorn', ''), '--bind', '{host}:{port}', 'wsgi:app']),
    };
    const why =
      needing === null ? '' : ` ${placeText(needing.place)} makes it, but takes arguments: ${needing.value}.`;
    return {
      name: 'dev',
      config,
      comment: [`What to serve could not be found out.${why} Write a wsgi.py that has it as app.`],
      off: null,
    };
  }

  #python(cwd: string): string {
    return programIn(cwd, this.#tools.interpreter);
  }

  /** By its name alone where it is not installed, for the line to be of use once it is. */
  #program(name: string, cwd: string): string {
    return programIn(
      cwd,
      this.#tools.programs[name] ??
        (this.#tools.of === 'folder' ? `${folderOf(this.#tools.interpreter)}/${name}` : name),
    );
  }

  #lack(distribution: string, title: string): Pick<Mode, 'off' | 'install'> {
    const { distributions, programs } = this.#tools;
    const program = distribution === 'waitress' ? 'waitress-serve' : distribution;
    const there =
      distribution === 'django' ? distributions.includes('django') : programs[program] !== undefined;
    if (there) return { off: null };
    const install = installLine(this.#tools, distribution);
    return { off: `${title} is not installed here: ${install}`, install };
  }
}

/** Null where it is not known what they are to serve. */
export function servedBy({ callable, django }: PythonApp): Served | null {
  if (django !== null) {
    if (django.wsgi === undefined) return null;
    return {
      interface: 'wsgi',
      framework: 'Django',
      target: django.wsgi.value,
      factory: false,
      cwd: django.root,
      pythonPath: null,
    };
  }
  return callable === null ? null : { ...callable, ...placed(callable) };
}

/** Code under `src` is imported from there, and run from the top; other code is run where it is. */
function placed({ module, name }: Callable): Pick<Served, 'target' | 'cwd' | 'pythonPath'> {
  const target = callableText({ module, name, factory: false });
  const apart = /(?:^|\/)(?:src|lib)$/.test(module.root);
  return apart
    ? { target, cwd: folderOf(module.root), pythonPath: module.root.replace(/^.*\//, '') }
    : { target, cwd: module.root, pythonPath: null };
}

function placeOf({ cwd, pythonPath }: Served): Pick<ModeConfig, 'cwd' | 'env'> {
  return {
    ...(cwd === '' ? {} : { cwd }),
    ...(pythonPath === null ? {} : { env: { PYTHONPATH: pythonPath } }),
  };
}
