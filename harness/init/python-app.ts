import { type DjangoProject, findDjango } from './django.ts';
import { codeOf, type Folder, folderOf, matches, type Place, type Seen, sourcesOf } from './folder.ts';
import { type Requirements, readListed, readRequirements } from './python-lists.ts';
import { isImportedAsPackage, moduleOf, type PythonModule } from './python-module.ts';

/** What a server of Python is told to serve. */
export interface Callable {
  readonly interface: 'wsgi' | 'asgi';
  /** Null for one that is written without any. */
  readonly framework: string | null;
  readonly module: PythonModule;
  /** The variable, or the function that makes it. */
  readonly name: string;
  readonly factory: boolean;
  readonly place: Place;
}

/** An app of Python. */
export interface PythonApp {
  readonly kind: 'python';
  readonly callable: Callable | null;
  /** A function that makes the app but takes arguments that nobody gives: `create_app(config)`. */
  readonly needing: Seen<string> | null;
  readonly django: DjangoProject | null;
  /** Files of code, those of the app's own module first. */
  readonly sources: readonly string[];
  /** Names of distributions that its lists name (see `distributionName`), with where. */
  readonly listed: ReadonlyMap<string, Place>;
  /** The list for `pip install -r`, and what is on it; null where it is another tool's. */
  readonly requirements: Requirements | null;
}

const constructors: Readonly<Record<string, readonly ['wsgi' | 'asgi', string]>> = {
  Flask: ['wsgi', 'Flask'],
  APIFlask: ['wsgi', 'Flask'],
  FastAPI: ['asgi', 'FastAPI'],
  Starlette: ['asgi', 'Starlette'],
  Quart: ['asgi', 'Quart'],
  Litestar: ['asgi', 'Litestar'],
  'falcon.App': ['wsgi', 'Falcon'],
  'falcon.asgi.App': ['asgi', 'Falcon'],
  Bottle: ['wsgi', 'Bottle'],
  'bottle.default_app': ['wsgi', 'Bottle'],
  get_wsgi_application: ['wsgi', 'Django'],
  get_asgi_application: ['asgi', 'Django'],
};
const names = Object.keys(constructors)
  .map((name) => name.replace('.', '\\.'))
  .join('|');
const constructed = `(?:[\\w.]+\\.)?(${names})\\(`;
const variablePattern = new RegExp(`^(\\w+)[ \\t]*(?::[^=\\n]+)?=[ \\t]*${constructed}`, 'gm');
const factoryPattern =
  /^(?:async[ \t]+)?def[ \t]+((?:create|make|build|get)_(?:\w*_)?(?:app|application|wsgi_app)|app_factory|application_factory|create)\(([^)]*)\)/gm;
