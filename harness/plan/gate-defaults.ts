import type { GatePlan } from '../model/gate.ts';

/**
 * What a gate is without being told otherwise.
 *
 * Thresholds: at most half of what must be found, for one of just their size is found half the time. CPU, response time
 * and memory of equal servers differ by 1 to 5 % between rounds on a shared machine, throughput and p99 by several times
 * that; so those two advise.
 *
 * Looks: what is not worse at p = 0.4 after six rounds is not measured on, and later ones ask for more. They spend
 * little, so that most of α is left for the round at which time runs out, whenever that is. From 12 rounds on a test
 * can show the p of 2⁻¹² that a tenth of 1 % parted among four tests allows. Chosen among others by simulation
 * (`npm run bench:self gate-power`).
 */
export const gateDefaults: GatePlan = {
  metrics: [
    { metric: 'cpuPerRequest', role: 'gating', threshold: 0.02 },
    { metric: 'p50', role: 'gating', threshold: 0.025 },
    { metric: 'footprint', role: 'gating', threshold: 0.02 },
    { metric: 'failures', role: 'gating', threshold: 0.001 },
    { metric: 'throughput', role: 'advisory', threshold: 0.04 },
    { metric: 'p99', role: 'advisory', threshold: 0.1 },
  ],
  alpha: 0.01,
  power: 0.8,
  confidence: 0.95,
  onInconclusive: 'pass',
  budgetSeconds: 180,
  looks: [
    { rounds: 6, spend: 0, giveUpAbove: 0.4 },
    { rounds: 9, spend: 0, giveUpAbove: 0.3 },
    { rounds: 12, spend: 0.1, giveUpAbove: 0.2 },
    { rounds: 18, spend: 0.15, giveUpAbove: 0.1 },
    { rounds: 27, spend: 0.2, giveUpAbove: 0.05 },
    { rounds: 40, spend: 0.2, giveUpAbove: 0.02 },
  ],
  maxRounds: 60,
};

/**
 * How a gate loads unless told otherwise: as many connections as keep every worker of usual sizes busy, and half of what
 * the baseline then serves, at which queues are short and response times are those of the code.
 */
export const gateLoad = { concurrency: 16, shareOfCapacity: 0.5 } as const;
