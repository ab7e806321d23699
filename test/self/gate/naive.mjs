import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Bench, cpuMsOf, end, rssMbOf } from '../peers.mjs';

const root = join(import.meta.dirname, '../../..');
const { studentQuantile } = await import(join(root, 'dist/harness/stats/student.js'));
const autocannon = join(root, 'node_modules/autocannon/autocannon.js');
const [slow, serve] = ['slow.mjs', 'serve.mjs'].map((name) => join(root, 'test/self/slowed', name));
const run = promisify(execFile);

/** As people run it: 5 s by 16 connections, several times, after a short warm-up. */
const connections = 16;
const [warmUpSeconds, runSeconds] = [2, 5];
/** Runs of one process: two such are half a minute each, base and head. */
export const runsOfProcess = 6;

/** Series of runs of the same server, the process replaced every few runs, until the time is over. */
export async function measureNaive(store, { mode, minutes }) {
  const deadline = Date.now() + 60_000 * minutes;
  const processSeconds = warmUpSeconds + runsOfProcess * (runSeconds + 1) + 1;
  const bench = new Bench('self-naive');
  try {
    while (Date.now() + 1000 * processSeconds < deadline) {
      const launch = `${Date.now()}`;
      const args = (port) => ['--import', slow, serve, mode, '--port', `${port}`, '--size', '2'];
      const server = await bench.server(process.execPath, args);
      await cannon(server, warmUpSeconds);
      for (let count = 0; count < runsOfProcess; count += 1) {
        store.add('naive', { launch, mode, scenario: 'json', ...(await oneRun(server)) });
      }
      await end(server.child);
      tell(store.rows('naive').filter((row) => row.launch === launch));
    }
  } finally {
    await bench.close();
  }
}

async function oneRun(server) {
  const before = treeOf(server.pid).map(cpuMsOf);
  const { requests, latency } = await cannon(server, runSeconds);
  return {
    throughput: requests.average,
    // What autocannon prints of p50 are whole milliseconds, and of most of these servers 0.
    latency: latency.average,
    p99: latency.p99,
    cpuPerRequest: (sum(treeOf(server.pid).map(cpuMsOf)) - sum(before)) / requests.total,
    memory: sum(treeOf(server.pid).map(rssMbOf)),
  };
}

function treeOf(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return [pid, ...children.flatMap(treeOf)];
}

async function cannon({ port }, seconds) {
  const args = ['-c', `${connections}`, '-d', `${seconds}`, '-j', '-n', `http://127.0.0.1:${port}/json`];
  const { stdout } = await run(process.execPath, [autocannon, ...args], { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout);
}

/** Metrics that are better higher. */
const higher = new Set(['throughput']);

/** What people decide by: whether head is worse than base by more than a share of the mean. */
export function worseByThreshold(metric, base, head, threshold = 0.05) {
  const change = mean(head) / mean(base) - 1;
  return (higher.has(metric) ? -change : change) > threshold;
}

/** Welch's test, two-sided at 5 %: whether head is worse and the difference significant. */
export function worseByWelch(metric, base, head) {
  const errors = [base, head].map((values) => variance(values) / values.length);
  const error = errors[0] + errors[1];
  if (error === 0) return false;
  const degrees = error ** 2 / (errors[0] ** 2 / (base.length - 1) + errors[1] ** 2 / (head.length - 1));
  const t = (mean(head) - mean(base)) / Math.sqrt(error);
  return (higher.has(metric) ? -t : t) > studentQuantile(0.95, Math.max(1, Math.floor(degrees)));
}

/** Each stretch of the series, first half base and second half head; `size`: runs of a side, of whole processes. */
export function windows(rows, size) {
  const processes = [...new Set(rows.map(({ launch }) => launch))]
    .map((launch) => rows.filter((row) => row.launch === launch))
    .filter((own) => own.length === runsOfProcess);
  const sides = size / runsOfProcess;
  return Array.from({ length: Math.max(0, processes.length - 2 * sides + 1) }, (_, first) => ({
    base: processes.slice(first, first + sides).flat(),
    head: processes.slice(first + sides, first + 2 * sides).flat(),
  }));
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values) {
  return sum(values) / values.length;
}

function variance(values) {
  const centre = mean(values);
  return sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1);
}

function tell(rows) {
  const told = rows.map(({ throughput }) => Math.round(throughput)).join(', ');
  process.stderr.write(`json, autocannon: ${told} answers/s\n`);
}
