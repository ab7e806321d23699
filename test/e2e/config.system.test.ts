import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from '../helpers/cli.ts';
import { expectMeasured } from '../helpers/verdict.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

function write(name: string, text: string): void {
  writeFileSync(join(place.folder, name), text);
}

/** The app, which each configuration starts as it is: two equal modes of it. */
function copyShop(): void {
  copyFileSync(resolve(import.meta.dirname, '../helpers/shop.mjs'), join(place.folder, 'shop.mjs'));
}

const shop = {
  name: 'shop',
  modes: { one: { command: 'node shop.mjs {port}' }, two: { command: 'node shop.mjs {port}' } },
  scenarios: {
    items: { requests: ['/items'] },
    cart: { requests: [{ path: '/cart', json: { id: 7 }, expect: { status: 201, body: '{"added":7}' } }] },
  },
  workloads: { calm: { concurrency: 2 } },
  defaults: { rounds: 1, concurrency: [1, 4], seed: 5, quiet: true },
};

const yaml = `
name: shop
modes:
  one: { command: node shop.mjs {port} }
  two: { command: node shop.mjs {port} }
`.replaceAll('node shop.mjs {port}', '"node shop.mjs {port}"');

const forms: readonly (readonly [name: string, text: string])[] = [
  ['bench.config.json', JSON.stringify(shop, null, 2)],
  [
    'bench.config.ts',
    `import { defineConfig } from 'modebench';
       const ids: readonly number[] = [7];
       export default defineConfig(${JSON.stringify(shop).replace('"id":7', '"id":ids[0]')});`,
  ],
  ['bench.config.mjs', `export default ${JSON.stringify(shop)};`],
  [
    'bench.config.yaml',
    `${yaml}scenarios: ${JSON.stringify(shop.scenarios)}
workloads: { calm: { concurrency: 2 } }
defaults: ${JSON.stringify(shop.defaults)}
`,
  ],
  ['package.json', JSON.stringify({ name: 'app', bench: shop })],
];

describe('bench run with a configuration', () => {
  it.each(forms)('plans what %s says, and flags say otherwise', async (name, text) => {
    write(name, text);
    const { exitCode, stderr, stdout } = await place.bench(
      ...['config', '--json', '--workload', 'calm', '--budget', '60s'],
    );
    expect([stderr, exitCode]).toEqual(['', 0]);
    const { file, settings, variants, own } = JSON.parse(stdout);
    expect({ file, variants }).toEqual({ file: name, variants: ['one', 'two'] });
    expect(settings).toMatchObject({
      ...{
        name: { value: 'shop' },
        seed: { value: '5' },
        rounds: { value: '1' },
        concurrency: { value: '2' },
      },
      budget: { value: '60s', from: 'flag' },
    });
    expect(own.scenarios).toMatchObject([
      { name: 'items', requests: [{ method: 'GET', path: '/items' }] },
      { name: 'cart', requests: [{ method: 'POST', body: '{"id":7}', expect: { status: 201 } }] },
    ]);
  });

  it('measures an app of its own as that says', async () => {
    copyShop();
    const [name, text] = forms[1] ?? ['', ''];
    write(name, text);
    const { exitCode, stderr, stdout } = await place.bench('run', '--workload', 'calm', '--budget', '60s');
    expect(stderr).not.toContain('bench:');
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    const record = place.record();
    expectMeasured(exitCode, record);
    const { plan, slices } = record;
    expect(plan).toMatchObject({
      ...{ name: 'shop', baseline: 'one', seed: 5, budgetSeconds: 60, rounds: { max: 1 }, config: name },
      levels: [{ kind: 'closed', concurrency: 2 }],
    });
    expect(plan.scenarios.map((scenario) => scenario.name)).toEqual(['items', 'cart']);
    expect(plan.scenarios[1]?.requests).toEqual([
      {
        ...{
          method: 'POST',
          path: '/cart',
          body: '{"id":7}',
          headers: { 'Content-Type': 'application/json' },
        },
        expect: { status: 201, body: { kind: 'exact', text: '{"added":7}' } },
      },
    ]);
    const measured = new Set(slices.map(({ variant, scenario }) => `${variant} ${scenario}`));
    expect([...measured].sort()).toEqual(['one cart', 'one items', 'two cart', 'two items']);
    for (const { failure, load } of slices) {
      expect(failure).toBeNull();
      expect(load?.ok).toBeGreaterThan(0);
      expect(Object.values(load?.failed ?? { all: 1 }).every((count) => count === 0)).toBe(true);
    }
    expect(readdirSync(place.folder).sort()).toEqual(['.bench', 'shop.mjs', name, 'tmp'].sort());
  });
});

