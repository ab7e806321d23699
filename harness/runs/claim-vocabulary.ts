import type { Vocabulary } from '../claims/claim.ts';
import { catalogue } from './catalogue.ts';

/** What claims may speak of: all that can be asked for. */
export const vocabulary: Vocabulary = {
  modes: catalogue.modes,
  layers: catalogue.layers,
  scenarios: catalogue.scenarios.map(({ name }) => name),
};
