import type { ValidityReason } from '../../model/estimate.ts';

/** Reasons that never make a cell worse than valid with a caveat. */
export const caveatCodes: ReadonlySet<ValidityReason['code']> = new Set([
  'little',
  'slow-clients',
  'near-generator-floor',
  'overloaded',
  'censored',
  'few-rounds',
  'wide-interval',
  'unsteady',
  'saturated',
] as const);
