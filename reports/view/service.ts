import type { CellView } from './types.ts';

/** By how much, and by how many ms, medians have to differ before one is told beside the other. */
const apart = { factor: 1.1, ms: 0.1 } as const;

/** Whether the median from the intended start is clearly longer than that from the send: requests waited to be sent. */
export function serviceApart({ distribution }: CellView): boolean {
  const [response, service] = [distribution?.response.p50 ?? null, distribution?.service?.p50 ?? null];
  if (response === null || service === null) return false;
  return response > service * apart.factor && response - service > apart.ms;
}
