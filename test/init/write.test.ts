import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configName, type Draft } from '../../harness/init/draft.ts';
import { configFormats, configOf, writeConfig } from '../../harness/init/write.ts';
import {
  configNameSchema,
  configSchema,
  modeConfigSchema,
  scenarioConfigSchema,
} from '../../harness/model/config.ts';
import { drafted, toolsWith, venv } from '../helpers/app-folder.ts';

const flask = drafted(
  {
    'app.py':
      "app = Flask(__name__)\n@app.route('/')\ndef a(): ...\n@app.route('/b')\ndef b(): ...\n@app.route('/c')\ndef c(): ...\n@app.route('/d')\ndef d(): ...\n@app.route('/user/<name>')\ndef u(): ...\n",
  },
  toolsWith(venv('waitress')),
).draft;
const express = drafted({
  'package.json': '{"name":"api","dependencies":{"express":"5"}}',
  'server.js': "app.get('/', f)\napp.listen(3000)",
}).draft;
const next = drafted({
  'package.json': '{"scripts":{"start":"next start","build":"next build"},"dependencies":{"next":"15"}}',
  'pages/index.js': '',
}).draft;

/** As `bench run` would read it. */
async function read(text: string, format: string): Promise<unknown> {
  if (format === 'yaml') return parse(text);
  if (format === 'json') return JSON.parse(text);
  const script = text.replace(/^import type .*$/m, '').replace(/ satisfies \w+;/, ';');
  const module: { default: unknown } = await import(`data:text/javascript,${encodeURIComponent(script)}`);
  return module.default;
}

