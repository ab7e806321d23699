// Do curves foretell what was kept out of them? Measures each mode and scenario of the reference app at 1 to 16 connections
// and at 24, fits the curve without the 24, and holds what it says of half as much again as its largest load against what
// was measured there.
//   npm run bench:self held-out -- [--json] [--modes dev,prefork,threaded] [--scenarios cpu,json,wait,io] [--rounds 20]
//     [--record record.json]
// As a Markdown table, unless --json. Of a record with these levels it measures nothing. 20 rounds take about 14 minutes.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchIn, inFolder } from '../bench.mjs';
import { plainRow, printRows } from '../rows.mjs';

const built = join(import.meta.dirname, '../../../dist');
const { concurrencyLevel } = await import(join(built, 'harness/capacity/read-levels.js'));
const { scalabilityOf } = await import(join(built, 'harness/capacity/scalability.js'));
const { meanN } = await import(join(built, 'harness/capacity/rules.js'));
const { collectCells } = await import(join(built, 'harness/stats/collect.js'));
const { intervalOfLogs } = await import(join(built, 'harness/stats/interval.js'));
const { refusalText } = await import(join(built, 'reports/wording/scalability.js'));
const { withInterval, number } = await import(join(built, 'reports/wording/numbers.js'));

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    modes: { type: 'string', default: 'dev,prefork,threaded' },
    scenarios: { type: 'string', default: 'cpu,json,wait,io' },
    rounds: { type: 'string', default: '20' },
    record: { type: 'string' },
  },
});
const fitted = [1, 2, 4, 8, 16];
/** Half as much again: as far as ±10 % is promised. */
const beyond = 1.5;
const heldOut = beyond * Math.max(...fitted);
const promised = 10;

const record =
  values.record === undefined ? await measure() : JSON.parse(await readFile(values.record, 'utf8'));
const found = record.plan.scenarios.flatMap(({ name: scenario }) =>
  record.plan.variants.map(({ id: variant }) => forecast(variant, scenario)),
);
if (values.json) printRows(rowsOf(found), true);
else console.log(tableOf(found));

function measure() {
  const { modes, scenarios, rounds } = values;
  const levels = [...fitted, heldOut].join(',');
  const args = ['run', '--modes', modes, '--scenarios', scenarios, '--concurrency', levels];
  return inFolder((folder) => benchIn(folder, [...args, '--rounds', rounds]));
}

function forecast(variant, scenario) {
  const { plan, rounds, slices, environment } = record;
  const levels = collectCells(plan, rounds, slices)
    .filter(({ cell }) => cell.variant === variant && cell.scenario === scenario)
    .map((data) => concurrencyLevel(plan, data))
    .toSorted((a, b) => a.level - b.level);
  const used = levels.filter(({ level }) => level < heldOut);
  const out = levels.find(({ level }) => level === heldOut);
  const loads = used.filter((one) => one.rounds.size > 0).map((one) => meanN(one.rounds));
  if (loads.length === 0 || out === undefined || out.rounds.size === 0)
    return { variant, scenario, refused: 'too little was measured' };
  const n = beyond * Math.max(...loads);
  const { cores } = environment;
  const { confidence, seed } = plan;
  const model = scalabilityOf({ over: 'concurrency', levels: used, cores, confidence, seed, ask: [n] });
  const measured = intervalOfLogs(
    [...out.rounds.values()].map(({ throughput }) => Math.log(throughput)),
    confidence,
  );
  const told = { variant, scenario, upTo: Math.max(...loads), n, measured, trouble: out.trouble };
  if (model.fitted === null) return { ...told, refused: refusalText(model.refusals[0], 'concurrency') };
  const [predicted] = model.fitted.asked;
  if (predicted === undefined) {
    const reach = `${number(model.fitted.reach)} in flight`;
    return {
      ...told,
      refused: `told up to ${reach}; further its interval is too wide, or Amdahl’s law says otherwise`,
    };
  }
  const error = 100 * (predicted.throughput.point / measured.point - 1);
  return { ...told, predicted: predicted.throughput, error };
}

function tableOf(all) {
  const places = ['scenario', 'mode', 'fitted up to, in flight', 'asked at, in flight'];
  const headers = [...places, 'predicted req/s', 'measured req/s', 'error'];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const lines = all.map((one) => {
    const { scenario, variant, refused, upTo, n, predicted, measured, error, trouble } = one;
    if (upTo === undefined) return line([scenario, variant, '–', '–', '–', '–', refused]);
    const doubt = trouble === null ? '' : ` (${trouble})`;
    return line([
      scenario,
      variant,
      number(upTo),
      number(n),
      predicted === undefined ? '–' : withInterval(predicted),
      `${withInterval(measured)}${doubt}`,
      error === undefined ? `refused: ${refused}` : `${error > 0 ? '+' : '−'}${Math.abs(error).toFixed(1)} %`,
    ]);
  });
  const told = all.filter(({ error }) => error !== undefined);
  const near = told.filter(({ error }) => Math.abs(error) <= promised).length;
  return [
    ...[line(headers), line(headers.map(() => '---')), ...lines, ''],
    `Of ${all.length} curves ${told.length} were told, ${near} of them within ${promised} %; ${all.length - told.length} were refused.`,
  ].join('\n');
}

function rowsOf(all) {
  return all.map(({ scenario, variant, error, refused }) =>
    error === undefined
      ? { ...plainRow('held-out', `${scenario}, ${variant}: refused`, '', 0), refused }
      : plainRow(
          ...['held-out', `${scenario}, ${variant}: error at ${beyond} × the largest load`, '%'],
          ...[Math.abs(error), promised, 'promised'],
        ),
  );
}
