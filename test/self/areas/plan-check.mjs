// Does a plan hold? Plans for a rate that one machine like this carries, starts as many workers or threads as the plan says,
// offers the rate, as independent users come, and looks whether the objective is met. Planned both from busy connections
// and from a search for the highest rate.
//   npm run bench:self plan-check -- [--json] [--modes prefork,threaded] [--sizes 2,4] [--scenarios wait,cpu]
//     [--slo 'p95<300ms'] [--headroom 30%] [--rounds 6] [--budget 4m]
// --budget is that of each search. With these defaults it takes about 17 minutes.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchIn, inFolder, jsonOf } from '../bench.mjs';
import { plainRow, printRows } from '../rows.mjs';

const { limitOf } = await import(join(import.meta.dirname, '../../../dist/harness/model/objective.js'));

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    modes: { type: 'string', default: 'prefork,threaded' },
    sizes: { type: 'string', default: '2,4' },
    scenarios: { type: 'string', default: 'wait,cpu' },
    slo: { type: 'string', default: 'p95<300ms' },
    headroom: { type: 'string', default: '30%' },
    rounds: { type: 'string', default: '6' },
    budget: { type: 'string', default: '4m' },
  },
});
const { modes, sizes, slo, headroom, rounds, budget } = values;
const headroomShare = Number(headroom.replace('%', '')) / 100;
const verdicts = { met: 1, missed: 0, 'cannot-tell': 0.5 };
const rows = [];

await inFolder(async (folder) => {
  for (const scenario of values.scenarios.split(',')) {
    const servers = ['--modes', variantsOf().join(','), '--scenarios', scenario];
    await benchIn(folder, [
      'run',
      ...servers,
      '--concurrency',
      '1..16',
      '--rounds',
      rounds,
      '--name',
      'ladder',
    ]);
    await checkPlans(folder, scenario, 'ladder', ['connections']);
    await benchIn(folder, ['capacity', ...servers, '--slo', slo, '--budget', budget, '--name', 'search']);
    await checkPlans(folder, scenario, 'search', ['search', 'unconfirmed-search']);
  }
});
printRows(rows, values.json);

/** Every size of each mode. */
function variantsOf() {
  return modes.split(',').flatMap((mode) => {
    const option = { prefork: 'workers', threaded: 'threads' }[mode];
    return option === undefined ? [mode] : sizes.split(',').map((size) => `${mode}:${option}=${size}`);
  });
}

/** The plan of each mode for nearly all that it says one machine carries. */
async function checkPlans(folder, scenario, run, bases) {
  for (const mode of modes.split(',')) {
    const asked = ['capacity', run, '--modes', mode, '--scenarios', scenario, '--slo', slo];
    const { sizes: all } = await jsonOf(folder, asked);
    const rates = all.flatMap(({ found }) => (found.kind === 'sustained' ? [found.rate.point] : []));
    const of = `${scenario}, ${mode}, planned from ${run === 'search' ? 'a search' : 'busy connections'}`;
    if (rates.length === 0) {
      process.stderr.write(`${of}: nothing to plan from\n`);
      rows.push(plainRow('plan-check', `${of}: plans`, 'of 1', 0));
      continue;
    }
    const target = Number((0.99 * (1 - headroomShare) * Math.max(...rates)).toPrecision(3));
    const { plan } = await jsonOf(folder, [...asked, '--target-rps', String(target), '--headroom', headroom]);
    const [answer] = plan.answers;
    if (answer.kind !== 'plan' || answer.machines !== 1 || !bases.includes(answer.basis))
      throw new Error(`${of}: ${JSON.stringify(answer)}`);
    const told = answer.basis === 'unconfirmed-search' ? `${of} that is not confirmed` : of;
    await offer(folder, { scenario, mode, of: told, target, answer });
  }
}

async function offer(folder, { scenario, mode, of, target, answer: { option, count } }) {
  const size = option === null ? mode : `${mode}:${option}=${count}`;
  const load = ['--rate', String(target), '--arrivals', 'poisson', '--rounds', rounds, '--slo', slo];
  const record = await benchIn(folder, ['run', '--modes', size, '--scenarios', scenario, ...load]);
  process.stderr.write(`${of}: ${target} req/s on ${size}\n`);
  for (const { objective, cells, verdict } of record.objectives) {
    const { metric, comparison, value, unit } = objective;
    const name = `${of}, ${target} req/s on ${size}: ${metric}`;
    const measured = cells[0]?.measured?.point;
    if (measured !== undefined) {
      const limit = limitOf({ metric, value, unit });
      rows.push(plainRow('plan-check', name, unitOf(metric), measured, limit, `${comparison} limit`));
    }
    rows.push(
      plainRow('plan-check', `${name} met (1), missed (0), cannot be told (0.5)`, '', verdicts[verdict]),
    );
  }
}

function unitOf(metric) {
  return { failures: 'share', footprint: 'B' }[metric] ?? 'ms';
}
