// How long `bench history` takes over a folder of a thousand runs, start of the process included: with the summaries that
// runs leave behind, and for the first time in a folder without any; beside a program that only reads and parses all
// records, as a list without summaries would have to.
//   npm run bench:self history -- [--json] [--runs 1000] [--pairs 6] [--record path/of/record.json]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, require } from '../peers.mjs';
import { median, pairedRow, plainRow, printRows } from '../rows.mjs';

const dist = join(import.meta.dirname, '../../../dist/harness');
const cli = join(dist, 'cli.js');
require(['bash'], cli);
const { summaryOf } = await import(join(dist, 'stats/run-summary.js'));
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1000' },
    pairs: { type: 'string', default: '6' },
    record: { type: 'string' },
  },
});

const [count, pairs] = [Number(values.runs), Number(values.pairs)];
const bench = new Bench('bench-history');
const runs = join(bench.folder, '.bench', 'runs');
try {
  const record = JSON.parse(readFileSync(values.record ?? measured(), 'utf8'));
  const folders = Array.from({ length: count }, (_, index) => write(vary(record, index)));
  const bytes = statSync(join(folders[0], 'record.json')).size;
  process.stderr.write(`${count} records of ${(bytes / 1000).toFixed(0)} kB\n`);
  const rows = [];
  const row = (measure, times) => {
    rows.push(plainRow('history', measure, 'ms', median(times.map(({ wallMs }) => wallMs))));
    rows.push(plainRow('history', `${measure}: CPU`, 'ms', median(times.map(({ cpuMs }) => cpuMs))));
  };
  row(
    'bench --version: the start of the process alone',
    repeat(() => timed(['--version'])),
  );
  row(
    `history, first time: no summaries, ${count} runs`,
    repeat(() => timed(['history'], forget)),
  );
  row(
    `history --trend of ${count} runs, first time`,
    repeat(() => timed(trend(), forget), 2),
  );
  row(
    `history, ${count} runs`,
    repeat(() => timed(['history'])),
  );
  row(
    `history --limit ${count}`,
    repeat(() => timed(['history', '--limit', String(count)])),
  );
  row(
    `history --trend, ${count} runs`,
    repeat(() => timed(trend())),
  );
  row(
    `report latest~${count - 1}`,
    repeat(() => timed(['report', `latest~${count - 1}`])),
  );
  const peer = 'reading and parsing all records';
  const both = repeat(() => ({ ours: timed(['history']), peer: readingAll() }));
  const wall = both.map(({ ours, peer: other }) => ({ ours: ours.wallMs, peer: other.wallMs }));
  rows.push(pairedRow('history', `history, ${count} runs`, 'ms', peer, wall));
  const cpu = both.map(({ ours, peer: other }) => ({ ours: ours.cpuMs, peer: other.cpuMs }));
  rows.push(pairedRow('history', `history, ${count} runs: CPU`, 'ms', peer, cpu));
  printRows(rows, values.json);
} finally {
  await bench.close();
}

/** A real record: two modes, two scenarios, three levels. */
function measured() {
  const args = [
    'run',
    '--modes',
    'dev,prefork:workers=2,threaded',
    '--scenarios',
    'json,wait',
    '--rounds',
    '6',
  ];
  const out = join(bench.folder, 'measured');
  process.stderr.write('measuring a run to vary: about a minute\n');
  execFileSync(process.execPath, [cli, ...args, '--format', 'json', '--quiet', '--out', out], {
    cwd: bench.folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return join(out, readdirSync(out)[0], 'record.json');
}

/** The same run on another day, of another commit, some per cent faster or slower. */
function vary(record, index) {
  const startedAt = new Date(Date.parse('2026-01-01T00:00:00Z') + index * 3_600_000).toISOString();
  const name = index % 3 === 0 ? 'nightly' : 'run';
  const factor = 1 + 0.05 * Math.sin(index);
  const scaled = (figure) =>
    figure && {
      ...figure,
      point: figure.point * factor,
      low: figure.low * factor,
      high: figure.high * factor,
    };
  return {
    ...record,
    ...{ id: `${startedAt.slice(0, 19).replaceAll(':', '-')}-${name}`, startedAt },
    environment: { ...record.environment, git: { commit: commitOf(index), dirty: false, branch: 'main' } },
    plan: { ...record.plan, name },
    summaries: record.summaries.map((cell) => ({
      ...cell,
      metrics: { ...cell.metrics, throughput: scaled(cell.metrics.throughput) },
    })),
  };
}

function commitOf(index) {
  return (index * 2654435761).toString(16).padStart(40, '0').slice(-40);
}

/** As a run that has ended leaves it: the record a while ago, its summary after it. */
function write(record) {
  const folder = join(runs, record.id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'record.json'), `${JSON.stringify(record)}\n`);
  const old = new Date(Date.parse(record.startedAt) + 600_000);
  utimesSync(join(folder, 'record.json'), old, old);
  writeFileSync(join(folder, 'summary.json'), `${JSON.stringify(summaryOf(record))}\n`);
  return folder;
}

function forget() {
  for (const name of readdirSync(runs)) rmSync(join(runs, name, 'summary.json'), { force: true });
}

function trend() {
  const [{ variant, scenario }] = JSON.parse(
    readFileSync(join(runs, readdirSync(runs)[0], 'record.json'), 'utf8'),
  ).summaries;
  return ['history', '--trend', `${variant}/${scenario}`, '--limit', String(count)];
}

/** Start of the process included. */
function timed(args, before = () => {}) {
  before();
  return timeOf([cli, ...args]);
}

function readingAll() {
  const program = `const fs = require('node:fs');
    for (const name of fs.readdirSync('.bench/runs'))
      JSON.parse(fs.readFileSync('.bench/runs/' + name + '/record.json', 'utf8'));`;
  return timeOf(['-e', program]);
}

/** By the clock, and the CPU time that the process took, which is less at the mercy of what else runs. */
function timeOf(args) {
  const startedAt = performance.now();
  const line = ['-c', 'TIMEFORMAT="%U %S"; time "$@"', 'bash', process.execPath, ...args];
  const { status, stderr } = spawnSync('bash', line, { cwd: bench.folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  const wallMs = performance.now() - startedAt;
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { wallMs, cpuMs: (user + system) * 1000 };
}

function repeat(measure, times = pairs) {
  return Array.from({ length: times }, measure);
}
