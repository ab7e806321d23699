import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ladder } from '#built/harness/plan/designs/ladder.js';
import { makePlan } from '#built/harness/plan/make-plan.js';
import { catalogue } from '#built/harness/runs/catalogue.js';
import { measureRun } from '#built/harness/runs/measure-run.js';
import type { Outcome } from '../../harness/measure/measure.ts';
import type { HooksPlan } from '../../harness/model/plan.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modebench-hooks-'));
  // Writes what it is asked to a file, so that nothing is lost when it is stopped.
  writeFileSync(
    join(folder, 'app.mjs'),
    `import { appendFileSync } from 'node:fs';
     import { createServer } from 'node:http';
     createServer((request, response) => {
       appendFileSync(${JSON.stringify(join(folder, 'seen'))}, request.url + '\\n');
       response.end('ok');
     }).listen(Number(process.argv[2]), '127.0.0.1');`,
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the app was asked, one after another; alike ones in a row once, and readiness left out. */
function seen(): string[] {
  const lines = readFileSync(join(folder, 'seen'), 'utf8').trimEnd().split('\n');
  // Where a hook makes the requests there is no path to ask but the first one.
  const ready = new Set(['/ready', '/']);
  return lines.filter((line, index) => !ready.has(line) && line !== lines[index - 1]);
}

async function run(file: string, hooks: Omit<HooksPlan, 'file'>): Promise<Outcome> {
  const path = join(folder, 'bench.config.ts');
  writeFileSync(path, file);
  const made = makePlan(
    {
      cmd: [`app=node ${join(folder, 'app.mjs')} {port}`],
      path: ['/ready'],
      ...{ concurrency: '1,2', rounds: '1', seed: '7' },
    },
    catalogue,
    7,
  );
  const requests = hooks.scenarios.cart?.request === true ? [] : undefined;
  const scenarios = made.scenarios.map((one) => ({
    ...one,
    name: 'cart',
    requests: requests ?? one.requests,
  }));
  const plan = { ...made, scenarios, hooks: { file: path, ...hooks } };
  return measureRun({
    ...{ plan, design: ladder(plan), folder, emit: () => {} },
    earlier: { rounds: [], slices: [], elapsedMs: 0 },
    signal: new AbortController().signal,
  });
}

const all = { setup: true, teardown: true, request: true };

describe('hooks of a configuration, on a real server', () => {
  it('set it up and tear it down round what is measured, and make its requests', async () => {
    const { stop, slices, troubles } = await run(
      `import { defineConfig, type Trial } from 'modebench';
       async function tell({ url, scenario, level }: Trial, what: string): Promise<void> {
         await fetch(url + ['', what, scenario, level].filter((one) => one !== undefined).join('/'), { headers: { connection: 'close' } });
       }
       export default defineConfig({
         setup: (trial: Trial) => tell(trial, 'setup'),
         teardown: (trial: Trial) => tell(trial, 'teardown'),
         scenarios: { cart: {
           setup: (trial: Trial) => tell(trial, 'setup'),
           teardown: (trial: Trial) => tell(trial, 'teardown'),
           request: () => ({ path: '/cart', expect: { body: 'ok' } }),
         } },
       });`,
      { setup: true, teardown: true, scenarios: { cart: all } },
    );
    expect(troubles).toEqual([]);
    expect(stop).toBe('rounds');
    for (const { load, failure } of slices) {
      expect(failure).toBeNull();
      expect(load?.ok).toBeGreaterThan(0);
      expect(load?.ok).toBe(load?.sent);
      expect(load?.generator.hookShare).toBeGreaterThan(0);
    }
    const level = (name: string) => [`/setup/cart${name}`, '/cart', `/teardown/cart${name}`];
    const told = seen();
    expect(told.slice(0, 7)).toEqual(['/setup', ...level(''), ...level('')]);
    expect(told.slice(-7)).toEqual([...level('/c1'), ...level('/c2'), '/teardown']);
  });

  it('end the run at once when the setup does, with the place in the file and nothing left running', async () => {
    const { stop, slices, troubles } = await run(
      'export default {\n  setup() {\n    throw new Error("no database");\n  },\n};',
      { setup: true, teardown: false, scenarios: {} },
    );
    expect({ stop, slices }).toEqual({ stop: 'failed', slices: [] });
    expect(troubles).toMatchObject([
      { hook: 'setup', variant: 'app', detail: 'Error: no database at bench.config.ts:3' },
    ]);
  });

  it('end the run when a setup never resolves', async () => {
    const { stop, troubles } = await run(
      'export default { scenarios: { cart: { setup: () => new Promise(() => {}) } } };',
      { setup: false, teardown: false, scenarios: { cart: { ...all, request: false } }, timeoutMs: 100 },
    );
    expect(stop).toBe('failed');
    expect(troubles).toMatchObject([
      { hook: 'setup', scenario: 'cart', phase: 'warm-up', detail: 'not done after 0.1 s' },
    ]);
  });

  it('end the run when a request hook returns nonsense', async () => {
    const { stop, troubles, slices } = await run(
      'export default { scenarios: { cart: { request: () => 42 } } };',
      {
        setup: false,
        teardown: false,
        scenarios: { cart: { setup: false, teardown: false, request: true } },
      },
    );
    expect({ stop, slices }).toEqual({ stop: 'failed', slices: [] });
    expect(troubles).toMatchObject([
      { hook: 'request', variant: 'app', round: 1, detail: 'it returned 42, which is no request' },
    ]);
  });
});
