import { parseArgsStringToArgv } from 'string-argv';
import type { ModeConfig } from '../model/config.ts';
import { configName, type Draft, type DraftEntry } from './draft.ts';
import { type DraftModes, draftNode, type NodeTools } from './draft-node.ts';
import { draftPython } from './draft-python.ts';
import { draftScenarios } from './draft-scenarios.ts';
import type { Found } from './find-app.ts';
import { type Folder, placeText, type Seen } from './folder.ts';
import { webCommand } from './procfile.ts';
import type { PythonTools } from './python-tools.ts';
import { readPackage } from './scripts.ts';

/** What is installed on this machine, as far as an app may need it. */
export interface Tools {
  readonly node: NodeTools;
  /** Null where no Python was found, or none was looked for. */
  readonly python: PythonTools | null;
  /** Programs on the PATH that the folder names. */
  readonly programs: ReadonlySet<string>;
}

/** So many are compared at once unless others are named: with more, a short run has too few rounds. */
const comparedAtOnce = 3;

const aboutRequests =
  'A request is a path, or has besides it method, headers, json or form, and expect. Without expect an answer counts ' +
  'when its status is 200 to 399.';

/** The configuration that fits what was found; null where there is nothing to start. */
export function makeDraft(folder: Folder, found: Found, tools: Tools): Draft | null {
  const { app, web, routes } = found;
  if (app === null && web === null) return null;
  const none: DraftModes = { modes: [], afterModes: [], unknown: [] };
  const own =
    app === null
      ? none
      : app.kind === 'node'
        ? draftNode(folder, app, tools.node)
        : draftPython(folder, app, tools.python);
  const modes = [...own.modes, ...(web === null ? [] : [webMode(web, tools, own.modes.length === 0)])];
  const { scenarios, unknown } = draftScenarios(routes);
  const usable = modes.filter(({ off }) => off === null).map(({ name }) => name);
  return {
    about: [
      'What bench run compares: each mode serves the same app, each scenario is what is asked of it. Written by ' +
        'bench init from what stands in this folder, of which nothing was run; it is yours to change.',
      '{host} and {port} are where a mode is to listen; {workers} and {threads} are its sizes, or what --workers and ' +
        '--threads say.',
    ],
    name: configName(readPackage(folder)?.name ?? folder.name),
    ...{ modes, afterModes: own.afterModes, scenarios, afterScenarios: [aboutRequests] },
    comparedModes: usable.length > comparedAtOnce ? usable.slice(0, comparedAtOnce) : null,
    unknown: [...own.unknown, ...unknown],
  };
}

/** The web line of a Procfile, with the programs of the app's own Python. */
function webMode({ value, place }: Seen<string>, tools: Tools, alone: boolean): DraftEntry<ModeConfig> {
  const { command, shell, prepares } = webCommand(value);
  const [program = ''] = parseArgsStringToArgv(command);
  const own = tools.python?.programs[program];
  const config: ModeConfig = {
    command: own === undefined || shell ? command : command.replace(program, own),
    env: { PORT: '{port}' },
    ...(shell ? { shell } : {}),
  };
  const there = own !== undefined || shell || program === 'node' || tools.programs.has(program);
  const off = !there
    ? `${program} is not installed here:`
    : prepares
      ? 'It does more than to serve, at each start and therefore in each round:'
      : null;
  const unnamed = command.includes('{port}')
    ? []
    : ['It does not say where its port goes: PORT is set, and that is where it has to listen.'];
  const comment = [`The web line of ${placeText(place)}.`, ...unnamed];
  return { name: 'web', config, comment, off: alone ? null : off };
}