const hanging = `
export default {
  modes: { one: { command: 'node shop.mjs {port}' } },
  scenarios: { items: { requests: ['/items'], setup: () => new Promise(() => {}) } },
  defaults: { hookTimeout: '0.2s', rounds: 1 },
};`;

describe('a hook that hangs', () => {
  it('ends the run after its time, and is told with its trial and its place', async () => {
    copyShop();
    write('bench.config.mjs', hanging);
    const { exitCode, stderr } = await place.bench('run');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'bench: setup of scenario items (warm-up), mode one, round 1: not done after 0.2 s; ' +
        'raise --hook-timeout, or see what it waits for',
    );
    const other = await place.bench('run', '--set', 'defaults.hookTimeout=300ms');
    expect(other.stderr).toContain('mode one, round 1: not done after 0.3 s');
  });

  it('has its time among the settings, and a wrong one is told where it stands', async () => {
    write('bench.config.mjs', hanging);
    const { stdout } = await place.bench('config', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      settings: { hookTimeout: { value: '0.2s', from: 'file', path: 'defaults.hookTimeout' } },
      hooks: { timeoutMs: 200 },
    });
    const usual = await place.bench('config', '--json', '--set', 'defaults={}');
    expect(JSON.parse(usual.stdout).settings.hookTimeout).toEqual({ value: '30s', from: 'default' });
    const wrong = await place.bench('run', '--set', 'defaults.hookTimeout=soon');
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain('--set defaults.hookTimeout: "soon" is not a length of time');
  });
});

