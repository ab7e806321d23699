import { shown } from '../model/shown.ts';
import type { ConfigFault } from './issue-words.ts';
import { type ConfigPath, isHolder } from './path.ts';

/** Which hooks a configuration has. */
export interface HookNames {
  readonly setup: boolean;
  readonly teardown: boolean;
  readonly scenarios: Readonly<Record<string, ScenarioHookNames>>;
}

export interface ScenarioHookNames {
  readonly setup: boolean;
  readonly teardown: boolean;
  readonly request: boolean;
}

export interface WithoutHooks {
  readonly data: unknown;
  readonly hooks: HookNames;
  readonly faults: readonly ConfigFault[];
}

/** Takes the hooks out of a configuration, so that data is left. */
export function withoutHooks(raw: unknown): WithoutHooks {
  const faults: ConfigFault[] = [];
  const run = taken(raw, ['setup', 'teardown'], [], faults);
  const scenarios: Record<string, ScenarioHookNames> = {};
  const kept: Record<string, unknown> = {};
  const given = isHolder(run.data) ? run.data.scenarios : undefined;
  for (const [name, scenario] of isObject(given) ? Object.entries(given) : []) {
    const { data, has } = taken(scenario, ['setup', 'teardown', 'request'], ['scenarios', name], faults);
    kept[name] = data;
    scenarios[name] = { setup: has('setup'), teardown: has('teardown'), request: has('request') };
  }
  return {
    data: isObject(run.data) && isObject(given) ? { ...run.data, scenarios: kept } : run.data,
    hooks: { setup: run.has('setup'), teardown: run.has('teardown'), scenarios },
    faults,
  };
}

interface Taken {
  readonly data: unknown;
  has(name: string): boolean;
}

function taken(holder: unknown, names: readonly string[], at: ConfigPath, faults: ConfigFault[]): Taken {
  if (!isObject(holder)) return { data: holder, has: () => false };
  const data: Record<string, unknown> = { ...holder };
  const found = new Set<string>();
  for (const name of names) {
    const value = data[name];
    delete data[name];
    if (typeof value === 'function') found.add(name);
    else if (value !== undefined) {
      const hint = 'hooks are functions of a TypeScript or JavaScript file, such as bench.config.ts';
      faults.push({ path: [...at, name], message: `${shown(value)} is not a function`, hint });
    }
  }
  return { data, has: (name) => found.has(name) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isHolder(value) && !Array.isArray(value);
}
