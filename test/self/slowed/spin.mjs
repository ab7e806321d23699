/** Each turn needs the result of the one before, so that it takes the same time whatever stands around the loop. */
export function spinFor(turns) {
  let state = 1;
  for (let turn = 0; turn < turns; turn += 1) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  // Never so: asked, lest a compiler throws the loop away.
  if (state === 0.5) throw new Error('no whole number');
}

/** Turns in a µs of this machine, when nothing disturbs: the most of several trials. */
export function turnsPerMicrosecond() {
  const turns = 2_000_000;
  const trials = Array.from({ length: 15 }, () => {
    const began = process.cpuUsage();
    spinFor(turns);
    const { user, system } = process.cpuUsage(began);
    return turns / Math.max(1, user + system);
  });
  return Math.max(...trials);
}
