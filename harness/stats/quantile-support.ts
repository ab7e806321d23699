/**
 * Requests above the quantile that must have been seen over all rounds for it to be printed: below 10/(1−q) the rank
 * interval reaches the largest value, and the figure is that of a few accidents (method §3).
 */
const BEYOND_POOLED = 10;

/** The same within each round, for intervals are over the rounds' own quantiles. */
const BEYOND_PER_ROUND = 2;

/** Requests that a cell needs over all its rounds for quantile `q`: 1,000 for p99. */
export function requestsNeeded(q: number): number {
  return needed(BEYOND_POOLED, q);
}

/** Requests that each round needs for quantile `q`: 200 for p99. */
export function requestsNeededPerRound(q: number): number {
  return needed(BEYOND_PER_ROUND, q);
}

/**
 * Whether so many connections that wait for their answers were answered about once more in each round. With fewer
 * answers than connections only the luckiest were timed twice: servers do not take requests in the order in which they
 * came (epoll hands out the busiest sockets first), and a median of 570 ms was seen where the mean must be 1600. One is
 * allowed for, since the answer that ends a slice has no successor. In an open workload nobody waits to send: 1.
 */
export function answeredOften(requestsPerRound: readonly number[], connections: number): boolean {
  return requestsPerRound.every((requests) => requests >= connections - 1);
}

/**
 * Whether quantile `q` may be told from rounds with so many requests each, sent by so many connections that wait for
 * their answers ({@link answeredOften}).
 */
export function supportsQuantile(
  q: number,
  requestsPerRound: readonly number[],
  connections: number,
): boolean {
  const pooled = requestsPerRound.reduce((sum, requests) => sum + requests, 0);
  const perRound = requestsNeededPerRound(q);
  return (
    pooled >= requestsNeeded(q) &&
    requestsPerRound.every((requests) => requests >= perRound) &&
    answeredOften(requestsPerRound, connections)
  );
}

function needed(beyond: number, q: number): number {
  // 1 − 0.9 is a hair below 0.1 in binary; rounding first keeps ceil() from asking for one request more.
  return Math.ceil(Math.round((beyond / (1 - q)) * 1e6) / 1e6);
}
