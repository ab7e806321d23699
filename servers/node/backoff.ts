const firstMs = 100;
const longestMs = 5000;
/** A process that lived so long is not part of a crash loop. */
const healthyMs = 10_000;

export interface BackOff {
  /** How long to wait before replacing a process that lived `livedMs`. */
  delayMs(livedMs: number): number;
}

/** Exponential back-off: 100 ms, doubling to 5 s while processes die young. */
export function backOff(): BackOff {
  let early = 0;
  return {
    delayMs(livedMs) {
      if (livedMs >= healthyMs) early = 0;
      return Math.min(firstMs * 2 ** early++, longestMs);
    },
  };
}
