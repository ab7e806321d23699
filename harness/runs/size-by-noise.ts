import { storeTrouble } from '../../reports/doctor/words.ts';
import { doubtRemark, sizedRemark } from '../../reports/wording/noise.ts';
import { sizeGate } from '../gate/size.ts';
import { fingerprintOf } from '../machine/calibration-store.ts';
import { fittingNoise, noisePath, readNoise } from '../machine/noise-store.ts';
import { gateMetricWords } from '../model/gate.ts';
import type { GateNoise } from '../model/noise.ts';
import type { Plan } from '../model/plan.ts';
import { codeOf } from '../model/variant.ts';
import { findPairs } from '../plan/gate-pairs.ts';
import { makePlan } from '../plan/make-plan.ts';
import { environmentOf } from './opened-run.ts';
import type { PreparedRun } from './prepare-run.ts';

export interface SizedRun {
  /** Null where nothing is known of the noise that this gate will meet. */
  readonly prepared: PreparedRun | null;
  /** What it will not find, and other things to know of it. */
  readonly remarks: readonly string[];
}

/**
 * Sizes a gate by the noise that was stored of this machine. What is taken of it goes into the plan, so that the verdict
 * follows from the record alone.
 * @throws UsageError for servers that are not installed, and CPUs that cannot be had
 */
export async function sizeByNoise(prepared: PreparedRun): Promise<SizedRun> {
  const { request, catalogue } = prepared.configured;
  const path = noisePath();
  const stored = await readNoise(path);
  const { trouble } = stored;
  const unread = path === null || trouble === null ? [] : [storeTrouble(path, trouble, 'noise')];
  const plan = stored.profiles.length === 0 ? null : makePlan(request, catalogue, 0);
  if (plan?.gate === undefined || request.gate === undefined) return { prepared: null, remarks: unread };
  const { pairs, foreseen } = findPairs(plan, plan.gate, []);
  const fingerprint = fingerprintOf(await environmentOf(plan), plan);
  const fitting = fittingNoise(stored, fingerprint, plan, [...pairs, ...foreseen]);
  if (fitting === null) return { prepared: null, remarks: unread };
  const { profile, noise } = fitting;
  const { passes, doubts } = sizeGate(noise, plan.gate);
  const sizedBy = { run: profile.run, takenAt: profile.takenAt, rounds: noise.worsening.length, passes };
  const { budgetSeconds } = plan.gate;
  const told = doubts.map(({ test, ...doubt }) => {
    const metric = noise.tests[test]?.metric ?? 'cpuPerRequest';
    const named = { ...doubt, metric, what: nameOf(plan, noise, test) };
    return doubtRemark(named, gateMetricWords[metric], budgetSeconds);
  });
  return {
    prepared: {
      ...prepared,
      configured: { ...prepared.configured, request: { ...request, gate: { ...request.gate, sizedBy } } },
    },
    remarks: [...unread, sizedRemark(sizedBy), ...told],
  };
}

/** `p50 of web in json` */
function nameOf({ variants }: Plan, { pairs, tests }: GateNoise, test: number): string {
  const { pair: place = 0, metric = 'cpuPerRequest' } = tests[test] ?? {};
  const pair = pairs[place];
  const variant = variants.find(({ id }) => id === pair?.baseline);
  const mode = variant === undefined ? '' : (codeOf(variant)?.mode ?? variant.label);
  return `${gateMetricWords[metric]} of ${mode} in ${pair?.scenario ?? ''}`;
}
