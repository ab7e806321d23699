import { describe, expect, it } from 'vitest';
import { complaints, read } from './folder.ts';

const data = { name: 'shop', modes: { web: { command: 'node app.js {port}', workers: 2 } } };

describe('a configuration', () => {
  it.each([
    ['bench.config.json', JSON.stringify(data)],
    ['bench.config.yaml', 'name: shop\nmodes:\n  web: { command: "node app.js {port}", workers: 2 }\n'],
    ['bench.config.yml', 'name: shop\nmodes:\n  web:\n    command: node app.js {port}\n    workers: 2\n'],
    ['bench.config.js', `module.exports = ${JSON.stringify(data)};`],
    ['bench.config.mjs', `export default ${JSON.stringify(data)};`],
    [
      'bench.config.ts',
      `import { defineConfig } from 'modebench';
       const workers: number = 2;
       export default defineConfig({ name: 'shop', modes: { web: { command: 'node app.js {port}', workers } } });`,
    ],
    ['bench.config.ts', `export default async () => (${JSON.stringify(data)});`],
    ['package.json', JSON.stringify({ name: 'other', bench: data })],
  ])('is read from %s', async (name, text) => {
    const { config, file, folder } = await read({ [name]: text });
    expect(config).toEqual(data);
    expect(file).toBe(`${folder}/${name}`);
  });

  it('is empty where there is none, and where the file is', async () => {
    expect(await read({ 'package.json': '{"name": "app"}' })).toMatchObject({ file: null, config: {} });
    expect(await read({ 'package.json': 'broken' })).toMatchObject({ file: null, config: {} });
    expect((await read({ 'bench.config.yaml': '# later\n' })).config).toEqual({});
    expect((await read({ 'bench.config.json': 'null' })).config).toEqual({});
  });

  it('keeps null where it stands, and lists as they are', async () => {
    const requests = [{ path: '/', json: { a: null, b: [null, 1] } }];
    const { config } = await read({
      'bench.config.json': JSON.stringify({ scenarios: { s: { requests } } }),
    });
    expect(config.scenarios?.s?.requests).toEqual(requests);
  });

  it('tells which hooks it has, and holds them apart from the data', async () => {
    const text = `
      export default {
        setup() {}, scenarios: { home: { requests: ['/'] }, cart: { request: () => '/', async teardown() {} } },
      };`;
    const { config, hooks } = await read({ 'bench.config.ts': text });
    expect(config).toEqual({ scenarios: { home: { requests: ['/'] }, cart: {} } });
    expect(hooks).toEqual({
      setup: true,
      teardown: false,
      scenarios: {
        home: { setup: false, teardown: false, request: false },
        cart: { setup: false, teardown: true, request: true },
      },
    });
  });

  it('is another one, or none, where that is asked for', async () => {
    const files = { 'bench.config.json': '{"name": "here"}', 'other.yaml': 'name: there' };
    expect((await read(files, { config: 'other.yaml' })).config.name).toBe('there');
    expect(await read(files, { config: false })).toMatchObject({ file: null, config: {} });
  });

  it('is changed by what is set, also where there is no file', async () => {
    const set = ['name=mine', 'defaults.rounds=6'];
    const changed = { name: 'mine', defaults: { rounds: 6 } };
    expect((await read({ 'bench.config.json': '{"name": "here"}' }, { set })).config).toEqual(changed);
    expect((await read({}, { set })).config).toEqual(changed);
  });

  it('reads no variables, no other file and no repository', async () => {
    const { config } = await read({
      '.env': 'NAME=env',
      '.benchrc': 'name=rc',
      '.configrc': 'name=rc',
      'bench.config.json': '{"defaults": {}}',
    });
    expect(config).toEqual({ defaults: {} });
    const extending = {
      'bench.config.json': '{"extends": "gh:nobody/nothing", "$production": {"name": "x"}}',
    };
    expect(await complaints(extending)).toEqual([
      'bench.config.json:1 extends: unknown key "extends" | allowed: $schema, name, modes, scenarios, workloads, install, objectives, gate, defaults',
      'bench.config.json:1 $production: unknown key "$production" | allowed: $schema, name, modes, scenarios, workloads, install, objectives, gate, defaults',
    ]);
  });
});

