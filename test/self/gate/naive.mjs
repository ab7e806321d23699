import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Bench, cpuMsOf, end, rssMbOf } from '../peers.mjs';
import { runsOfProcess } from './naive-verdicts.mjs';

const root = join(import.meta.dirname, '../../..');
const autocannon = join(root, 'node_modules/autocannon/autocannon.js');
const [slow, serve] = ['slow.mjs', 'serve.mjs'].map((name) => join(root, 'test/self/slowed', name));
const run = promisify(execFile);

/** As people run it: 5 s by 16 connections, several times, after a short warm-up. */
const connections = 16;
const [warmUpSeconds, runSeconds] = [2, 5];
/** What a run takes beside, at most. */
const startSeconds = 1.5;

/** Series of runs of the same server, the process replaced every few runs, until the time is over. */
export async function measureNaive(store, { mode, minutes }) {
  const deadline = Date.now() + 60_000 * minutes;
  const processMs = 1000 * (warmUpSeconds + startSeconds + runsOfProcess * (runSeconds + startSeconds));
  const bench = new Bench('self-naive');
  try {
    while (Date.now() + processMs < deadline) {
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
  const before = sum(treeOf(server.pid).map(cpuMsOf));
  const { requests, latency } = await cannon(server, runSeconds);
  const tree = treeOf(server.pid);
  return {
    throughput: requests.average,
    // What autocannon prints of p50 are whole milliseconds, and of a server as fast as this one 0.
    latency: latency.average,
    p99: latency.p99,
    cpuPerRequest: (sum(tree.map(cpuMsOf)) - before) / requests.total,
    memory: sum(tree.map(rssMbOf)),
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

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function tell(rows) {
  const told = rows.map(({ throughput }) => Math.round(throughput)).join(', ');
  process.stderr.write(`json, autocannon: ${told} answers/s\n`);
}
