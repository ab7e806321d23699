import { describe, expect, it } from 'vitest';
import { findApp } from '../../harness/init/find-app.ts';
import { appFolder, commandsOf, drafted, routesOf, toolsWith } from '../helpers/app-folder.ts';

const express = JSON.stringify(
  { name: '@acme/shop', scripts: { start: 'node ./bin/www' }, dependencies: { express: '^4.21.0' } },
  null,
  2,
);

describe('an app of Express as its generator makes it', () => {
  const app = drafted({
    'package.json': express,
    'bin/www':
      "var app = require('../app');\nvar http = require('http');\nvar port = normalizePort(process.env.PORT || '3000');\nhttp.createServer(app).listen(port);\n",
    'app.js': `var express = require('express');
var indexRouter = require('./routes/index');
var usersRouter = require('./routes/users');
var app = express();
app.use(logger('dev'));
app.use('/', indexRouter);
app.use('/users', usersRouter);
module.exports = app;
`,
    'routes/index.js':
      "var router = express.Router();\nrouter.get('/', function(req, res, next) {\n});\nrouter.get('/about', page);\nmodule.exports = router;\n",
    'routes/users.js':
      "var router = express.Router();\nrouter.get('/', list);\nrouter.get('/:id', one);\nrouter.post('/new', add);\nmodule.exports = router;\n",
    'node_modules/express/package.json': '{}',
  });

  it('is started by its script, on the port of its variable, with several processes beside one', () => {
    expect(commandsOf(app)).toEqual({
      dev: 'node bin/www',
      prefork: 'node --import modebench/prefork bin/www',
    });
    const [dev, prefork] = app.draft.modes;
    expect(dev?.config.env).toEqual({ NODE_ENV: 'production', PORT: '{port}' });
    expect(prefork?.config).toMatchObject({
      env: { NODE_ENV: 'production', PORT: '{port}', MODEBENCH_WORKERS: '{workers}' },
      workers: 4,
    });
  });

  it('is known by the lines that say so', () => {
    expect(app.found.app).toMatchObject({
      framework: { value: 'Express', place: { file: 'package.json', line: 7 } },
      start: { place: { file: 'package.json', line: 4 } },
      port: { how: 'variable', name: 'PORT', place: { file: 'bin/www', line: 3 } },
    });
    expect(app.draft.name).toBe('shop');
    expect(app.draft.unknown).toEqual([]);
  });

  it('answers paths under those that its routers are mounted on', () => {
    expect(routesOf(app)).toEqual([
      'routes/index.js:2 /',
      'routes/index.js:4 /about',
      'routes/users.js:2 /users/',
    ]);
    expect(app.found.routes.parametrised.map(({ value }) => value)).toEqual(['/users/:id']);
    const example = app.draft.scenarios.at(-1);
    expect(example).toMatchObject({ name: 'users-2', config: { requests: ['/users/1'] } });
    expect(example?.off).toContain('fill in');
  });
});

describe('how a port is learned', () => {
  const port = (code: string) => {
    const { app } = findApp(appFolder({ 'server.js': `const http = require('http');\n${code}\n` }));
    return app?.kind === 'node' ? app.port : null;
  };

  it.each([
    ['app.listen(process.env.PORT || 3000)', 'PORT'],
    ["app.listen(process.env['APP_PORT'])", 'APP_PORT'],
    ['const { HOST, PORT = 8080 } = process.env;\napp.listen(PORT)', 'PORT'],
    ['const db = process.env.DB_PORT;\napp.listen(process.env.HTTP_PORT)', 'HTTP_PORT'],
    ["app.listen(config.get('SERVER_PORT'))", 'SERVER_PORT'],
    ['const { value: envVars } = schema.validate(process.env);\napp.listen(envVars.PORT)', 'PORT'],
  ])('%s: from a variable', (code, name) => {
    expect(port(code)).toMatchObject({ how: 'variable', name });
  });

  it.each([
    ['app.listen(3000)', 3000],
    ["app.listen({ host: '::', port: 8080 })", 8080],
    ['const port = 4000;\napp.listen(port, () => {})', 4000],
    ['const PORT: number = 4001;\napp.listen(PORT)', 4001],
    ['serve({ fetch: app.fetch, port: 8787 }); createServer(x)', 8787],
  ])('%s: fixed', (code, number) => {
    expect(port(code)).toMatchObject({ how: 'fixed', port: number });
  });

  it.each([
    'app.listen(settings.http)',
    '// app.listen(3000)\napp.listen(settings.http)',
    'redis.connect(process.env.REDIS_PORT);\napp.listen(x)',
  ])('%s: not known', (code) => {
    expect(port(code)).toEqual({ how: 'unknown' });
  });
});

