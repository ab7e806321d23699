import type { Unknown } from './draft.ts';
import type { DraftModes } from './draft-node.ts';
import { type Folder, placeText } from './folder.ts';
import { missingSettings } from './project.ts';
import type { PythonApp } from './python-app.ts';
import { PythonModes, type Served, servedBy } from './python-modes.ts';
import { installLine, type PythonTools } from './python-tools.ts';

const nothingInstalled: PythonTools = {
  ...{ interpreter: 'python3', version: '', of: 'system', distributions: [], programs: {} },
};

/** The app behind the servers that fit it; those that are not installed are written as comments. */
export function draftPython(folder: Folder, app: PythonApp, tools: PythonTools | null): DraftModes {
  const python = tools ?? nothingInstalled;
  const served = servedBy(app);
  const modes = new PythonModes(folder, python, app);
  const all = [
    ...modes.development(served),
    ...(served === null ? [] : modes.production(served)),
    ...modes.asynchronous(),
  ];
  const first = all[0];
  const usable = all.some(({ off }) => off === null);
  // A file without a single mode would be of no use; what it lacks stands in its comment, and in the account.
  const modesWithOne =
    usable || first === undefined
      ? all
      : [{ ...first, off: null, comment: [...first.comment, first.off ?? ''] }, ...all.slice(1)];
  return { modes: modesWithOne, afterModes: [], unknown: unknownsOf(folder, app, tools, served) };
}

function unknownsOf(
  folder: Folder,
  app: PythonApp,
  tools: PythonTools | null,
  served: Served | null,
): Unknown[] {
  const unknown: Unknown[] = [];
  const framework = (app.django === null ? app.callable?.framework : 'Django') ?? 'Flask';
  if (tools === null || !tools.distributions.includes(framework.toLowerCase())) {
    unknown.push(lackOfFramework(folder, app, framework, tools));
  } else if (app.requirements !== null) {
    const { file, names } = app.requirements;
    const lacking = names.filter((name) => !tools.distributions.includes(name));
    if (lacking.length > 0) {
      const some = lacking.length > 4 ? [...lacking.slice(0, 3), `${lacking.length - 3} more`] : lacking;
      const what = `whether it starts: ${tools.interpreter} lacks ${some.join(', ')} of ${file}`;
      unknown.push({ what, todo: `${installLine(tools, `-r ${file}`)}, then bench init --force` });
    }
  }
  if (served === null && app.django === null) {
    const what =
      app.needing === null
        ? 'which callable servers are to serve'
        : `what ${app.needing.value} is to be given (${placeText(app.needing.place)})`;
    unknown.push({ what, todo: 'write a wsgi.py with app = … in it, then bench init --force' });
  }
  if (served === null && app.django !== null) {
    unknown.push({
      what: 'the WSGI callable of the project: there is no wsgi.py',
      todo: 'add one, then bench init --force',
    });
  }
  if (app.django !== null) {
    const { manage } = app.django;
    unknown.push({
      what: 'whether its database is there, with its tables',
      todo: `${tools?.interpreter ?? 'python3'} ${manage} migrate`,
    });
  }
  const settings = missingSettings(folder);
  if (settings !== null)
    unknown.push({
      what: `its settings: there is a ${settings} and no .env`,
      todo: `cp ${settings} .env, and fill it in`,
    });
  return unknown;
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
  if (tool === 'poetry.lock') return { what, todo: 'poetry install, then poetry run bench init --force' };
  if (tool === 'uv.lock') return { what, todo: 'uv sync, then bench init --force' };
  if (tool !== undefined) return { what, todo: 'pipenv install, then pipenv run bench init --force' };
  const list = app.requirements === null ? framework.toLowerCase() : `-r ${app.requirements.file}`;
  return { what, todo: `${installLine(tools ?? nothingInstalled, list)}, then bench init --force` };
}
