import { afterEach, describe, expect, it } from 'vitest';
import { importHooks } from '../../harness/hooks/import-hooks.ts';
import { runHook } from '../../harness/hooks/run-hook.ts';
import { FailureError } from '../../harness/model/failure.ts';
import type { HookCall } from '../../harness/model/hook.ts';
import { besideFile, removeWrittenFiles, writtenFile } from '../helpers/written-file.ts';

afterEach(removeWrittenFiles);

const seen = (): unknown[] => {
  const place = globalThis as { hookSaw?: unknown[] };
  place.hookSaw ??= [];
  return place.hookSaw;
};
afterEach(() => void seen().splice(0));

function call(change: Partial<HookCall> = {}): HookCall {
  const trial = { mode: 'prefork', round: 3, url: 'http://127.0.0.1:8080' };
  return { hook: 'setup', trial, timeoutMs: 10_000, ...change };
}

const ofCart = { mode: 'prefork', round: 3, url: 'http://127.0.0.1:8080', scenario: 'cart', level: 'c8' };

async function failureOf(running: Promise<void>): Promise<unknown> {
  const error = await running.then(
    () => 'it went well',
    (thrown: unknown) => thrown,
  );
  return error instanceof FailureError ? error.failure : error;
}

/** Two lines stand before it. */
const inCart = (setup: string): string =>
  `import { defineConfig } from 'modebench';\nexport default defineConfig({ scenarios: { cart: {\n${setup} } } });\n`;

describe('a hooks file', () => {
  it('is TypeScript that imports other files and the package, and is told of its trial', async () => {
    const file = writtenFile(
      'bench.config.ts',
      `import { defineConfig, type Trial } from 'modebench';
       import { say } from './say';
       interface Seed { readonly rows: number }
       const seed: Seed = { rows: 2 };
       export default defineConfig({
         async setup(trial: Trial): Promise<void> { await Promise.resolve(); say([trial.mode, trial.round, trial.url, seed.rows]); },
         scenarios: { cart: { requests: ['/'], teardown: ({ scenario, level }: Trial) => say([scenario, level]) } },
       });`,
    );
    besideFile(
      file,
      'say.ts',
      'export const say = (what: unknown): void => { (globalThis as never as { hookSaw: unknown[] }).hookSaw.push(what); };',
    );
    seen();
    await runHook(file, call());
    await runHook(file, call({ hook: 'teardown', trial: ofCart }));
    expect(seen()).toEqual([
      ['prefork', 3, 'http://127.0.0.1:8080', 2],
      ['cart', 'c8'],
    ]);
  });

  it.each(['bench.config.mjs', 'bench.config.js', 'bench.config.mts'])('may be %s', async (name) => {
    const file = writtenFile(name, 'export default { setup() { globalThis.hookSaw.push("js"); } };');
    seen();
    await runHook(file, call());
    expect(seen()).toEqual(['js']);
  });

  it('may be CommonJS', async () => {
    const file = writtenFile(
      'bench.config.cjs',
      'module.exports = { setup() { globalThis.hookSaw.push(1); } };',
    );
    seen();
    await runHook(file, call());
    expect(seen()).toEqual([1]);
  });

  it('has hooks that are functions', async () => {
    const file = writtenFile(
      'bench.config.ts',
      'export default { setup: 3, scenarios: { cart: { request: "/" }, other: {} } };',
    );
    await expect(importHooks(file)).rejects.toThrow(
      'setup must be a function; scenarios.cart.request must be a function',
    );
  });
});

describe('a hook that fails', () => {
  const failed = {
    reason: 'hook-failed',
    variant: 'prefork',
    phase: 'c8',
    hook: 'setup',
    scenario: 'cart',
    round: 3,
  };

  it('is named with what it threw, and where in the file', async () => {
    const file = writtenFile(
      'bench.config.ts',
      inCart('setup() {\n  const nothing = undefined as never as { x: 1 };\n  nothing.x; }'),
    );
    expect(await failureOf(runHook(file, call({ trial: ofCart })))).toEqual({
      ...failed,
      detail: "TypeError: Cannot read properties of undefined (reading 'x') at bench.config.ts:5",
    });
  });

  it('is named with the file that it called, where that is beside it', async () => {
    const file = writtenFile(
      'bench.config.ts',
      "import { seed } from './seed';\nexport default { setup: () => seed() };",
    );
    besideFile(
      file,
      'seed.ts',
      '\nexport async function seed() {\n  throw new Error("no database\\nat all");\n}\n',
    );
    expect(await failureOf(runHook(file, call()))).toMatchObject({
      detail: 'Error: no database at seed.ts:3',
      scenario: null,
      phase: '',
    });
  });

  it.each([
    ['"no"', 'it threw "no"'],
    ['undefined', 'it threw undefined'],
  ])('may throw %s, which is no error', async (thrown, detail) => {
    const file = writtenFile('bench.config.mjs', inCart(`async setup() { throw ${thrown}; }`));
    expect(await failureOf(runHook(file, call({ trial: ofCart })))).toEqual({ ...failed, detail });
  });

  it('is ended when its time is over, and told so by the signal of its trial', async () => {
    const file = writtenFile(
      'bench.config.mjs',
      inCart(`setup: ({ signal }) => new Promise(() => {
        signal.addEventListener('abort', () => globalThis.hookSaw.push('aborted')); })`),
    );
    seen();
    expect(await failureOf(runHook(file, call({ trial: ofCart, timeoutMs: 30 })))).toEqual({
      ...failed,
      detail: 'not done after 0.03 s',
      timedOut: true,
    });
    expect(seen()).toEqual(['aborted']);
  });

  it('is not told to have more time where an interrupted run left it less', async () => {
    const file = writtenFile('bench.config.mjs', inCart('teardown: () => new Promise(() => {})'));
    const hurried = call({ hook: 'teardown', trial: ofCart, timeoutMs: 30, hurried: true });
    expect(await failureOf(runHook(file, hurried))).toEqual({
      ...failed,
      hook: 'teardown',
      detail: 'not done after 0.03 s, which is all an interrupted run leaves it',
    });
  });

  it('is no failure where the run was interrupted', async () => {
    const file = writtenFile('bench.config.mjs', inCart('setup: () => new Promise(() => {})'));
    const controller = new AbortController();
    const running = failureOf(runHook(file, call({ trial: ofCart, signal: controller.signal })));
    controller.abort(new Error('Ctrl-C'));
    expect(await running).toEqual(new Error('Ctrl-C'));
  });

  it('may be gone from its file, or the file from its place', async () => {
    const file = writtenFile('bench.config.mjs', 'export default {};');
    expect(await failureOf(runHook(file, call({ trial: ofCart })))).toMatchObject({
      detail: 'Error: bench.config.mjs has it no longer',
    });
    expect(await failureOf(runHook('/nowhere/bench.config.mjs', call()))).toMatchObject({
      detail: expect.stringContaining('/nowhere/bench.config.mjs'),
    });
  });

  it('may not be read at all', async () => {
    const file = writtenFile('bench.config.ts', 'export default { setup( };');
    expect(await failureOf(runHook(file, call()))).toMatchObject({
      reason: 'hook-failed',
      detail: expect.stringMatching(/^ParseError: Unexpected token.* at bench\.config\.ts:1$/),
    });
  });
});
