import { UsageError, type UsageProblem } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import { makePlan } from '../plan/make-plan.ts';
import { type Configured, configure, configured, onceEach, placed } from '../runs/configure.ts';
import { defaultFormats, parseFormats } from '../runs/formats.ts';
import { problemsOf } from '../runs/opened-run.ts';
import { conflictsOf, parseRunFlags, type RunFlags } from '../runs/run-flags.ts';
import { configText } from './config-text.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type SettingInForce, settingsInForce } from './settings-in-force.ts';

/** `bench config`: what holds for `bench run` in this folder, and where each setting comes from. */
export async function configCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const { json, ...others } = parseRunFlags(options);
  const asked = await configure(others);
  const plan = planOf(asked, others);
  const settings = settingsInForce(plan, asked);
  process.stdout.write(
    json ? `${JSON.stringify(asData(plan, settings, asked), null, 2)}\n` : configText(settings, asked),
  );
  return exitCodes.pass;
}

/** @throws UsageError with everything that `bench run` would refuse, also of scenarios and workloads not chosen */
function planOf(asked: Configured, typed: RunFlags): Plan {
  const { read, catalogue } = asked;
  const all = catalogue.own?.scenarios.map(({ name }) => name).join(',');
  const everything = [
    ...(all ? [configured(read, { ...typed, scenarios: all })] : []),
    ...Object.keys(read.config.workloads ?? {}).map((workload) => configured(read, { ...typed, workload })),
  ];
  const { plan, problems } = tried(asked);
  // A flag or default may well not suit what is not chosen beside it.
  const ofParts = everything
    .flatMap((one) => tried(one).problems)
    .filter(({ where }) => !/^--(?!set )|\bdefaults\./.test(where));
  const said = [...conflictsOf(typed), ...onceEach([...problems, ...ofParts])];
  if (said.length > 0 || plan === undefined) throw new UsageError(said);
  return plan;
}

function tried(one: Configured): {
  readonly plan: Plan | undefined;
  readonly problems: readonly UsageProblem[];
} {
  const { flags, request, catalogue } = one;
  const made: Plan[] = [];
  const problems = [
    ...one.problems,
    ...problemsOf(() => made.push(makePlan(request, catalogue, 0))),
    ...problemsOf(() => parseFormats(flags.format ?? defaultFormats)),
  ];
  return { plan: made[0], problems: placed(problems, one) };
}

function asData(plan: Plan, settings: readonly SettingInForce[], { read, settled, catalogue }: Configured) {
  return {
    file: read.places.name,
    workload: settled.workload,
    settings: Object.fromEntries(settings.map(({ name, value, origin }) => [name, { value, ...origin }])),
    variants: plan.variants.map(({ id }) => id),
    scenarios: plan.scenarios.map(({ name }) => name),
    hooks: plan.hooks,
    /** As it is with what was set. */
    config: read.config,
    own: { scenarios: catalogue.own?.scenarios ?? [] },
  };
}
