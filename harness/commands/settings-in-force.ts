import type { Origin } from '../config/places.ts';
import { serverFlag } from '../config/settle.ts';
import { type Level, levelValue } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import { flagOf } from '../plan/problems.ts';
import { defaultRunsFolder } from '../record/run-folder.ts';
import type { Configured } from '../runs/configure.ts';
import { defaultFormats } from '../runs/formats.ts';

/** One setting of a run: what holds, as its flag is written, and who said so. */
export interface SettingInForce {
  readonly name: string;
  readonly value: string | boolean;
  readonly origin: Origin;
  /** The flag that says it, or would. */
  readonly flag: string;
}

/** What holds for `bench run`, in the order of its help; settings that have no part in this run are left out. */
export function settingsInForce(plan: Plan, { settled, flags }: Configured): readonly SettingInForce[] {
  const usual = { ...subjectsOf(plan), ...workloadOf(plan), ...boundsOf(plan), ...outputOf(plan) };
  const said = Object.keys(settled.settings).filter((name) => !(name in usual));
  const defaults = new Map<string, string | boolean>(Object.entries(usual));
  const names = ['name', 'modes', ...said, ...defaults.keys()];
  return [...new Set(names)].map((name) => {
    const value = settled.settings[name] ?? defaults.get(name) ?? '';
    const origin = settled.origins.get(name);
    if (origin !== undefined) return { name, value, origin, flag: flagOf(name) };
    const other = otherFlag(name, flags);
    const from = other === null ? 'default' : 'flag';
    return { name, value, origin: { from }, flag: other ?? flagOf(name) };
  });
}

/** What chooses modes and scenarios without being a setting. */
function otherFlag(name: string, flags: Configured['flags']): string | null {
  const servers = serverFlag(flags);
  if (name === 'modes' && servers !== null) return flagOf(servers);
  return name === 'scenarios' && flags.path?.length ? '--path' : null;
}

type Usual = Readonly<Record<string, string | boolean>>;

function subjectsOf({ name, variants, scenarios }: Plan): Usual {
  return {
    name,
    modes: variants.map(({ id }) => id).join(','),
    scenarios: scenarios.map((scenario) => scenario.name).join(','),
  };
}

function workloadOf({ levels, thinkMs, pacing }: Plan): Usual {
  const [level] = levels;
  const values = levels.map((one: Level) => levelValue(one)).join(',');
  if (level?.kind !== 'open') return { concurrency: values, think: milliseconds(thinkMs) };
  const { arrivals, connections, overflow } = level;
  return { rate: values, arrivals, maxConnections: String(connections), overflow, pacing };
}

function boundsOf(plan: Plan): Usual {
  const { rounds, budgetSeconds, precision, engine, loaders, serverCpus, loadCpus, idleTimeoutMs } = plan;
  return {
    rounds: rounds.max === null ? `${rounds.min} or more` : String(rounds.max),
    budget: budgetSeconds === null ? 'none' : `${budgetSeconds}s`,
    precision: `${Math.round(precision * 10_000) / 100}%`,
    seed: 'drawn',
    timeout: milliseconds(plan.requestTimeoutMs),
    connectTimeout: milliseconds(plan.connectTimeoutMs),
    idleTimeout: idleTimeoutMs === null ? 'none' : milliseconds(idleTimeoutMs),
    readyTimeout: milliseconds(plan.readyTimeoutMs),
    ...(plan.hooks?.timeoutMs === undefined ? {} : { hookTimeout: milliseconds(plan.hooks.timeoutMs) }),
    engine,
    loaders: String(loaders),
    serverCpus: serverCpus ?? 'any',
    loadCpus: loadCpus ?? 'any',
  };
}

function outputOf({ isolate, strict }: Plan): Usual {
  return {
    ...{ isolate, strict },
    out: defaultRunsFolder,
    format: defaultFormats,
    ...{ full: false, open: false, quiet: false },
  };
}

function milliseconds(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