describe('where a port is looked for', () => {
  it('is first what the entry imports: another file may speak of another port', () => {
    const { found } = drafted({
      'package.json': '{"scripts":{"start":"node src/index.js"},"dependencies":{"express":"4"}}',
      'healthcheck.js': 'http.get({ port: process.env.HEALTH_PORT })',
      'src/index.js': "const { port } = require('./config');\nrequire('./server').listen(port)",
      'src/config/index.js': "module.exports = require('./all')",
      'src/config/all.js': 'exports.port = process.env.PORT',
    });
    expect(found.app).toMatchObject({
      port: { name: 'PORT', place: { file: 'src/config/all.js', line: 1 } },
    });
  });
});

describe('an app with its port written in it', () => {
  const app = drafted({
    'package.json': '{"name":"api","type":"module","main":"server.js","dependencies":{"fastify":"^5.0.0"}}',
    'server.js':
      "import Fastify from 'fastify'\n\nconst fastify = Fastify()\nfastify.get('/', async () => ({}))\nawait fastify.listen({ port: 3000 })\n",
    'node_modules/fastify/package.json': '{}',
  });

  it('is had to listen elsewhere by a module, not by a change of it, and the comment says which line it is', () => {
    expect(commandsOf(app)).toEqual({
      dev: 'node --import modebench/port server.js',
      prefork: 'node --import modebench/prefork server.js',
    });
    for (const { config } of app.draft.modes)
      expect(config.env).toMatchObject({ MODEBENCH_PORT: '3000:{port}' });
    expect(app.draft.modes[0]?.comment.join(' ')).toContain('Its port is 3000, written in server.js:5');
  });
});

describe('an app that does not say how it learns its port', () => {
  it('is tried with both ways, and the account says so', () => {
    const { draft } = drafted({ 'app.js': "require('express')().listen(require('./settings').port)" });
    expect(draft.modes[0]?.config).toMatchObject({
      command: 'node --import modebench/port app.js',
      env: { PORT: '{port}', MODEBENCH_PORT: '{port}' },
    });
    expect(draft.unknown.map(({ what }) => what)).toContain('how it learns its port');
  });
});

