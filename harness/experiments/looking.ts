import { answers } from './answers.ts';
import { csrf } from './csrf.ts';
import { errors } from './errors.ts';
import type { Experiment } from './experiment.ts';
import { health } from './health.ts';
import { packages } from './packages.ts';
import { rateLimit } from './rate-limit.ts';
import { setup } from './setup.ts';
import { shape } from './shape.ts';
import { warning } from './warning.ts';
import { websocket } from './websocket.ts';

/** The experiments that only look: they ask and read, and leave the processes alone. */
export const lookingExperiments: readonly Experiment[] = [
  answers,
  shape,
  warning,
  packages,
  websocket,
  errors,
  csrf,
  rateLimit,
  setup,
  health,
];
