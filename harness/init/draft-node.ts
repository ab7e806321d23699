import type { ModeConfig } from '../model/config.ts';
import { commandOf, type DraftEntry, type Unknown } from './draft.ts';
import { type Folder, placeText } from './folder.ts';
import type { NodeApp } from './node-app.ts';
import type { NodePort } from './node-port.ts';
import type { NodeStart } from './node-start.ts';
import { missingSettings } from './project.ts';

/** What there is to start apps of Node with. */
export interface NodeTools {
  /** `20.20.2` */
  readonly version: string;
  /** What `--import` takes for the modules that come with Modebench. */
  readonly preload: {
    readonly port: string;
    readonly prefork: string;
    /** They are named by the package, which is installed in the folder; else by where this copy of it is. */
    readonly byPackage: boolean;
  };
}

export interface DraftModes {
  readonly modes: readonly DraftEntry<ModeConfig>[];
  readonly afterModes: readonly string[];
  readonly unknown: readonly Unknown[];
}

const noThreads =
  'There is no threaded mode: worker threads of Node cannot share a port. An app that hands its work to a pool of ' +
  'threads does so in each of these modes.';

/** The app in one process, and in several that share its port. */
export function draftNode(folder: Folder, app: NodeApp, tools: NodeTools): DraftModes {
  const unknown = unknownsOf(folder, app, tools);
  if (app.start === null) {
    const config: ModeConfig = { command: 'node server.js', env: portVariables(app.port, false) };
    const comment = ['How it is started could not be found out: put its entry file in place of server.js.'];
    return { modes: [{ name: 'dev', config, comment, off: null }], afterModes: [], unknown };
  }
  if (app.ownCluster !== null) return ownCluster(app, app.start.value, unknown);
  const elsewhere = tools.preload.byPackage
    ? []
    : [
        'modebench is not installed in this folder, so that its module is named by where it is now; after npm install ' +
          '--save-dev modebench, write modebench/prefork in its place.',
      ];
  const dev: DraftEntry<ModeConfig> = {
    name: 'dev',
    config: modeOf(app, app.start.value, tools, false),
    comment: [
      startComment(app.start),
      ...(app.start.value.kind === 'entry' ? portComment(app.port) : []),
      'NODE_ENV is production in both modes, so that they differ in nothing but their processes.',
    ],
    off: null,
  };
  const prefork: DraftEntry<ModeConfig> = {
    name: 'prefork',
    config: modeOf(app, app.start.value, tools, true),
    comment: [
      'The same entry in several processes that share the port (node:cluster). Each runs all of it: timers, jobs ' +
        'and caches exist once per worker.',
      ...elsewhere,
    ],
    // Its own start-up does more than to listen, and was not tried out here.
    off:
      app.start.value.kind === 'next'
        ? 'Several processes of next start, which Next.js does not speak of:'
        : null,
  };
  return { modes: [dev, prefork], afterModes: [noThreads], unknown };
}

function ownCluster(app: NodeApp, start: NodeStart, unknown: readonly Unknown[]): DraftModes {
  const place = app.ownCluster === null ? '' : placeText(app.ownCluster);
  const config: ModeConfig = {
    command: commandOf(['node', ...wordsOf(start, null)]),
    env: { NODE_ENV: 'production', ...app.env, ...portVariables(app.port, false) },
    ...buildOf(app),
  };
  return {
    modes: [{ name: 'prefork', config, comment: [`It starts its workers itself (${place}).`], off: null }],
    afterModes: [noThreads],
    unknown: [
      ...unknown,
      {
        what: 'how it runs as one process',
        todo: 'add a mode dev with that command; it is then the baseline, if first',
      },
    ],
  };
}

function modeOf(app: NodeApp, start: NodeStart, tools: NodeTools, several: boolean): ModeConfig {
  const told = isTold(app, start);
  const preload = several ? tools.preload.prefork : told ? null : tools.preload.port;
  return {
    command: commandOf(['node', ...wordsOf(start, preload)]),
    env: {
      NODE_ENV: 'production',
      ...app.env,
      ...(start.kind === 'entry' ? portVariables(app.port, told) : {}),
      ...(several ? { MODEBENCH_WORKERS: '{workers}' } : {}),
    },
    ...buildOf(app),
    ...(several
      ? { ready: { path: '/', pattern: 'modebench/prefork: \\d+ workers? listens?$' }, workers: 4 }
      : {}),
    ...(several
      ? { notes: ['node:cluster round the same entry: a primary gives connections to the workers in turn'] }
      : {}),
  };
}

