import type { Experiment } from './experiment.ts';
import { fairness } from './fairness.ts';
import { overlap } from './overlap.ts';
import { overload } from './overload.ts';
import { recover } from './recover.ts';
import { recycle } from './recycle.ts';
import { reload } from './reload.ts';
import { restart } from './restart.ts';
import { stuck } from './stuck.ts';
import { users } from './users.ts';

/** The experiments that act on processes or load, in the order of the catalogue. */
export const actingExperiments: readonly Experiment[] = [
  recover,
  recycle,
  stuck,
  restart,
  overlap,
  reload,
  fairness,
  users,
  overload,
];
