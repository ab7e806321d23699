import type { GatePicture, GateTestView } from './gate-types.ts';

/** So many limits to either side are shown at most; what lies beyond ends at the edge. */
const mostLimits = 6;

/**
 * All pictures of a table are of one scale, in limits of their own: a threshold stands at the same place in all of them.
 * How many limits reach from no change to the edge.
 */
export function gateScale(tests: readonly Pick<GateTestView, 'picture'>[]): number {
  const inLimits = tests.flatMap(({ picture }) =>
    picture === null
      ? []
      : [picture.point, picture.low ?? 0, picture.high ?? 0].map(
          (value) => Math.abs(value) / picture.threshold,
        ),
  );
  return Math.min(mostLimits, Math.max(2, ...inLimits) * 1.1);
}

/** Where a worsening lies between the left edge (0) and the right one (1); no change is in the middle. */
export function gatePosition(
  { threshold }: Pick<GatePicture, 'threshold'>,
  value: number,
  scale: number,
): number {
  return Math.min(1, Math.max(0, (value / threshold / scale + 1) / 2));
}