describe('a written configuration', () => {
  it.each([
    ['Flask', flask],
    ['Express', express],
    ['Next.js', next],
  ])('of %s says the same in every format, and is one', async (_, draft) => {
    for (const format of configFormats) {
      for (const typed of [false, true]) {
        const { $schema, ...data } = configSchema.parse(
          await read(writeConfig(draft, { format, typed }), format),
        );
        expect(data, format).toEqual(configOf(draft));
      }
    }
  });

  it('has entries in its comments that would be ones, too', () => {
    for (const { modes, scenarios } of [flask, express, next]) {
      for (const { name, config } of modes) {
        configNameSchema.parse(name);
        expect(modeConfigSchema.safeParse(config).error).toBe(undefined);
      }
      for (const { config } of scenarios)
        expect(scenarioConfigSchema.safeParse(config).error).toBe(undefined);
    }
  });

  it('reads like this in YAML', () => {
    expect(writeConfig(flask, { format: 'yaml', typed: false })).toMatchInlineSnapshot(`
      "# What bench run compares: each mode serves the same app, each scenario is what is asked of it. Written by
      # bench init from what stands in this folder, of which nothing was run; it is yours to change.
      # {host} and {port} are where a mode is to listen; {workers} and {threads} are its sizes, or what --workers
      # and --threads say.

      name: shop

      modes:
        # Flask's development server: a thread for each connection; --without-threads for one request at a time.
        dev:
          command: .venv/bin/flask --app app:app run --host {host} --port {port}
          development: true
        # Gunicorn, sync workers: a process for each request at work.
        prefork:
          command: .venv/bin/gunicorn --bind {host}:{port} --workers {workers} app:app
          workers: 4
        # Gunicorn, one gthread worker: a pool of threads in one process.
        threaded:
          command: .venv/bin/gunicorn --bind {host}:{port} --worker-class gthread --workers 1 --threads {threads} app:app
          threads: 4
        # Waitress: one process, a thread for all connections, and a pool of threads for the app.
        # Waitress is not installed here: .venv/bin/python -m pip install waitress
        # waitress:
        #   command: .venv/bin/waitress-serve --listen={host}:{port} --threads={threads} app:app
        #   threads: 4
        # uWSGI: processes under a master, the app loaded before they are forked.
        uwsgi:
          command: .venv/bin/uwsgi --http-socket {host}:{port} --die-on-term --master --need-app --disable-logging --processes {workers} --add-header Connection:close --module app:app
          workers: 4

      # Compared unless --modes names others; the first is the baseline.
      defaults:
        modes:
          - dev
          - prefork
          - threaded

      scenarios:
        # Found in app.py:2.
        home:
          requests:
            - /
        # Found in app.py:4.
        b:
          requests:
            - /b
        # Found in app.py:6.
        c:
          requests:
            - /c
        # Found in app.py:8.
        # More of what it answers:
        # d:
        #   requests:
        #     - /d
        # app.py:10 has /user/<name>.
        # A path with parameters: fill in what is in your data.
        # user:
        #   requests:
        #     - /user/1
        # A request is a path, or has besides it method, headers, json or form, and expect. Without expect an answer
        # counts when its status is 200 to 399.
      "
    `);
  });

  it('reads like this in JavaScript', () => {
    expect(writeConfig(express, { format: 'mjs', typed: true })).toMatchInlineSnapshot(`
      "// What bench run compares: each mode serves the same app, each scenario is what is asked of it. Written by
      // bench init from what stands in this folder, of which nothing was run; it is yours to change.
      // {host} and {port} are where a mode is to listen; {workers} and {threads} are its sizes, or what --workers
      // and --threads say.

      /** @type {import('modebench').ConfigInput} */
      export default {
        name: 'api',

        modes: {
          // One process of server.js, which listens (server.js:2).
          // Its port is 3000, written in server.js:2: a module that is loaded before the app has it listen on
          // {port} instead. With process.env.PORT in that line the module is not needed.
          // NODE_ENV is production in both modes, so that they differ in nothing but their processes.
          dev: {
            command: 'node --import modebench/port server.js',
            env: { NODE_ENV: 'production', MODEBENCH_PORT: '3000:{port}' },
          },
          // The same entry in several processes that share the port (node:cluster). Each runs all of it: timers,
          // jobs and caches exist once per worker.
          prefork: {
            command: 'node --import modebench/prefork server.js',
            env: { NODE_ENV: 'production', MODEBENCH_PORT: '3000:{port}', MODEBENCH_WORKERS: '{workers}' },
            ready: { path: '/', pattern: 'modebench/prefork: \\\\d+ workers? listens?$' },
            workers: 4,
            notes: ['node:cluster round the same entry: a primary gives connections to the workers in turn'],
          },
          // There is no threaded mode: worker threads of Node cannot share a port. An app that hands its work to a
          // pool of threads does so in each of these modes.
        },

        scenarios: {
          // Found in server.js:1.
          home: {
            requests: ['/'],
          },
          // A request is a path, or has besides it method, headers, json or form, and expect. Without expect an
          // answer counts when its status is 200 to 399.
        },
      };
      "
    `);
  });

  it('names its type where it can be found, and not elsewhere', () => {
    expect(writeConfig(express, { format: 'ts', typed: true })).toMatch(
      /^import type \{ ConfigInput \} from 'modebench';$[\s\S]*^\} satisfies ConfigInput;\n$/m,
    );
    expect(writeConfig(express, { format: 'ts', typed: false })).not.toContain('ConfigInput');
    expect(writeConfig(express, { format: 'mjs', typed: false })).not.toContain('ConfigInput');
    expect(JSON.parse(writeConfig(express, { format: 'json', typed: true })).$schema).toMatch(
      /modebench\/schema\/config/,
    );
  });

  it('holds whatever texts a folder has, in data and in comments', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.string({ unit: 'binary' }),
        async (text, comment) => {
          const draft: Draft = {
            ...{
              about: [comment],
              name: 'x',
              afterModes: [comment],
              afterScenarios: [comment],
              comparedModes: null,
              unknown: [],
            },
            modes: [
              {
                name: 'one',
                config: { command: [text, ''], env: { A: text } },
                comment: [comment],
                off: null,
              },
              { name: 'two', config: { command: text }, comment: [comment], off: comment },
            ],
            scenarios: [{ name: 'home', config: { requests: [`/${text}`] }, comment: [comment], off: null }],
          };
          for (const format of configFormats) {
            expect(await read(writeConfig(draft, { format, typed: true }), format)).toMatchObject(
              configOf(draft),
            );
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('the name of a configuration', () => {
  it('is one whatever the folder is called', () => {
    fc.assert(fc.property(fc.string(), (text) => configNameSchema.safeParse(configName(text)).success));
    expect(configName('@acme/web shop')).toBe('web-shop');
    expect(configName('…')).toBe('app');
  });
});
