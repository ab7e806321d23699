/**
 * What taking turns between two live variants costs, from records of gates: the order within each pass is drawn, so that
 * some slices follow one of the same variant, and others one of the other; all else is alike.
 */

/**
 * `between`: share of the time that is spent between slices; `cost`: the part of it that is there because the variant
 * changed; `slower`: how much less is served in a slice because another variant was loaded before. Null
 * where there are too few to tell.
 */
export function switchingOf(records) {
  const gaps = { switched: [], stayed: [] };
  let [loadedMs, betweenMs] = [0, 0];
  const slower = [];
  for (const record of records) {
    for (const visit of visitsOf(record)) {
      for (const [index, slice] of visit.entries()) {
        const before = visit[index - 1];
        // What stands before the second pass opens connections, too.
        if (before === undefined || before.pass < 2) continue;
        const gapMs = slice.startedMs - before.startedMs - before.load.totalMs;
        gaps[before.variant === slice.variant ? 'stayed' : 'switched'].push(gapMs);
        betweenMs += gapMs;
        loadedMs += before.load.totalMs;
      }
      slower.push(...lostRates(visit));
    }
  }
  // Of rounds of two passes none is followed by the same variant.
  if (gaps.switched.length < 2 || gaps.stayed.length < 2) return null;
  const [switched, stayed] = [summary(gaps.switched), summary(gaps.stayed)];
  const turns = gaps.switched.length + gaps.stayed.length;
  const sliceMs = (loadedMs + betweenMs) / turns;
  const share = gaps.switched.length / turns;
  const error = Math.hypot(switched.error, stayed.error);
  return {
    turns,
    sliceMs: loadedMs / turns,
    between: betweenMs / (loadedMs + betweenMs),
    switchedMs: switched.mean,
    stayedMs: stayed.mean,
    // 1.96 standard errors: there are hundreds of turns.
    cost: interval(share * (switched.mean - stayed.mean), share * error, sliceMs),
    slower: slower.length < 2 ? null : interval(summary(slower).mean, summary(slower).error, 1),
  };
}

function interval(centre, error, per) {
  return { point: centre / per, low: (centre - 1.96 * error) / per, high: (centre + 1.96 * error) / per };
}

/** Slices of one scenario and level in one round, in the order in which they were measured. */
function visitsOf({ slices }) {
  const visits = new Map();
  for (const slice of slices) {
    if (slice.load === null || slice.failure !== null) continue;
    const key = JSON.stringify([slice.round, slice.scenario, slice.level]);
    visits.set(key, [...(visits.get(key) ?? []), slice]);
  }
  return [...visits.values()];
}

/**
 * How much less a saturated variant serves in slices after a turn than in those without, as a logarithm within one
 * visit: what it has to find its way back into.
 */
function lostRates(visit) {
  if (visit[0]?.level.kind !== 'closed') return [];
  return [...new Set(visit.map(({ variant }) => variant))].flatMap((variant) => {
    const own = { switched: [], stayed: [] };
    for (const [index, slice] of visit.entries()) {
      const before = visit[index - 1];
      if (slice.variant !== variant || before === undefined || slice.pass < 2) continue;
      const rate = slice.load.busy.answers / slice.load.busy.elapsedMs;
      own[before.variant === variant ? 'stayed' : 'switched'].push(Math.log(rate));
    }
    if (own.switched.length === 0 || own.stayed.length === 0) return [];
    return summary(own.stayed).mean - summary(own.switched).mean;
  });
}

function summary(values) {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, count - 1);
  return { mean, error: Math.sqrt(variance / count) };
}