describe('a configuration that is wrong', () => {
  it('is told whole, with what is wrong in the flags, exit code 2', async () => {
    write('bench.config.yaml', 'modes:\n  web:\n    comand: node a.js\ndefaults:\n  budget: soon\n');
    const { exitCode, stdout, stderr } = await place.bench('run', '--json', '--full');
    expect(stderr).toBe(
      [
        'bench: --full: shapes the table, and --json prints none',
        '       leave one out',
        'bench: bench.config.yaml:2 modes.web.command: is missing',
        '       write text or a list',
        'bench: bench.config.yaml:3 modes.web.comand: unknown key "comand"',
        '       did you mean command?',
      ].join('\n'),
    );
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  it('is told at its own place where the value is no good for the flag', async () => {
    write(
      'bench.config.yaml',
      `modes:
  web: { command: node app.js }
scenarios:
  home:
    requests: ["/{{token}}"]
defaults:
  budget: soon
  concurrency: 8
  think: 99s
  format: pdf
  bugdet: 1m
workloads:
  peak: { rate: fast }
`,
    );
    const run = await place.bench('run', '--precision', '200%', '--set', 'defaults.timeout=x');
    expect(run.stderr).toBe(
      [
        'bench: bench.config.yaml:11 defaults.bugdet: unknown key "bugdet"',
        '       did you mean budget?',
        'bench: bench.config.yaml:9 defaults.think: "99s" is out of bounds',
        '       allowed: 0s to 30s',
        'bench: bench.config.yaml:7 defaults.budget: "soon" is not a length of time',
        '       write 90s, 3m or 1h',
        'bench: --precision: "200%" is not a share between 0 and 1',
        '       write 5% or 0.05',
        'bench: --set defaults.timeout: "x" is not a length of time',
        '       write 90s, 3m or 1h',
        'bench: bench.config.yaml:4 scenarios.home: GET /{{token}}: no earlier request captures {{token}}',
        'bench: bench.config.yaml:10 defaults.format: unknown format "pdf"',
        '       did you mean md? Allowed: html, md, png, json, csv, openmetrics, hdr, junit',
      ].join('\n'),
    );
    expect(run.exitCode).toBe(2);
    const config = await place.bench('config', '--set', 'defaults.budget=1m');
    expect(config.stderr).toContain(
      'bench: bench.config.yaml:13 workloads.peak.rate: "fast" is not a number',
    );
    expect(config.stderr).not.toContain('defaults.budget');
    expect(config.exitCode).toBe(2);
  });

  it('throws as TypeScript does: one message with its line', async () => {
    write(
      'bench.config.ts',
      'const url: string | undefined = undefined;\n\nif (!url) throw new Error("no url");\n',
    );
    const { exitCode, stderr } = await place.bench('run');
    expect(stderr).toBe('bench: bench.config.ts:3: cannot be loaded: no url');
    expect(exitCode).toBe(2);
  });

  it('is no matter to those who use none', async () => {
    write('bench.config.ts', 'throw new Error("no");');
    write('bench.config.json', '{}');
    for (const args of [['--help'], ['list', '--no-config'], ['config', '--no-config']]) {
      const { exitCode, stderr } = await place.bench(...args);
      expect(stderr).toBe('');
      expect(exitCode).toBe(0);
    }
    const { stderr } = await place.bench('list');
    expect(stderr).toBe(
      'bench: bench.config.ts, bench.config.json: each of them is a configuration\n' +
        '       keep one of them, or name one by --config',
    );
  });
});

describe('bench config', () => {
  it('shows what is in force and where it comes from, within 80 columns', async () => {
    write(
      'bench.config.yaml',
      `${yaml}scenarios: { home: { requests: [/, /items], think: 20ms } }
workloads:
  peak: { rate: "100..800", arrivals: poisson }
  calm: { concurrency: [1, 2] }
objectives: [p99<250ms, { slo: failures<1%, scenario: home }]
defaults:
  budget: 2m
  concurrency: "1..64"
`,
    );
    const { stdout, stderr, exitCode } = await place.bench(
      'config',
      '--seed',
      '7',
      '--set',
      'defaults.strict=true',
    );
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    const lines = stdout.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' | '));
    for (const expected of [
      'bench.config.yaml',
      'name | shop | name (line 2)',
      'modes | one, two | default',
      'scenarios | home | default',
      'concurrency | 1..64 | defaults.concurrency (line 13)',
      'budget | 2m | defaults.budget (line 12)',
      'seed | 7 | --seed',
      'strict | yes | --set defaults.strict',
      'engine | native | default',
      'one | node shop.mjs {port}',
      'home | GET /, GET /items; thinks 20 ms',
      'peak | rate 100..800; arrivals poisson',
      'p99<250ms',
      'failures<1% | of home',
    ])
      expect(lines).toContain(expected);
    const peak = await place.bench('config', '--workload', 'peak', '--json');
    const { file, workload, settings, variants } = JSON.parse(peak.stdout);
    expect({ file, workload, variants }).toEqual({
      ...{ file: 'bench.config.yaml', workload: 'peak', variants: ['one', 'two'] },
    });
    expect(settings).toMatchObject({
      rate: {
        value: '100..800',
        from: 'file',
        file: 'bench.config.yaml',
        path: 'workloads.peak.rate',
        line: 8,
      },
      overflow: { value: 'queue', from: 'default' },
    });
    expect(settings).not.toHaveProperty('concurrency');
  });

  it('takes every flag of a run as often as that does', async () => {
    const flags = ['--slo', 'p99<1s', '--slo', 'failures<1%', '--allow-remote', 'a.example'];
    const urls = ['--url', 'a=http://127.0.0.1:1', '--url', 'b=http://127.0.0.1:2', '--pid', 'a=1'];
    const { stdout, stderr, exitCode } = await place.bench('config', ...flags, ...urls);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/modes +a, b +--url/);
    expect(exitCode).toBe(0);
  });

  it('shows the defaults where there is no file', async () => {
    const { stdout, exitCode } = await place.bench('config');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('no configuration file here: bench.config.ts, .js, .mjs, .json, .yaml or .yml');
    expect(stdout).toMatch(/modes\s+dev, prefork, threaded\s+default/);
  });
});

describe('bench list', () => {
  it('names modes and scenarios of the configuration too', async () => {
    write('bench.config.yaml', `${yaml}scenarios: { home: { requests: [/], summary: opens the shop } }`);
    const { stdout } = await place.bench('list');
    expect(stdout).toContain('modes of bench.config.yaml\n  one  node shop.mjs {port}');
    expect(stdout).toContain('scenarios of bench.config.yaml\n  home  opens the shop');
    const { stdout: json } = await place.bench('list', '--json');
    expect(JSON.parse(json).configuration).toEqual({
      file: 'bench.config.yaml',
      modes: [
        { name: 'one', summary: 'node shop.mjs {port}' },
        { name: 'two', summary: 'node shop.mjs {port}' },
      ],
      scenarios: [{ name: 'home', summary: 'opens the shop' }],
    });
  });
});