describe('a script of package.json', () => {
  const script = (scripts: Record<string, string>, files: Record<string, string> = {}, more: object = {}) =>
    drafted({
      'package.json': JSON.stringify({ scripts, dependencies: { express: '5' }, ...more }),
      'src/index.ts': 'app.listen(process.env.PORT)',
      'server.js': 'app.listen(process.env.PORT)',
      ...files,
    }).draft.modes[0]?.config;

  it.each([
    ['a watcher', { dev: 'nodemon --watch src server.js' }, 'node server.js'],
    [
      'variables before it',
      { start: 'cross-env NODE_ENV=production DEBUG= node server.js' },
      'node server.js',
    ],
    [
      'flags of Node',
      { start: 'node --env-file=.env -r dotenv/config server.js' },
      'node --env-file=.env -r dotenv/config server.js',
    ],
    ['another script', { start: 'npm run serve', serve: 'node server' }, 'node server.js'],
    [
      'a port of its own',
      { start: 'node server.js --port 3000 --quiet' },
      'node server.js --port {port} --quiet',
    ],
    ['a compiler', { dev: 'tsx watch src/index.ts' }, 'node --import tsx src/index.ts'],
    [
      'a compiler under a watcher',
      { dev: "nodemon --exec 'ts-node' src/index.ts" },
      'node --require ts-node/register src/index.ts',
    ],
    [
      'what a compiler loads before',
      { dev: 'ts-node -r tsconfig-paths/register --project tsconfig.json src/index.ts' },
      'node -r tsconfig-paths/register --require ts-node/register src/index.ts',
    ],
    ['Node in watch mode', { dev: 'node --watch server.js' }, 'node server.js'],
    ['a process manager', { start: 'pm2 start server.js' }, 'node server.js'],
  ])('with %s is read', (_, scripts, command) => {
    expect(script(scripts)?.command).toBe(command);
  });

  it('keeps the variables that it sets, but for what the modes set', () => {
    expect(script({ start: 'LOG=off node server.js' })?.env).toEqual({
      NODE_ENV: 'production',
      LOG: 'off',
      PORT: '{port}',
    });
  });

  it('that starts what is built has it built before', () => {
    expect(script({ start: 'node dist/index.js', build: 'tsc' })).toMatchObject({
      command: 'node dist/index.js',
      build: 'npm run build',
      env: { PORT: '{port}' },
    });
    expect(script({ start: 'node dist/index.js', build: 'tsc' }, { 'pnpm-lock.yaml': '' })?.build).toBe(
      'pnpm run build',
    );
  });

  it('for modules has its compiler load them as such', () => {
    expect(script({ dev: 'ts-node src/index.ts' }, {}, { type: 'module' })?.command).toBe(
      'node --loader ts-node/esm src/index.ts',
    );
  });

  it('that starts what npm builds before it has that done', () => {
    const scripts = { 'prestart:prod': 'tsc', 'start:prod': 'node dist/index.js', start: 'node server.js' };
    expect(script(scripts)).toMatchObject({ command: 'node dist/index.js', build: 'npm run prestart:prod' });
  });

  it('that starts what nothing builds is passed over', () => {
    expect(script({ 'start:prod': 'node dist/index.js', start: 'node server.js' })?.command).toBe(
      'node server.js',
    );
    const built = script({ 'start:prod': 'node dist/index.js' }, { 'dist/index.js': '' });
    expect(built).toMatchObject({ command: 'node dist/index.js' });
    expect(built).not.toHaveProperty('build');
  });

  it('for production comes before one for development', () => {
    expect(script({ dev: 'tsx src/index.ts', start: 'node server.js' })?.command).toBe('node server.js');
  });

  it('of a circle, or of a tool that serves nothing, is passed over', () => {
    expect(script({ start: 'npm run dev', dev: 'npm start' })?.command).toBe('node server.js');
    expect(script({ start: 'vite' })?.command).toBe('node server.js');
    expect(script({ start: 'pm2 start ecosystem.config.json' })?.command).toBe('node server.js');
  });
});

