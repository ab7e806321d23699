import { actingExperiments } from './acting.ts';
import type { Experiment } from './experiment.ts';

/** Every experiment that can be asked for. */
export const experimentList: readonly Experiment[] = [...actingExperiments];
