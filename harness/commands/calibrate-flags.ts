import { formatCpuList } from '../model/cpu-list.ts';
import { parseCpus } from '../plan/parse-cpus.ts';
import { parseCount, parseSeconds } from '../plan/parse-quantity.ts';
import { Problems } from '../plan/problems.ts';
import type { DoctorFlags } from './doctor.ts';

export interface CalibrationRequest {
  readonly loaders: number;
  /** As `0-3,8`; null: any. */
  readonly serverCpus: string | null;
  readonly loadCpus: string | null;
  readonly budgetSeconds: number;
}

/** What this machine allows. */
export interface Surroundings {
  readonly cores: number;
  /** CPUs that processes may be kept to; null where the system does not let them be kept. */
  readonly cpus: readonly number[] | null;
}

const defaultBudgetSeconds = 30;
/** Below, the shortest slices that say anything do not fit. */
const budgetBounds = { min: 20, max: 600 } as const;

/** @throws UsageError with everything that is wrong */
export function parseCalibrationRequest(flags: DoctorFlags, around: Surroundings): CalibrationRequest {
  const problems = new Problems();
  const { cores } = around;
  const loaders =
    flags.loaders === undefined
      ? 1
      : (parseCount('--loaders', flags.loaders, { min: 1, max: cores }, problems) ?? 1);
  const budgetSeconds =
    flags.budget === undefined
      ? defaultBudgetSeconds
      : (parseSeconds('--budget', flags.budget, budgetBounds, problems) ?? defaultBudgetSeconds);
  const servers = parseCpus('serverCpus', flags, around.cpus, problems);
  const loads = parseCpus('loadCpus', flags, around.cpus, problems);
  problems.throwIfAny();
  return {
    loaders,
    serverCpus: servers === null ? null : formatCpuList(servers),
    loadCpus: loads === null ? null : formatCpuList(loads),
    budgetSeconds,
  };
}