describe('frameworks with starts of their own', () => {
  it('NestJS: what nest builds is started, and built before', () => {
    const app = drafted({
      'package.json': JSON.stringify({
        scripts: { build: 'nest build', start: 'nest start', 'start:prod': 'node dist/main' },
        dependencies: { '@nestjs/core': '11', '@nestjs/platform-express': '11' },
      }),
      'src/main.ts':
        "const app = await NestFactory.create(AppModule);\napp.setGlobalPrefix('api');\nawait app.listen(process.env.PORT ?? 3000);",
      'src/cats.controller.ts':
        "@Controller('cats')\nexport class Cats {\n  @Get()\n  all() {}\n  @Get(':id')\n  one() {}\n}",
    });
    expect(app.draft.modes[0]?.config).toMatchObject({
      command: 'node dist/main.js',
      build: 'npm run build',
      env: { PORT: '{port}' },
    });
    expect(routesOf(app)).toEqual(['src/cats.controller.ts:3 /api/cats']);
  });

  it('Next.js: next start; its files are its routes; several processes of it only as a comment', () => {
    const app = drafted({
      'package.json': JSON.stringify({
        scripts: { dev: 'next dev', build: 'next build', start: 'next start' },
        dependencies: { next: '15' },
      }),
      'app/page.tsx': 'export default function Page() {}',
      'app/(shop)/about/page.tsx': 'export default function Page() {}',
      'app/item/[id]/page.tsx': 'export default function Page() {}',
      'app/api/add/route.ts': 'export async function POST() {}',
      'pages/old.js': 'export default () => null',
      'pages/_app.js': '',
    });
    expect(commandsOf(app)).toEqual({
      dev: 'node node_modules/next/dist/bin/next start --hostname {host} --port {port}',
    });
    expect(app.draft.modes[0]?.config.build).toBe('npm run build');
    expect(app.found.routes.literal.map(({ value }) => value)).toEqual(['/', '/old', '/about']);
    expect(app.draft.modes[0]?.comment.join(' ')).not.toContain('port');
  });

  it('fastify-cli: with its options, but for the port and for watching; routes by their folders', () => {
    const app = drafted({
      'package.json': JSON.stringify({
        scripts: { start: 'fastify start -w -l info -p 3000 app.js' },
        dependencies: { fastify: '5', 'fastify-cli': '7', '@fastify/autoload': '6' },
      }),
      'app.js':
        "const AutoLoad = require('@fastify/autoload')\nmodule.exports = async (fastify) => { fastify.register(AutoLoad, { dir: 'routes' }) }",
      'routes/root.js':
        "module.exports = async function (fastify, opts) {\n  fastify.get('/', async () => ({}))\n}",
      'routes/example/index.js':
        "module.exports = async function (fastify, opts) {\n  fastify.get('/', async () => 'x')\n}",
    });
    const words = 'node_modules/fastify-cli/cli.js start --address {host} --port {port} -l info app.js';
    expect(commandsOf(app)).toEqual({
      dev: `node ${words}`,
      prefork: `node --import modebench/prefork ${words}`,
    });
    expect(routesOf(app)).toEqual(['routes/root.js:2 /', 'routes/example/index.js:2 /example/']);
  });

  it('fastify-cli, of a plugin that has it only for development', () => {
    const app = drafted({
      'package.json': JSON.stringify({
        scripts: { start: 'fastify start plugin.js -l debug -P' },
        devDependencies: { fastify: '5', 'fastify-cli': '7' },
      }),
      'plugin.js': "module.exports = async (fastify) => {\n  fastify.get('/', handler, x)\n}",
    });
    expect(commandsOf(app).dev).toBe(
      'node node_modules/fastify-cli/cli.js start --address {host} --port {port} plugin.js -l debug',
    );
    expect(routesOf(app)).toEqual(['plugin.js:2 /']);
  });

  it('one that starts its own workers is left to do so, and not put into workers of ours', () => {
    const { draft } = drafted({
      'server.js':
        "const cluster = require('cluster');\nif (cluster.isMaster) cluster.fork();\nelse require('http').createServer(f).listen(process.env.PORT);",
    });
    expect(draft.modes.map(({ name }) => name)).toEqual(['prefork']);
    expect(draft.modes[0]?.config.command).toBe('node server.js');
    expect(draft.modes[0]?.comment).toEqual(['It starts its workers itself (server.js:2).']);
    expect(draft.unknown.map(({ what }) => what)).toContain('how it runs as one process');
  });
});

describe('routes of an app of Node', () => {
  const routes = (files: Record<string, string>) =>
    routesOf(drafted({ 'package.json': '{"main":"app.js","dependencies":{"express":"4"}}', ...files }));

  it('are those of plain http where there is no framework', () => {
    expect(
      routesOf(
        drafted({
          'app.js':
            "http.createServer((req, res) => {\n  if (req.url === '/time') {}\n  if (req.url === '/') {}\n}).listen(8080)",
        }),
      ),
    ).toEqual(['app.js:3 /', 'app.js:2 /time']);
  });

  it('leave out requests that the app makes itself, comments, and what only changes things', () => {
    expect(
      routes({
        'app.js':
          "axios.get('/far', x)\n// app.get('/gone', x)\n/*\napp.get('/gone2', x)\n*/\napp.post('/add', x)\napp.get('/logout', x)\napp.get('/here', x)\napp.get('env', 1)\napp.listen(1234)",
      }),
    ).toEqual(['app.js:8 /here']);
  });

  it('leave out those of a router that nothing mounts, for their paths cannot be told', () => {
    expect(
      routes({ 'app.js': "app.get('/', x)\napp.listen(1234)", 'old.js': "router.get('/old', x)" }),
    ).toEqual(['app.js:1 /']);
  });

  it('are found through two levels of routers, and through imports of modules', () => {
    expect(
      routes({
        'app.js': "import { api } from './api/index.js'\napp.use('/api', auth, api)\napp.listen(1234)",
        'api/index.js':
          "import items from './items.js'\nexport const api = Router()\napi.use('/items', items)",
        'api/items.js':
          "const router = Router()\nrouter.route('/all').get(all).post(add)\nexport default router",
      }),
    ).toEqual(['api/items.js:2 /api/items/all']);
  });

  it('that seem to want a log-in come last, and only as comments', () => {
    const app = drafted({
      'app.js':
        "app.get('/', requireAuth, x)\napp.get('/me', x)\napp.get('/a/b/c', x)\napp.get('/orders', passport.authenticate('jwt'), x)\napp.listen(1234)",
    });
    expect(routesOf(app)).toEqual(['app.js:3 /a/b/c', 'app.js:1 /', 'app.js:2 /me', 'app.js:4 /orders']);
    expect(app.draft.scenarios.filter(({ off }) => off === null).map(({ name }) => name)).toEqual(['a-b-c']);
    expect(app.draft.scenarios[1]?.off).toContain('Seems to want a log-in');
  });

  it('of Fastify are found under the prefix of their plugin', () => {
    expect(
      routes({
        'app.js':
          "fastify.register(require('./users'), { prefix: '/v1' })\nfastify.route({ method: 'GET', url: '/up', handler })\nfastify.listen({ port: 3000 })",
        'users.js': "module.exports = (fastify, o, done) => {\n  fastify.get('/users', opts, f)\n}",
      }),
    ).toEqual(['app.js:2 /up', 'users.js:2 /v1/users']);
  });
});