function buildOf({ build }: NodeApp): Pick<ModeConfig, 'build'> {
  return build === null ? {} : { build: build.value };
}

/** The words after `node`. */
function wordsOf(start: NodeStart, preload: string | null): string[] {
  const imported = preload === null ? [] : ['--import', preload];
  switch (start.kind) {
    case 'entry': {
      const compiled = {
        tsx: ['--import', 'tsx'],
        'ts-node': ['--require', 'ts-node/register'],
        'ts-node/esm': ['--loader', 'ts-node/esm'],
      };
      const compiler = start.compiler === null ? [] : compiled[start.compiler];
      const flags = start.flags.some((word) => /\btsx\b|ts-node/.test(word)) ? [] : compiler;
      return [...start.flags, ...flags, ...imported, start.entry, ...portArguments(start.args)];
    }
    case 'fastify-cli':
      return [
        ...imported,
        'node_modules/fastify-cli/cli.js',
        'start',
        '--address',
        '{host}',
        '--port',
        '{port}',
        ...start.args,
      ];
    case 'next':
      return [
        ...imported,
        'node_modules/next/dist/bin/next',
        'start',
        '--hostname',
        '{host}',
        '--port',
        '{port}',
      ];
  }
}

const portFlag = /^(?:-p|--port)$/;

function portArguments(args: readonly string[]): string[] {
  return args.map((word, index) => {
    if (portFlag.test(args[index - 1] ?? '')) return '{port}';
    return word.replace(/^(--port=).*/, '$1{port}');
  });
}

/** The port reaches the app by a way of its own. */
function isTold({ port }: NodeApp, start: NodeStart): boolean {
  if (start.kind !== 'entry') return true;
  return port.how === 'variable' || start.args.some((word) => /^(?:-p$|--port)/.test(word));
}

function portVariables(port: NodePort, told: boolean): Record<string, string> {
  if (port.how === 'variable') return { [port.name]: '{port}' };
  if (told) return {};
  if (port.how === 'fixed') return { MODEBENCH_PORT: `${port.port}:{port}` };
  return { PORT: '{port}', MODEBENCH_PORT: '{port}' };
}

function startComment({ value, place }: NonNullable<NodeApp['start']>): string {
  return value.kind === 'entry' && place.file === value.entry
    ? `One process of ${value.entry}, which listens (${placeText(place)}).`
    : `One process, as ${placeText(place)} starts it.`;
}

function portComment(port: NodePort): string[] {
  switch (port.how) {
    case 'variable':
      return [`Its port is ${port.name} (${placeText(port.place)}).`];
    case 'fixed':
      return [
        `Its port is ${port.port}, written in ${placeText(port.place)}: a module that is loaded before the app has it ` +
          'listen on {port} instead. With process.env.PORT in that line the module is not needed.',
      ];
    case 'unknown':
      return [
        'How it learns its port could not be found out: PORT is set, and a module that is loaded before the app has ' +
          'the first port that it listens on be {port}.',
      ];
  }
}

function unknownsOf(folder: Folder, app: NodeApp, tools: NodeTools): Unknown[] {
  const unknown: Unknown[] = [];
  const start = app.start?.value;
  if (start === undefined) {
    unknown.push({ what: 'how it is started', todo: 'put its entry file into the command of mode dev' });
  } else if (
    start.kind === 'entry' &&
    start.compiler === null &&
    /\.[cm]?tsx?$/.test(start.entry) &&
    !strips(tools.version)
  ) {
    unknown.push({
      what: `how ${start.entry} is compiled (Node ${tools.version} runs no TypeScript)`,
      todo: 'npm install --save-dev tsx, then bench init --force',
    });
  }
  if (app.port.how === 'unknown' && start?.kind === 'entry') {
    unknown.push({ what: 'how it learns its port', todo: 'see the comment at mode dev' });
  }
  const settings = missingSettings(folder);
  if (settings !== null)
    unknown.push({
      what: `its settings: there is a ${settings} and no .env`,
      todo: `cp ${settings} .env, and fill it in`,
    });
  if (folder.exists('package.json') && !folder.exists('node_modules')) {
    unknown.push({
      what: 'its packages: there is no node_modules here',
      todo: 'install them (npm install)',
      stops: true,
    });
  }
  return unknown;
}

/** From 22.18 on Node takes the types out itself. */
function strips(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}
