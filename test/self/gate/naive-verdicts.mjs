import { join } from 'node:path';

const built = join(import.meta.dirname, '../../../dist/harness');
const { studentQuantile } = await import(join(built, 'stats/student.js'));

/** Runs of one process: half a minute. */
export const runsOfProcess = 6;
/** Runs of a side: of one process, and as many as take the time that the gate has. */
const sides = [runsOfProcess, 3 * runsOfProcess];

/** What people look at in place of what the gate looks at. */
const naiveMetrics = {
  ...{ cpuPerRequest: 'cpuPerRequest', p50: 'latency', footprint: 'memory' },
  ...{ throughput: 'throughput', p99: 'p99' },
};
const higherIsBetter = new Set(['throughput']);
const rules = { threshold: worseByThreshold, welch: worseByWelch };

/** How often each rule finds the head of a series of the same code worse; `any`: in one metric or more. */
export function naiveQuiet(rows) {
  return sides.flatMap((runsOfSide) => {
    const stretches = stretchesOf(rows, runsOfSide);
    if (stretches.length === 0) return [];
    const alarms = (rule) => {
      const names = Object.values(naiveMetrics);
      const each = names.map((metric) => [
        metric,
        stretches.filter((one) => isWorse(rule, metric, one)).length,
      ]);
      const any = stretches.filter((one) => names.some((metric) => isWorse(rule, metric, one))).length;
      return { any, each: Object.fromEntries(each) };
    };
    return { runsOfSide, stretches: stretches.length, ...forEachRule(alarms) };
  });
}

/** How often each rule finds a metric worse, when every run of the head is worse by that share. */
export function naiveShares(rows, metric, size) {
  return sides.flatMap((runsOfSide) => {
    const stretches = stretchesOf(rows, runsOfSide);
    if (stretches.length === 0) return [];
    const name = naiveMetrics[metric];
    const factor = higherIsBetter.has(name) ? 1 - size : 1 + size;
    const found = (rule) => stretches.filter((one) => isWorse(rule, name, one, factor)).length;
    return { runsOfSide, stretches: stretches.length, ...forEachRule(found) };
  });
}

function forEachRule(of) {
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, of(rule)]));
}

function isWorse(rule, metric, { base, head }, factor = 1) {
  const of = (rows) => rows.map((row) => row[metric]);
  const scaled = of(head).map((value) => value * factor);
  return rule(of(base), scaled, higherIsBetter.has(metric) ? -1 : 1);
}

/** What people decide by: whether the mean is worse by more than 5 %. `sign`: 1 where more is worse. */
export function worseByThreshold(base, head, sign) {
  return sign * (mean(head) / mean(base) - 1) > 0.05;
}

/** Welch's test, two-sided at 5 %: whether the difference is significant, and for the worse. */
export function worseByWelch(base, head, sign) {
  const [ofBase, ofHead] = [base, head].map((values) => variance(values) / values.length);
  const squared = ofBase + ofHead;
  if (squared === 0) return false;
  const degrees = squared ** 2 / (ofBase ** 2 / (base.length - 1) + ofHead ** 2 / (head.length - 1));
  const t = (mean(head) - mean(base)) / Math.sqrt(squared);
  return sign * t > studentQuantile(0.95, Math.max(1, Math.floor(degrees)));
}

/** Each stretch of the series that holds so many runs, of whole processes, as base, and after them as many as head. */
export function stretchesOf(rows, runsOfSide) {
  const processes = [...new Set(rows.map(({ launch }) => launch))]
    .map((launch) => rows.filter((row) => row.launch === launch))
    .filter((own) => own.length === runsOfProcess);
  const side = runsOfSide / runsOfProcess;
  return Array.from({ length: Math.max(0, processes.length - 2 * side + 1) }, (_, first) => ({
    base: processes.slice(first, first + side).flat(),
    head: processes.slice(first + side, first + 2 * side).flat(),
  }));
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values) {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
