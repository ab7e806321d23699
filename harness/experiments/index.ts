import { actingExperiments } from './acting.ts';
import type { Experiment } from './experiment.ts';
import { lookingExperiments } from './looking.ts';

/** Every experiment that can be asked for, in the order of the catalogue. */
export const experimentList: readonly Experiment[] = [...actingExperiments, ...lookingExperiments];
