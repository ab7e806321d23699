/** Which runs may go. */
export interface PruneWish {
  /** So many of the newest stay; null: any number may go. */
  readonly keep: number | null;
  /** Only runs that began before stay not; null: of any age. ms since 1970. */
  readonly olderThanMs: number | null;
  /** Only runs of this `--name`; null: of any. */
  readonly name: string | null;
}

/** What the choice looks at. */
export interface Prunable {
  readonly name: string;
  readonly startedAt: string;
  readonly isUnderWay: boolean;
}

export interface PruneChoice<Run> {
  /** Oldest first, so that an interrupted removal has taken the oldest. */
  readonly remove: readonly Run[];
  /** Would have gone, but are being written. */
  readonly spared: readonly Run[];
  /** How many of those asked about stay, spared ones included. */
  readonly kept: number;
}

/**
 * Of the runs asked about those that are beyond the newest `keep` and older than asked: both where both are asked. Pure.
 * Runs are given newest first.
 */
export function choosePruned<Run extends Prunable>(
  runs: readonly Run[],
  { keep, olderThanMs, name }: PruneWish,
): PruneChoice<Run> {
  const asked = runs.filter((run) => name === null || run.name === name);
  const gone = asked.filter((run, index) => {
    const isBeyond = keep === null || index >= keep;
    return isBeyond && (olderThanMs === null || Date.parse(run.startedAt) < olderThanMs);
  });
  const remove = keep === null && olderThanMs === null ? [] : gone.filter((run) => !run.isUnderWay);
  return {
    remove: remove.toReversed(),
    spared: gone.filter((run) => run.isUnderWay),
    kept: asked.length - remove.length,
  };
}
