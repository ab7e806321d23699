import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { planFor } from '../../harness/capacity/plan.ts';
import { bounded, level, mode, p99Below, question, size } from '../helpers/capacity.ts';

const root = resolve(import.meta.dirname, '../..');

/** As the report page's script is bundled (scripts/build.mjs); nothing of Node, and no package, may be in it. */
async function bundled(): Promise<{ readonly code: string; readonly modules: readonly string[] }> {
  const { output } = await build({
    input: join(root, 'harness/capacity/plan.ts'),
    platform: 'browser',
    logLevel: 'silent',
    write: false,
    output: { format: 'iife', name: 'planner' },
  });
  const [chunk] = output;
  return { code: chunk.code, modules: chunk.moduleIds };
}

describe('the planner in the page', () => {
  it('is made of this project’s own modules alone, without Node', async () => {
    const { code, modules } = await bundled();
    for (const module of modules) expect(module).toMatch(/harness\/(capacity|stats|model)\//);
    expect(code).not.toMatch(/require\(|node:|\bprocess\b/);
    expect(code.length).toBeLessThan(30_000);
  });

  it('answers as on the command line', async () => {
    const { code } = await bundled();
    const modes = [
      mode([size([level(400, { figures: { p99: bounded(20) } })]), size([level(900)], { count: 4 })]),
    ];
    const asked = [
      question(5000),
      question(5000, { limits: [p99Below(100)] }),
      question(5000, { instances: [{ name: 'big', cores: 8, memoryBytes: 4e9, price: 1 }] }),
    ];
    const text = runInNewContext(`${code}; JSON.stringify(asked.map((one) => planner.planFor(modes, one)))`, {
      modes,
      asked,
    });
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(asked.map((one) => planFor(modes, one)))));
  });
});
