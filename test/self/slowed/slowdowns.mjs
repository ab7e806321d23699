import { turnsPerMicrosecond } from './spin.mjs';
import { overshootMs } from './wait.mjs';

/**
 * What the gate is held to find: how much worse, of which metric, in which scenario of the reference app; and the variables
 * (slow.mjs) that make it so, from what the app costs as it is.
 *
 * Waiting is put into the scenario that takes milliseconds: of one that takes tens of µs, 5 % is less than a thread can
 * sleep. What p99 shows of a delay that 1.5 % of requests have is, of those, what one in three stays below: with that the
 * undelayed ones, a third of which take longer than their p67.
 */
export const slowdowns = [
  {
    name: 'spin',
    scenario: 'json',
    effects: { cpuPerRequest: 0.05 },
    variables: ({ cpuMs }) => ({ SLOWED_SPIN: turnsOf(0.05 * cpuMs) }),
  },
  {
    name: 'wait',
    scenario: 'cpu',
    effects: { p50: 0.05 },
    variables: ({ p50Ms }) => ({ SLOWED_WAIT_MS: round(Math.max(0.001, 0.05 * p50Ms - overshootMs())) }),
  },
  {
    name: 'ballast-tail',
    scenario: 'json',
    effects: { footprint: 0.05, p99: 0.2 },
    variables: ({ footprintMb, p99Ms, p67Ms }) => ({
      SLOWED_BALLAST_MB: round(0.05 * footprintMb),
      SLOWED_TAIL_MS: round(Math.max(0.2 * p99Ms, 1.2 * p99Ms - p67Ms)),
    }),
  },
  {
    name: 'spin-more',
    scenario: 'json',
    effects: { throughput: 0.1 },
    // One thread serves: of one over its throughput, a ninth more is a tenth less.
    variables: ({ perSecond }) => ({ SLOWED_SPIN: turnsOf(1000 / perSecond / 9) }),
  },
];

function turnsOf(ms) {
  return String(Math.round(1000 * ms * turnsPerMicrosecond()));
}

function round(value) {
  return String(Number(value.toPrecision(3)));
}
