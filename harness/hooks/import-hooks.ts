import { z } from 'zod';
import type { Hook, RequestHook } from '../model/config.ts';

/** The hooks that a file has. */
export interface Hooks {
  readonly setup: Hook | null;
  readonly teardown: Hook | null;
  readonly scenarios: ReadonlyMap<string, ScenarioHooks>;
}

export interface ScenarioHooks {
  readonly setup: Hook | null;
  readonly teardown: Hook | null;
  readonly request: RequestHook | null;
}

const isFunction = (value: unknown): boolean => typeof value === 'function';
const error = 'must be a function';
const hookSchema = z.custom<Hook>(isFunction, { error }).nullable().default(null);
const requestHookSchema = z.custom<RequestHook>(isFunction, { error }).nullable().default(null);
const trialHooks = { setup: hookSchema, teardown: hookSchema };
const fileSchema = z.object({
  ...trialHooks,
  scenarios: z.record(z.string(), z.object({ ...trialHooks, request: requestHookSchema })).default({}),
});

/** What configuration files import by the package's name: it has to be found wherever Modebench is installed. */
const ownModule = { defineConfig: <T>(config: T): T => config };

const imported = new Map<string, Promise<Hooks>>();

/**
 * Imports a TypeScript or JavaScript file into this process, with what it imports; each file once. Nothing of it is kept
 * on disk. Rejects with whatever the file throws, and a TypeError where it has no hooks that could be called.
 */
export function importHooks(file: string): Promise<Hooks> {
  const hooks = imported.get(file) ?? hooksIn(file);
  imported.set(file, hooks);
  return hooks;
}

async function hooksIn(file: string): Promise<Hooks> {
  // Takes a quarter of a second, and most runs have no hooks.
  const { createJiti } = await import('jiti');
  const jiti = createJiti(file, { fsCache: false, virtualModules: { modebench: ownModule } });
  const found = fileSchema.safeParse(await jiti.import(file, { default: true }));
  if (!found.success) {
    const wrong = found.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'} ${message}`);
    throw new TypeError(wrong.join('; '));
  }
  const { setup, teardown, scenarios } = found.data;
  return { setup, teardown, scenarios: new Map(Object.entries(scenarios)) };
}
