import { formatCpuList, parseCpuList } from '../model/cpu-list.ts';
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
  /** CPUs that the harness may use, as the kernel lists them; null where it does not tell. */
  readonly affinity: string | null;
  readonly hasTaskset: boolean;
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
  const request = {
    loaders,
    serverCpus: parseCpus('--server-cpus', flags.serverCpus, around, problems),
    loadCpus: parseCpus('--load-cpus', flags.loadCpus, around, problems),
    budgetSeconds,
  };
  problems.throwIfAny();
  return request;
}

function parseCpus(
  flag: string,
  text: string | undefined,
  { affinity, hasTaskset }: Surroundings,
  problems: Problems,
): string | null {
  if (text === undefined) return null;
  const cpus = parseCpuList(text);
  if (cpus === null) {
    problems.add(flag, `"${text}" is not a list of CPUs`, 'write 0, 0-3 or 0-3,8');
    return null;
  }
  const allowed = affinity === null ? null : parseCpuList(affinity);
  const beyond = allowed === null ? [] : cpus.filter((cpu) => !allowed.includes(cpu));
  if (beyond.length > 0) {
    problems.add(flag, `there is no CPU ${formatCpuList(beyond)} for us`, `allowed: ${affinity}`);
  } else if (!hasTaskset) {
    problems.add(flag, 'needs taskset, which is not installed', 'sudo apt-get install util-linux');
  }
  return formatCpuList(cpus);
}