describe('what else is said of an app of Node', () => {
  const plain = { 'app.js': 'createServer(f).listen(process.env.PORT)' };

  it('is that its settings or packages are not there', () => {
    const { draft } = drafted({ ...plain, 'package.json': '{}', '.env.example': 'A=1' });
    expect(draft.unknown.map(({ todo }) => todo)).toEqual(
      expect.arrayContaining(['cp .env.example .env, and fill it in', 'install them (npm install)']),
    );
  });

  it('is where the modules are, when modebench is not installed beside it', () => {
    const tools = toolsWith();
    const preload = { port: '/opt/mb/port.js', prefork: '/opt/mb/prefork.js', byPackage: false };
    const { draft } = drafted(plain, { ...tools, node: { ...tools.node, preload } });
    expect(draft.modes[1]?.config.command).toBe('node --import /opt/mb/prefork.js app.js');
    expect(draft.modes[1]?.comment.join(' ')).toContain('npm install --save-dev modebench');
  });

  it('is that this Node runs no TypeScript', () => {
    const tools = toolsWith();
    const old = { ...tools, node: { ...tools.node, version: '20.19.0' } };
    expect(drafted({ 'server.ts': 'app.listen(3000)' }, old).draft.unknown[0]).toEqual({
      what: 'how server.ts is compiled (Node 20.19.0 runs no TypeScript)',
      todo: 'npm install --save-dev tsx, then bench init --force',
    });
    expect(drafted({ 'server.ts': 'app.listen(3000)' }).draft.unknown.map(({ what }) => what)).not.toContain(
      'server.ts',
    );
  });

  it('is why there is no threaded mode', () => {
    expect(drafted(plain).draft.afterModes.join(' ')).toContain('worker threads of Node cannot share a port');
  });
});

describe('a folder without an app of Node', () => {
  it.each<[string, Record<string, string>]>([
    ['is empty', {}],
    ['has a library', { 'package.json': '{"main":"index.js"}', 'index.js': 'module.exports = 1' }],
    [
      'has a page that a tool serves',
      {
        'package.json': '{"scripts":{"dev":"vite"},"devDependencies":{"vite":"5"}}',
        'src/main.ts': "createApp().mount('#app')",
      },
    ],
    ['has a package.json that cannot be read', { 'package.json': '{' }],
  ])('that %s has none', (_, files) => {
    expect(findApp(appFolder(files)).app).toBe(null);
  });

  it('names the folders in it that listen, though it brings the packages for them', () => {
    const found = findApp(
      appFolder({
        'package.json': '{"dependencies":{"koa":"3"}}',
        'one/app.js': 'app.listen(3000)',
        'two/index.js': 'app.listen(3000)',
        'tests/app.js': 'app.listen(3000)',
      }),
    );
    expect(found).toMatchObject({ app: null, elsewhere: ['one', 'two'] });
  });

  it('names the folders in it that have one', () => {
    expect(
      findApp(appFolder({ 'package.json': '{}', 'server/package.json': '{"dependencies":{"express":"4"}}' }))
        .elsewhere,
    ).toEqual(['server']);
  });
});

