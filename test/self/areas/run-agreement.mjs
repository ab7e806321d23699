// Do two default runs agree? Runs `bench run` twice and compares every ratio: `npm run bench:self run-agreement`.
// Two ratios agree when they differ by less than the root of the sum of squares of their half-widths.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const bench = resolve(import.meta.dirname, '../../dist/harness/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
try {
  const [first, second] = [run(), run()];
  const ofModes = agreement(first, second, (one) => one.metric === 'throughput');
  report('throughput ratios between modes', ofModes);
  report(
    'all ratios',
    agreement(first, second, () => true),
  );
  process.exitCode = ofModes.agreeing >= 0.9 * ofModes.all ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run() {
  const text = execFileSync(process.execPath, [bench, 'run', '--json'], {
    cwd: folder,
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(text).comparisons;
}

function agreement(first, second, wanted) {
  const key = ({ metric, baseline, candidate, scenario, level }) =>
    [metric, baseline, candidate, scenario, level.concurrency].join(' ');
  const others = new Map(second.map((one) => [key(one), one]));
  const apart = [];
  let all = 0;
  for (const one of first.filter(wanted)) {
    const other = others.get(key(one));
    if (other === undefined || one.ratio.low === null || other.ratio.low === null) continue;
    all += 1;
    const bound = Math.hypot(halfWidth(one.ratio), halfWidth(other.ratio));
    if (Math.abs(one.ratio.point - other.ratio.point) >= bound) {
      apart.push(`${key(one)}: ${show(one.ratio)} and ${show(other.ratio)}`);
    }
  }
  return { all, agreeing: all - apart.length, apart };
}

function halfWidth({ low, high }) {
  return (high - low) / 2;
}

function show({ point, low, high }) {
  return `${point.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}

function report(what, { all, agreeing, apart }) {
  console.log(`${what}: ${agreeing} of ${all} agree`);
  for (const line of apart) console.log(`  ${line}`);
}
