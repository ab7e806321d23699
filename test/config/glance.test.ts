import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { glanceAtConfig, namesInProgram } from '../../harness/config/glance.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glance-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shop = { modes: ['single', 'prefork'], scenarios: ['home'], workloads: ['peak'] };
const yaml =
  'modes:\n  single: { command: a }\n  prefork: { command: b }\nscenarios: { home: {} }\nworkloads: { peak: {} }\n';

describe('a glance at a configuration', () => {
  it.each<[string, string]>([
    ['bench.config.yaml', yaml],
    [
      'bench.config.json',
      '{"modes":{"single":{},"prefork":{}},"scenarios":{"home":{}},"workloads":{"peak":{}}}',
    ],
    [
      'package.json',
      '{"bench":{"modes":{"single":{},"prefork":{}},"scenarios":{"home":{}},"workloads":{"peak":{}}}}',
    ],
    [
      'bench.config.ts',
      'export default { modes: { single: {}, prefork: {} }, scenarios: { home: {} }, workloads: { peak: {} } }',
    ],
  ])('finds the names in %s', async (name, text) => {
    writeFileSync(join(folder, name), text);
    expect(await glanceAtConfig(folder)).toEqual(shop);
  });

  it('takes the file that is named', async () => {
    writeFileSync(join(folder, 'other.yml'), yaml);
    expect(await glanceAtConfig(folder, 'other.yml')).toEqual(shop);
  });

  it('does not run a program', async () => {
    writeFileSync(
      join(folder, 'bench.config.mjs'),
      "throw new Error('was run'); export default { modes: { a: {} } }",
    );
    expect((await glanceAtConfig(folder)).modes).toEqual(['a']);
  });

  it.each([
    ['bench.config.yaml', 'modes: [}'],
    ['bench.config.json', '[1]'],
    ['package.json', '{'],
  ])('finds nothing in %s that is none, and says nothing', async (name, text) => {
    writeFileSync(join(folder, name), text);
    expect(await glanceAtConfig(folder)).toEqual({ modes: [], scenarios: [], workloads: [] });
  });
});

describe('the keys that are written out in a program', () => {
  it('are those of the object itself, not of what stands in it, in texts or in comments', () => {
    const text = `
      // modes: { commented: {} }
      const other = 'modes: { quoted: {} }';
      export default defineConfig({
        modes: {
          single: { command: 'node server.js --port {port}', workers: 4 }, // modes: {
          'pre-fork': { command: \`x \${a} {z}\`, env: { A: '1', B: '2' } },
          shorthand,
          made() { return { inner: 1 }; },
          ...others,
        },
        scenarios: { home: { requests: ['/', { path: '/a', json: { id: 7 } }] } },
      });`;
    expect(namesInProgram(text)).toEqual({
      modes: ['single', 'pre-fork', 'shorthand', 'made'],
      scenarios: ['home'],
      workloads: [],
    });
  });

  it('are none where nothing is written out', () => {
    expect(namesInProgram('export default make({ modes: all() })').modes).toEqual([]);
  });
});
