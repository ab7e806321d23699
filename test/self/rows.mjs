/**
 * The form in which every area tells what it measured:
 * `{area, measure, unit, ours, peer, peerName, ratio, low, high}`: geometric means of ours and the peer's figure, of
 * their ratio within pairs, and that ratio's 95 % interval. Without a peer, `ratio`, `low` and `high` are null.
 */

/**
 * A row of figures measured in pairs. The interval is Student's t on the logarithms of the pairs' ratios.
 * @param pairs ours and the peer's figure of each pair, in the same unit
 */
export function pairedRow(area, measure, unit, peerName, pairs) {
  const logs = pairs.map(({ ours, peer }) => Math.log(ours / peer));
  const center = mean(logs);
  const spread = Math.sqrt(logs.reduce((sum, log) => sum + (log - center) ** 2, 0) / (logs.length - 1));
  const halfWidth =
    logs.length < 2 ? Number.NaN : (student95(logs.length - 1) * spread) / Math.sqrt(logs.length);
  return {
    ...{ area, measure, unit, peerName },
    ours: geometricMean(pairs.map(({ ours }) => ours)),
    peer: geometricMean(pairs.map(({ peer }) => peer)),
    ratio: Math.exp(center),
    low: orNull(Math.exp(center - halfWidth)),
    high: orNull(Math.exp(center + halfWidth)),
  };
}

/** A row without a peer, or with one that is a formula: no interval then. */
export function plainRow(area, measure, unit, ours, peer = null, peerName = null) {
  const ratio = peer === null ? null : ours / peer;
  return { area, measure, unit, ours, peer, peerName, ratio, low: null, high: null };
}

/** Rows as JSON, or as lines for a person. */
export function printRows(rows, json) {
  if (json) {
    console.log(JSON.stringify(rows, null, 2));
    return;
  }
  for (const { measure, unit, ours, peer, peerName, ratio, low, high } of rows) {
    const interval = low === null ? '' : ` (${low.toFixed(3)}–${high.toFixed(3)})`;
    const beside = peer === null ? '' : `, ${peerName} ${short(peer)}; ratio ${ratio.toFixed(3)}${interval}`;
    console.log(`${measure}: ${short(ours)} ${unit}${beside}`);
  }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}

function short(value) {
  return Number(value.toPrecision(4)).toLocaleString('en-US', { maximumSignificantDigits: 4 });
}

function geometricMean(values) {
  return Math.exp(mean(values.map(Math.log)));
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function orNull(value) {
  return Number.isFinite(value) ? value : null;
}

/** 97.5 % quantile of Student's t, by Cornish and Fisher's expansion; exact to 0.3 % from 4 degrees of freedom on. */
function student95(freedom) {
  const table = [12.706, 4.303, 3.182];
  if (freedom <= table.length) return table[freedom - 1];
  const z = 1.959964;
  const [z3, z5, z7] = [z ** 3, z ** 5, z ** 7];
  return (
    z +
    (z3 + z) / (4 * freedom) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom ** 3)
  );
}