const madePattern =
  /^(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*(?:[\w.]+\.)?((?:create|make|build|get)_(?:\w*_)?(?:app|application)|app_factory|create)\(/gm;
/** Without a framework: PEP 3333 and the ASGI specification name the arguments, and hardly anybody names them otherwise. */
const plainPattern =
  /^(?:async[ \t]+)?def[ \t]+(\w+)\([ \t]*(environ|env|scope)\b[^,)]*,[ \t]*(start_response|receive)\b/gm;
const reexported =
  /^from[ \t]+([.\w]+)[ \t]+import[ \t]+(?:\w+[ \t]*,[ \t]*)*(app|application|create_app)\b(?:[ \t]+as[ \t]+(\w+))?/gm;

/** Null where nothing of it is in the folder. */
export function findPythonApp(folder: Folder): PythonApp | null {
  const sources = sourcesOf(folder, 'python');
  const django = findDjango(folder, sources);
  const factories = django === null ? sources.flatMap((file) => factoriesOf(folder, file)) : [];
  const callable = django === null ? bestCallable(folder, sources, factories) : null;
  const needing = callable === null ? (factories.find(({ needs }) => needs.length > 0) ?? null) : null;
  if (django === null && callable === null && needing === null) return null;
  return {
    kind: 'python',
    ...{
      callable,
      django,
      listed: readListed(folder),
      requirements: readRequirements(folder, callable?.place.file ?? django?.manage ?? ''),
    },
    needing: needing === null ? null : needed(needing),
    sources: callable === null ? sources : inOrder(sources, callable.place.file),
  };
}

/** A function that makes the app, with the names of the arguments that it must be given. */
interface Factory {
  readonly callable: Callable;
  readonly needs: readonly string[];
}

function needed({ callable: { name, place }, needs }: Factory): Seen<string> {
  return { value: `${name}(${needs.join(', ')})`, place };
}

function inOrder(sources: readonly string[], first: string): string[] {
  return [first, ...sources.filter((file) => file !== first)];
}

/** What the files of a folder that only servers read would take; then what is nearest to the top. */
function bestCallable(
  folder: Folder,
  sources: readonly string[],
  factories: readonly Factory[],
): Callable | null {
  const variables = sources.flatMap((file) => variablesOf(folder, file));
  const made = sources.flatMap((file) => madeVariables(folder, file, factories));
  const passedOn = sources.flatMap((file) => passedOnVariables(folder, file, [...variables, ...made]));
  const ready = factories.filter(({ needs }) => needs.length === 0).map(({ callable }) => callable);
  const plain = sources.flatMap((file) => plainCallablesOf(folder, file));
  const all = [...variables, ...made, ...passedOn, ...ready, ...plain];
  const ranked = all.map((callable, index) => ({ callable, rank: rankOf(callable), index }));
  ranked.sort((one, other) => one.rank - other.rank || one.index - other.index);
  return ranked[0]?.callable ?? null;
}

const rankedFiles = [
  'wsgi',
  'asgi',
  'app',
  'main',
  'application',
  '__init__',
  'server',
  'api',
  'run',
  'manage',
];

function rankOf({ place, factory, name }: Callable): number {
  const base = place.file.replace(/^.*\//, '').replace(/\.py$/, '');
  const known = rankedFiles.indexOf(base);
  const depth = place.file.split('/').length;
  const forServers = known === 0 || known === 1;
  const usual = /^(?:app|application|server|api)$/.test(name) ? 0 : 1;
  return (
    (forServers ? 0 : 100) +
    depth * 20 +
    (factory ? 10 : 0) +
    usual * 5 +
    (known === -1 ? rankedFiles.length : known) / 2
  );
}

function variablesOf(folder: Folder, file: string): Callable[] {
  return matches(folder, file, variablePattern).flatMap(({ value, place }) => {
    const kind = kindOf(value[0], value[2] ?? '');
    return kind === null ? [] : [callableOf(folder, file, place, kind, value[1] ?? '', false)];
  });
}

/** `def application(environ, start_response):` */
function plainCallablesOf(folder: Folder, file: string): Callable[] {
  return matches(folder, file, plainPattern).map(({ value, place }) => {
    const spoken = value[3] === 'receive' ? 'asgi' : 'wsgi';
    return callableOf(folder, file, place, [spoken, null], value[1] ?? '', false);
  });
}

/** Functions in which the app is made. */
function factoriesOf(folder: Folder, file: string): Factory[] {
  const code = codeOf(folder, file);
  return matches(folder, file, factoryPattern).flatMap(({ value, place }) => {
    const parameters = (value[2] ?? '').split(',').map((one) => one.trim());
    const needs = parameters.filter(
      (one) => one !== '' && !one.includes('=') && !one.startsWith('*') && one !== '/',
    );
    const rest = code.slice(value.index + value[0].length);
    const body = rest.slice(0, /\n(?=\S)(?!\))/.exec(rest)?.index ?? rest.length);
    const inside = new RegExp(constructed).exec(body);
    const kind = inside === null ? null : kindOf(inside[0], inside[1] ?? '');
    if (kind === null) return [];
    return [{ callable: callableOf(folder, file, place, kind, value[1] ?? '', true), needs }];
  });
}

/** `app = create_app()`, where `create_app` is a function of the folder. */
function madeVariables(folder: Folder, file: string, factories: readonly Factory[]): Callable[] {
  return matches(folder, file, madePattern).flatMap(({ value, place }) => {
    const factory = factories.find(({ callable }) => callable.name === value[2])?.callable;
    if (factory === undefined) return [];
    return [callableOf(folder, file, place, [factory.interface, factory.framework], value[1] ?? '', false)];
  });
}

/** `from shop import app as application`, in a file that is there for servers. */
function passedOnVariables(folder: Folder, file: string, known: readonly Callable[]): Callable[] {
  if (!/(?:^|\/)(?:wsgi|asgi)\.py$/.test(file)) return [];
  return matches(folder, file, reexported).flatMap(({ value, place }) => {
    const of = (value[1] ?? '').replace(/^\.+/, '');
    const original = known.find(
      ({ name, module }) => name === value[2] && (module.name === of || module.name.endsWith(`.${of}`)),
    );
    if (original === undefined) return [];
    const { interface: spoken, framework } = original;
    return [callableOf(folder, file, place, [spoken, framework], value[3] ?? value[2] ?? '', false)];
  });
}

function kindOf(text: string, name: string): readonly ['wsgi' | 'asgi', string] | null {
  // `falcon.App(` is a name with its module; `App(` alone is anybody's.
  const found = constructors[name];
  return found !== undefined && text.includes(`${name}(`) ? found : null;
}

function callableOf(
  folder: Folder,
  file: string,
  place: Place,
  [spoken, framework]: readonly ['wsgi' | 'asgi', string | null],
  name: string,
  factory: boolean,
): Callable {
  return {
    interface: spoken,
    framework,
    module: moduleOf(folder, file, isImportedAsPackage(folder, folderOf(file))),
    name,
    factory,
    place,
  };
}

/** As `gunicorn` takes it: `shop.web:app`, `flaskr:create_app()`. */
export function callableText({
  module,
  name,
  factory,
}: Pick<Callable, 'module' | 'name' | 'factory'>): string {
  return `${module.name}:${name}${factory ? '()' : ''}`;
}
