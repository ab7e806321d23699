import type { Plan } from '../../harness/model/plan.ts';

/** How a plan sends, and by whom it was asked for, when nothing special is asked for. */
export const plainLoad = {
  thinkMs: 0,
  pacing: 'timer',
  loaders: 1,
  serverCpus: null,
  loadCpus: null,
  calibration: null,
  connectTimeoutMs: 5000,
  idleTimeoutMs: null,
  hooks: null,
  config: null,
  objectives: [] as Plan['objectives'],
} as const satisfies Partial<Plan>;
