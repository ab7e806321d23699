/**
 * A least squares problem with weights, of two or three unknowns none of which may be negative, as its normal equations:
 * problems of parts of the points are added up.
 */
export class NonNegativeProblem {
  /** AᵀWA, 3 × 3 by rows. */
  readonly #normal = new Float64Array(9);
  /** AᵀWb. */
  readonly #right = new Float64Array(3);

  /** One equation: row · x = target. */
  add(row: readonly [number, number, number], target: number, weight: number): void {
    for (let j = 0; j < 3; j++) {
      const weighted = weight * (row[j] as number);
      this.#right[j] = (this.#right[j] as number) + weighted * target;
      for (let k = 0; k < 3; k++) {
        this.#normal[3 * j + k] = (this.#normal[3 * j + k] as number) + weighted * (row[k] as number);
      }
    }
  }

  /** All equations of another, each so many times. */
  addTimes(other: NonNegativeProblem, times: number): void {
    for (let i = 0; i < 9; i++)
      this.#normal[i] = (this.#normal[i] as number) + times * (other.#normal[i] as number);
    for (let i = 0; i < 3; i++)
      this.#right[i] = (this.#right[i] as number) + times * (other.#right[i] as number);
  }

  clear(): void {
    this.#normal.fill(0);
    this.#right.fill(0);
  }

  /**
   * The best values of the first `unknowns`; the others are 0. The sum of squares is convex, so that the minimum over all
   * is it where none is negative. Otherwise each subset is solved with the others at zero, and the best one without a
   * negative value is it. Null where no subset can be solved.
   */
  solve(unknowns: 2 | 3): Float64Array | null {
    let best: Float64Array | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const free of subsets[unknowns]) {
      const solved = this.#solveFor(free);
      if (solved === null || solved.some((value) => value < 0)) continue;
      if (free.length === unknowns) return solved;
      // At the minimum over a subset xᵀAx = bᵀx.
      const value = -free.reduce((sum, i) => sum + (this.#right[i] as number) * (solved[i] as number), 0);
      if (value < least) [best, least] = [solved, value];
    }
    return best;
  }

  /** Gaussian elimination with pivoting, scaled by the diagonal; null when singular. */
  #solveFor(free: readonly number[]): Float64Array | null {
    const scale = free.map((i) => Math.sqrt(this.#normal[4 * i] as number));
    if (scale.some((value) => !(value > 0))) return null;
    const rows = free.map((i, row) => {
      const of = (value: number, column: number) =>
        value / ((scale[row] as number) * (scale[column] as number));
      const left = free.map((j, column) => of(this.#normal[3 * i + j] as number, column));
      return [...left, (this.#right[i] as number) / (scale[row] as number)];
    });
    if (!eliminate(rows)) return null;
    const solution = new Float64Array(3);
    for (const [row, i] of free.entries()) {
      const cells = rows[row] as number[];
      solution[i] = (cells.at(-1) as number) / (cells[row] as number) / (scale[row] as number);
    }
    return solution;
  }
}

const subsets: Readonly<Record<2 | 3, readonly (readonly number[])[]>> = {
  2: [[0, 1], [0], [1]],
  3: [[0, 1, 2], [0, 1], [0, 2], [1, 2], [0], [1], [2]],
};

/** A pivot below it, of equations scaled to a diagonal of ones, is rounding. */
const singular = 1e-12;

/** Leaves a diagonal, and the right side beside it; false when there is none. */
function eliminate(rows: number[][]): boolean {
  for (let column = 0; column < rows.length; column++) {
    let pivot = column;
    for (let row = column + 1; row < rows.length; row++) {
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
    }
    const top = rows[pivot] as number[];
    if (!(Math.abs(top[column] as number) > singular)) return false;
    rows[pivot] = rows[column] as number[];
    rows[column] = top;
    for (const [row, cells] of rows.entries()) {
      if (row === column) continue;
      const factor = (cells[column] as number) / (top[column] as number);
      for (let k = column; k < cells.length; k++)
        cells[k] = (cells[k] as number) - factor * (top[k] as number);
    }
  }
  return true;
}
