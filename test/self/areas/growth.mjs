// Whether the engine's memory grows: one session driven slice after slice for ten minutes, its loader's RSS read after
// each. Compares the last two tenths of that time with what stood in its middle, medians both: V8's heap takes some
// minutes to find its size.
//   npm run bench:self growth -- [--json] [--minutes 10] [--connections 1000]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, require, rssMbOf } from '../peers.mjs';
import { median, plainRow, printRows } from '../rows.mjs';

const built = join(import.meta.dirname, '../../../dist/harness/load/loader.js');
require(['nginx'], built);
const { startLoader } = await import(built);
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
    connections: { type: 'string', default: '1000' },
  },
});

const [minutes, concurrency] = [Number(values.minutes), Number(values.connections)];
const sliceMs = 5000;
const bench = new Bench('bench-growth');
const loader = await startLoader({ engine: 'native' });
const rss = [];
try {
  const nginx = await bench.nginx();
  const session = await loader.open({ host: '127.0.0.1', port: nginx.port }, concurrency);
  const startedAt = performance.now();
  while (performance.now() - startedAt < minutes * 60_000) {
    const { ok, sent } = await session.drive(order());
    if (ok !== sent) throw new Error(`${sent - ok} of ${sent} requests failed`);
    rss.push({ minute: (performance.now() - startedAt) / 60_000, mb: rssMbOf(loader.pid) });
    process.stderr.write(
      `${rss.at(-1).minute.toFixed(1)} min: ${Math.round(rss.at(-1).mb)} MB after ${ok} requests\n`,
    );
  }
} finally {
  await loader.stop();
  await bench.close();
}
const between = (from, to) =>
  median(rss.filter(({ minute }) => minute > from && minute <= to).map(({ mb }) => mb));
const [early, late] = [between(minutes * 0.4, minutes * 0.6), between(minutes * 0.8, minutes + 1)];
const measure = `RSS of the loader at the end of ${minutes} min, ${concurrency} connections`;
printRows([plainRow('growth', measure, 'MB', late, early, 'in the middle')], values.json);

function order() {
  const expect = { status: 200, body: { kind: 'exact', text: 'twenty-seven bytes of text.' } };
  return {
    requests: [{ method: 'GET', path: '/', headers: {}, body: null, expect }],
    level: { kind: 'closed', concurrency },
    window: { minMs: sliceMs, maxMs: sliceMs, minAnswers: 0 },
    requestTimeoutMs: 10_000,
    drainTimeoutMs: 10_000,
  };
}