describe('routes that go on from one another', () => {
  it('are those of what the statement began with', () => {
    const found = drafted({
      'app.js': `const Koa = require('koa');
const router = require('@koa/router')();
const api = require('./api');
router.get('/', list)
  .get('/post/new', add)
  .get('/post/:id', show)
  .post('/post', create);
app.use(router.routes());
app.use(api.routes());
app.listen(3000);
`,
      'api.js': `const Router = require('@koa/router');
const api = new Router({ prefix: '/api' }).get('/health', (ctx) => {
  ctx.body = cache.get('/x', 1);
}).get('/posts', all);
module.exports = api;
`,
    });
    expect(routesOf(found)).toEqual([
      'app.js:4 /',
      'api.js:2 /api/health',
      'api.js:4 /api/posts',
      'app.js:5 /post/new',
    ]);
    expect(found.found.routes.parametrised.map(({ value }) => value)).toEqual(['/post/:id']);
  });
});

describe('an entry that takes what a build makes', () => {
  const scripts = { start: 'node bin/app.js', build: 'tsc' };
  const pack = JSON.stringify({ scripts, dependencies: { fastify: '5' } });
  const build = (code: string, more: Record<string, string> = {}) =>
    drafted({ 'package.json': pack, 'bin/app.js': code, ...more }).draft.modes[0]?.config.build;

  it('is built first, though its script does not say so', () => {
    expect(build("require('../dist/app').listen(3000)")).toBe('npm run build');
    expect(
      build("require('./load').listen(3000)", { 'bin/load.js': "module.exports = require('../build')" }),
    ).toBe('npm run build');
  });

  it('is not built when what it takes is in the folder', () => {
    expect(build("require('../lib/app').listen(3000)", { 'lib/app.js': '' })).toBeUndefined();
    expect(build("require('../lib').listen(3000)", { 'lib/package.json': '{}' })).toBeUndefined();
    expect(build("require('../src/app').listen(3000)")).toBeUndefined();
  });
});

describe('paths that only lead to others', () => {
  it('come last, as a comment', () => {
    const found = drafted({
      'app.js': `const app = require('express')();
app.get('/', (req, res) => res.redirect('/books'));
app.get('/old', function (req, res) {
  return res.redirect(301, '/books');
});
app.get('/books', (req, res) => {
  if (!ready) return res.redirect('/wait');
  res.send('x');
});
app.get('/pens', list); app.listen(3000);
`,
    });
    expect(routesOf(found)).toEqual(['app.js:6 /books', 'app.js:10 /pens', 'app.js:2 /', 'app.js:3 /old']);
    expect(found.draft.scenarios.map(({ name, off }) => [name, off])).toEqual([
      ['books', null],
      ['pens', null],
      ['home', 'It leads to another path: ask for that one.'],
      ['old', 'It leads to another path: ask for that one.'],
    ]);
  });
});

describe("routes behind Fastify's hooks of a folder", () => {
  const files = {
    'package.json': JSON.stringify({ scripts: { start: 'node app.js' }, dependencies: { fastify: '5' } }),
    'app.js': "app.register(require('@fastify/autoload'), { dir: 'routes' });\napp.listen(3000);\n",
    'routes/home.js': "fastify.get('/', home)",
    'routes/api/tasks/index.js': "fastify.get('/', list)",
  };
  const offs = (more: Record<string, string>) =>
    drafted({ ...files, ...more }).draft.scenarios.map(({ name, off }) => [name, off === null]);

  it('seem to want a log-in where a hook refuses who has none', () => {
    const refuse = "fastify.addHook('onRequest', (q, r) => { if (!q.session.user) r.unauthorized() })";
    expect(offs({ 'routes/api/autohooks.js': refuse })).toEqual([
      ['home', true],
      ['api-tasks', false],
    ]);
    expect(offs({ 'routes/api/autohooks.js': "fastify.addHook('onRequest', log)" })).toEqual([
      ['home', true],
      ['api-tasks', true],
    ]);
  });
});