describe('files that cannot be told apart or found', () => {
  it('are named, both of them', async () => {
    expect(await complaints({ 'bench.config.ts': '', 'bench.config.yaml': '' })).toEqual([
      'bench.config.ts, bench.config.yaml: each of them is a configuration | keep one of them, or name one by --config',
    ]);
    expect(await complaints({ 'bench.config.json': '{}', 'package.json': '{"bench": {}}' })).toEqual([
      'bench.config.json, package.json: each of them is a configuration (of package.json: "bench") | keep one of them, or name one by --config',
    ]);
  });

  it('are no matter where one is named', async () => {
    const files = { 'bench.config.ts': 'throw 1', 'bench.config.yaml': 'name: x' };
    expect((await read(files, { config: 'bench.config.yaml' })).config.name).toBe('x');
  });

  it('are said to be missing, or of no kind that can be read', async () => {
    expect(await complaints({}, { config: 'bnech.config.ts' })).toEqual([
      '--config: there is no file bnech.config.ts | name a file, or --no-config to use none',
    ]);
    expect(await complaints({ 'a.toml': '' }, { config: 'a.toml' })).toEqual([
      '--config: a.toml is of no kind that can be read | allowed: .ts, .js, .mjs, .json, .yaml, .yml',
    ]);
  });
});

describe('a file that does not load', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'TypeScript that throws',
      {
        'bench.config.ts':
          'const a: number = 1;\n\nthrow new Error("DATABASE_URL is not set");\nexport default { a };',
      },
      'bench.config.ts:3: cannot be loaded: DATABASE_URL is not set',
    ],
    [
      'TypeScript that is none',
      { 'bench.config.ts': 'export default {\n  name: "a"\n  modes: {}\n};' },
      'bench.config.ts:3: cannot be loaded: Unexpected token, expected ","',
    ],
    [
      'a module that throws',
      { 'bench.config.mjs': '\nexport default { name: missing };' },
      'bench.config.mjs:2: cannot be loaded: missing is not defined',
    ],
    [
      'a function that throws',
      { 'bench.config.ts': 'export default () => {\n  throw new Error("no");\n};' },
      'bench.config.ts:2: cannot be loaded: no',
    ],
    [
      'what is thrown without being an error',
      { 'bench.config.ts': 'throw "out";' },
      'bench.config.ts: cannot be loaded: out',
    ],
    [
      'a fault in what it imports',
      {
        'bench.config.ts': 'import { a } from "./a.ts";\nexport default { a };',
        'a.ts': '\n\nexport const a = b;',
      },
      'bench.config.ts: cannot be loaded: b is not defined (in a.ts:3)',
    ],
    [
      'an import of what is not there',
      { 'bench.config.ts': 'import x from "no-such-thing";\nexport default { x };' },
      "bench.config.ts:1: cannot be loaded: Cannot find module 'no-such-thing' | install it where the file stands, or mend the path",
    ],
    [
      'YAML that is none',
      { 'bench.config.yaml': 'name: a\nmodes:\n  web: [1\ndefaults: {}\n' },
      'bench.config.yaml:4: cannot be loaded: missed comma between flow collection entries',
    ],
    [
      'JSON that is none',
      { 'bench.config.json': '{\n  "name": "a",\n  "modes": }\n}' },
      "bench.config.json:3: cannot be loaded: Unexpected token '}' in JSON",
    ],
    [
      'JSON that ends too early',
      { 'bench.config.json': '{\n  "name": "a"\n' },
      'bench.config.json:2: cannot be loaded: ',
    ],
  ])('is one message with the line: %s', async (_what, files, expected) => {
    const told = await complaints(files);
    expect(told).toHaveLength(1);
    if (expected.endsWith(': ')) expect(told[0]).toContain(expected);
    else expect(told).toEqual([expected]);
  });
});

