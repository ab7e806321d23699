/**
 * How evenly something is shared out: (Σx)² / (n Σx²), 1 when all have the same, 1/n when one has all (R. Jain, D. Chiu,
 * W. Hawe, DEC-TR-301, 1984). NaN where there is nothing to share.
 */
export function jainIndex(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share ** 2, 0);
  return sum ** 2 / (shares.length * squares);
}
