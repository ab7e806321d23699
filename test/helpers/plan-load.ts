import type { Plan } from '../../harness/model/plan.ts';

/** How a plan sends when nothing special is asked for. */
export const plainLoad = {
  thinkMs: 0,
  pacing: 'timer',
  loaders: 1,
  serverCpus: null,
  loadCpus: null,
  calibration: null,
  connectTimeoutMs: 5000,
  idleTimeoutMs: null,
} as const satisfies Partial<Plan>;
