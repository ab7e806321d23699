import { askerOf } from './exchange.ts';
import type { Bench, Experiment, Found } from './experiment.ts';
import { footprintOf, watchFootprint } from './footprint.ts';
import { loadOrder, lostOf } from './load-order.ts';
import { isAnswer, wellAnswered } from './well-answered.ts';

const connections = 200;
const loadMs = 5000;
const lookEveryMs = 500;

async function loadHeavily(bench: Bench): Promise<Found<'overload'>> {
  const server = await bench.start();
  const ask = askerOf(bench, server);
  await wellAnswered(server, ask, { path: '/json' });
  const rest = await footprintOf(server);
  const load = await bench.openLoad(server.target, connections);
  const watch = watchFootprint(bench, server, lookEveryMs);
  const report = await load.drive(loadOrder(bench, 'json', connections, loadMs));
  const seen = (await watch()).map(({ bytes }) => bytes);
  await load.close();
  const last = await ask({ path: '/json' });
  return {
    findings: {
      survives: server.hasExited() === null && isAnswer(last) && last.status === 200,
      failedShare: report.sent === 0 ? null : lostOf(report) / report.sent,
      footprintRest: rest,
      footprintLoad: seen.length === 0 ? null : Math.max(...seen),
    },
    scenario: 'json',
    remarks: [
      `${report.ok} of ${report.sent} requests in ${Math.round(report.totalMs)} ms were answered well.`,
    ],
  };
}

export const overload: Experiment<'overload'> = { name: 'overload', acts: { load: loadHeavily } };
