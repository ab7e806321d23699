import { join } from 'node:path';
import { median } from '../rows.mjs';

const built = join(import.meta.dirname, '../../../dist/harness');
const { decodeHistogram, mergeHistograms } = await import(join(built, 'stats/histogram.js'));

/**
 * What a scenario costs with the app as it is, by records of gates: medians over records. CPU, memory and throughput when
 * saturated, response times at the arrival rate, the tail of them from the actual send, as a gate has it. Null where no record tells all of it.
 */
export function baseFigures(records, scenario) {
  const all = records.flatMap((record) => figuresOf(record, scenario) ?? []);
  if (all.length === 0) return null;
  const names = Object.keys(all[0]);
  return Object.fromEntries(names.map((name) => [name, median(all.map((one) => one[name]))]));
}

function figuresOf(record, scenario) {
  const baseline = record.gate?.series.find((series) => series.scenario === scenario)?.baseline;
  const own = record.slices.filter(
    (slice) => slice.variant === baseline && slice.scenario === scenario && slice.load !== null,
  );
  const closed = own.filter(({ level, serverCpuMs }) => level.kind === 'closed' && serverCpuMs !== null);
  const open = own.filter(({ level }) => level.kind === 'open');
  if (closed.length === 0 || open.length === 0) return null;
  const [times, fromSend] = ['responseTime', 'serviceTime'].map((name) =>
    mergeHistograms(open.map(({ load }) => decodeHistogram(load.open[name] ?? load[name]))),
  );
  const sum = (of) => closed.reduce((total, slice) => total + of(slice), 0);
  const ms = (of, percent) => of.getValueAtPercentile(percent) / 1000;
  return {
    cpuMs: sum((slice) => slice.serverCpuMs) / sum(({ load }) => load.ok),
    perSecond: (1000 * sum(({ load }) => load.busy.answers)) / sum(({ load }) => load.busy.elapsedMs),
    footprintMb: median(closed.flatMap(({ memory }) => (memory === null ? [] : memory.footprint / 2 ** 20))),
    p50Ms: ms(times, 50),
    p67Ms: ms(times, 67),
    p99Ms: ms(fromSend, 99),
  };
}