describe('what is wrong in a configuration', () => {
  it('is told at once, with its line, what was found and what is allowed', async () => {
    const text = `name: my shop
modes:
  web:
    comand: node app.js
    workers: many
    stopSignal: SIGFOO
  my mode:
    command: 5
    env: { 1A: x, B: 2 }
  api:
    command: []
    ready: { path: health, timout: 5s, timeout: 5 s }
    tls: yes please
scenarios:
  home:
    requests: [5, index, { path: /a, weight: 0 }, { path: /b, expect: sucess }, { method: get, path: /c }]
    think: "5"
  cart:
    requests: /cart
workloads:
  peak: { rates: 100 }
objectives: p99<1s
defaults:
  budgit: 2m
  strict: 1
`;
    expect(await complaints({ 'bench.config.yaml': text })).toEqual([
      'bench.config.yaml:1 name: "my shop" is not a name: letters, digits, . _ - (at most 64, a letter or digit first)',
      'bench.config.yaml:3 modes.web.command: is missing | write text or a list',
      'bench.config.yaml:4 modes.web.comand: unknown key "comand" | did you mean command?',
      'bench.config.yaml:5 modes.web.workers: "many" is not a whole number from 1 to 1024',
      'bench.config.yaml:6 modes.web.stopSignal: "SIGFOO" is not SIGTERM, SIGINT, SIGQUIT, SIGHUP or SIGKILL',
      'bench.config.yaml:7 modes."my mode": "my mode" is not a name: letters, digits, . _ - (at most 64, a letter or digit first)',
      'bench.config.yaml:11 modes.api.command: is empty | write text or a list',
      'bench.config.yaml:12 modes.api.ready.path: "health" is not a path, which begins with /',
      'bench.config.yaml:12 modes.api.ready.timout: unknown key "timout" | did you mean timeout?',
      'bench.config.yaml:13 modes.api.tls: "yes please" is not true, false or insecure',
      'bench.config.yaml:16 scenarios.home.requests.0: 5 is not text or an object',
      'bench.config.yaml:16 scenarios.home.requests.1: "index" is not a path, which begins with /',
      'bench.config.yaml:16 scenarios.home.requests.2.weight: 0 is not a whole number from 1 to 1000',
      'bench.config.yaml:16 scenarios.home.requests.3.expect: "sucess" is not a whole number from 100 to 599, success or an object',
      'bench.config.yaml:16 scenarios.home.requests.4.method: "get" is not a method in capitals, such as GET',
      'bench.config.yaml:17 scenarios.home.think: "5" is not a time such as 500ms, 10s or 2m',
      'bench.config.yaml:19 scenarios.cart.requests: "/cart" is not a list',
      'bench.config.yaml:21 workloads.peak.rates: unknown key "rates" | did you mean rate?',
      'bench.config.yaml:22 objectives: "p99<1s" is not a list',
      'bench.config.yaml:24 defaults.budgit: unknown key "budgit" | did you mean budget?',
      'bench.config.yaml:25 defaults.strict: 1 is not true or false',
    ]);
  });

  it('is found in what was set, and told so', async () => {
    const files = { 'bench.config.yaml': 'modes:\n  web:\n    command: node app.js {port}\n' };
    const set = ['modes.web.workers=many', 'modes.api.workers=2', 'defalts.budget=2m', 'name={"a":1}'];
    expect(await complaints(files, { set })).toEqual([
      '--set name: {"a":1} is not text',
      '--set modes.web.workers: "many" is not a whole number from 1 to 1024',
      '--set modes.api.command: is missing | write text or a list',
      '--set defalts: unknown key "defalts" | did you mean defaults?',
    ]);
  });

  it('is a hook where there can be none', async () => {
    const text = 'setup: ./setup.ts\nscenarios:\n  cart:\n    request: GET /\n';
    const hint = 'hooks are functions of a TypeScript or JavaScript file, such as bench.config.ts';
    expect(await complaints({ 'bench.config.yaml': text })).toEqual([
      `bench.config.yaml:1 setup: "./setup.ts" is not a function | ${hint}`,
      `bench.config.yaml:4 scenarios.cart.request: "GET /" is not a function | ${hint}`,
    ]);
  });

  it('is a file that holds something else', async () => {
    expect(await complaints({ 'bench.config.ts': 'export default 5;' })).toEqual([
      'bench.config.ts: 5 is not an object',
    ]);
    expect(await complaints({ 'bench.config.yaml': '- a\n' })).toEqual([
      'bench.config.yaml:1: ["a"] is not an object',
    ]);
    expect(
      await complaints({ 'bench.config.ts': 'export default { modes: { a: { command: () => 1 } } };' }),
    ).toEqual(['bench.config.ts modes.a.command: a function is not text or a list']);
  });

  it('has its line in package.json', async () => {
    const text = '{\n  "name": "app",\n  "bench": {\n    "nam": "x"\n  }\n}\n';
    expect(await complaints({ 'package.json': text })).toEqual([
      'package.json:4 nam: unknown key "nam" | did you mean name?',
    ]);
  });
});
