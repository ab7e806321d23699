import type { CellSummary, ValidityReason } from '../../harness/model/estimate.ts';

/** Reasons that say that the load generator, and not the server, may have set the figure. */
const codes: ReadonlySet<string> = new Set<ValidityReason['code']>([
  'generator-cpu',
  'event-loop',
  'loop-delay',
  'generator-ceiling',
  'schedule',
]);

/** Of what is offered, the share from which all of it counts as served. */
const ALL_SERVED = 0.99;

export function isGeneratorBound(reasons: readonly Pick<ValidityReason, 'code'>[]): boolean {
  return reasons.some(({ code }) => codes.has(code));
}

/**
 * Whether what a cell served is a lower bound: from a faster load generator the server might have served more. Not where
 * all that an open level offers was served, for there is no more to serve.
 */
export function isLowerBound({ validity, level, metrics }: CellSummary): boolean {
  if (!isGeneratorBound(validity.reasons)) return false;
  return level.kind === 'closed' || (metrics.throughput?.point ?? 0) < level.rate * ALL_SERVED;
}
