import type { DjangoProject } from './django.ts';
import type { Unknown } from './draft.ts';
import { type Folder, joinPath, matches, type Place, placeText } from './folder.ts';
import { missingSettings } from './project.ts';
import type { PythonApp } from './python-app.ts';
import type { Served } from './python-modes.ts';
import { installLine, nothingInstalled, type PythonTools } from './python-tools.ts';

/** What no text of the folder says of an app of Python, and what it says that may stand in its way. */
export function pythonUnknowns(
  folder: Folder,
  app: PythonApp,
  tools: PythonTools | null,
  served: Served | null,
): Unknown[] {
  return [
    ...packageUnknowns(folder, app, tools),
    ...(served === null ? [servedUnknown(app)] : []),
    ...(app.django === null ? [] : djangoUnknowns(folder, app.django, tools)),
    ...settingsUnknowns(folder, app),
  ];
}

/** How many names are said before the rest is only counted. */
const mostNames = 4;

function packageUnknowns(folder: Folder, app: PythonApp, tools: PythonTools | null): Unknown[] {
  const framework = frameworkOf(app);
  if (tools === null || !tools.distributions.includes(framework.toLowerCase())) {
    return [lackOfFramework(folder, app, framework, tools)];
  }
  if (app.requirements === null) return [];
  const { file, names } = app.requirements;
  const lacking = names.filter((name) => !tools.distributions.includes(name));
  if (lacking.length === 0) return [];
  const what = `whether it starts: ${tools.interpreter} lacks ${some(lacking)} of ${file}`;
  return [{ what, todo: `${installLine(tools, `-r ${file}`)}, then bench init --force` }];
}

/** What an app needs to be served at all: one without a framework at least a server. */
function frameworkOf({ django, callable }: PythonApp): string {
  if (django !== null) return 'Django';
  if (callable === null) return 'Flask';
  return callable.framework ?? (callable.interface === 'asgi' ? 'uvicorn' : 'gunicorn');
}

function lackOfFramework(
  folder: Folder,
  app: PythonApp,
  framework: string,
  tools: PythonTools | null,
): Unknown {
  const what =
    tools === null
      ? 'a Python: none was found here'
      : `a Python that has ${framework}: ${tools.interpreter} has not`;
  const tool = ['poetry.lock', 'uv.lock', 'Pipfile.lock', 'Pipfile'].find((name) => folder.exists(name));
  if (tool === 'poetry.lock')
    return { what, todo: 'poetry install, then poetry run bench init --force', stops: true };
  if (tool === 'uv.lock') return { what, todo: 'uv sync, then bench init --force', stops: true };
  if (tool !== undefined)
    return { what, todo: 'pipenv install, then pipenv run bench init --force', stops: true };
  const list = app.requirements === null ? framework.toLowerCase() : `-r ${app.requirements.file}`;
  const todo = `${installLine(tools ?? nothingInstalled, list)}, then bench init --force`;
  return { what, todo, stops: true };
}

function servedUnknown({ django, needing }: PythonApp): Unknown {
  if (django !== null) {
    const what = 'the WSGI callable of the project: there is no wsgi.py';
    return { what, todo: 'add one, then bench init --force' };
  }
  const what =
    needing === null
      ? 'which callable servers are to serve'
      : `what ${needing.value} is to be given (${placeText(needing.place)})`;
  return { what, todo: 'write a wsgi.py with app = … in it, then bench init --force' };
}

function djangoUnknowns(
  folder: Folder,
  { manage, hosts, root }: DjangoProject,
  tools: PythonTools | null,
): Unknown[] {
  const migrate = `${tools?.interpreter ?? 'python3'} ${manage} migrate`;
  // The file that its own settings name, unless they were changed; migrate makes it.
  const there = folder.exists(joinPath(root, 'db.sqlite3'));
  const database = there ? [] : [{ what: 'whether its database is there, with its tables', todo: migrate }];
  if (hosts === null) return database;
  const what = `whether it answers here: ALLOWED_HOSTS in ${placeText(hosts)} does not name 127.0.0.1`;
  return [
    ...database,
    { what, todo: 'add it; while DEBUG is True and the list is empty, it need not be there' },
  ];
}

function settingsUnknowns(folder: Folder, app: PythonApp): Unknown[] {
  const settings = missingSettings(folder);
  if (settings !== null) {
    const what = `its settings: there is a ${settings} and no .env`;
    return [{ what, todo: `cp ${settings} .env, and fill it in` }];
  }
  if (folder.exists('.env')) return [];
  const variables = [...wantedVariables(folder, app)].map(([name, place]) => `${name} (${placeText(place)})`);
  if (variables.length === 0) return [];
  const what = `variables that it cannot do without: ${some(variables)}`;
  return [{ what, todo: 'set them before bench run, or under env of each mode' }];
}

/** Those that are looked up without a word of what to do when they are not set. */
function wantedVariables(folder: Folder, { sources }: PythonApp): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  const lookup = /\bos\.environ\[\s*['"](\w+)['"]\s*\](?!\s*=[^=])/g;
  for (const file of sources) {
    for (const { value, place } of matches(folder, file, lookup)) {
      const name = value[1] ?? '';
      if (!found.has(name) && !isAskedFor(folder, file, name)) found.set(name, place);
    }
  }
  return found;
}

/** `if 'DYNO' in os.environ` */
function isAskedFor(folder: Folder, file: string, name: string): boolean {
  return (
    matches(folder, file, new RegExp(`['"]${name}['"]\\s+(?:not\\s+)?in\\s+os\\.environ`, 'g')).length > 0
  );
}

function some(names: readonly string[]): string {
  const shown =
    names.length > mostNames
      ? [...names.slice(0, mostNames - 1), `${names.length - mostNames + 1} more`]
      : names;
  return shown.join(', ');
}
