// What the native engine costs per request, beside wrk and autocannon, all against one nginx worker:
//   npm run bench:self engine -- [--json] [--pairs 12] [--connections 50,1000,8000]
// The generators take turns in random order, and each is measured over the same phase of its run: CPU time of its
// process from /proc, requests by the server's count. The engine runs as it ships, in a loader process, with its checks,
// histograms and deadlines.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Bench, cpuMsOf, end, peakMbOf, require, servedBy } from '../peers.mjs';
import { median, pairedRow, plainRow, printRows } from '../rows.mjs';

const root = join(import.meta.dirname, '../../..');
const built = join(root, 'dist/harness/load/loader.js');
require(['wrk', 'nginx'], built);
const { startLoader } = await import(built);

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    pairs: { type: 'string', default: '12' },
    connections: { type: 'string', default: '50,1000,8000' },
    peers: { type: 'string', default: 'wrk,autocannon' },
  },
});

/** Connecting and warming up, then the phase that is measured, ms. */
const [settleMs, phaseMs] = [3000, 3000];
const runSeconds = Math.ceil((settleMs + phaseMs) / 1000) + 1;
const text = 'twenty-seven bytes of text.';

const generators = { native: runNative, wrk: runWrk, autocannon: runAutocannon };
const peers = values.peers.split(',').filter((name) => name !== '');
const bench = new Bench('bench-engine');
const rows = [];
try {
  const nginx = await bench.nginx();
  for (const connections of values.connections.split(',').map(Number)) {
    const rounds = [];
    for (let pair = 0; pair < Number(values.pairs); pair += 1) {
      const figures = {};
      for (const name of shuffled(['native', ...peers]))
        figures[name] = await generators[name](nginx, connections);
      rounds.push(figures);
      process.stderr.write(`${connections} connections, ${pair + 1}: ${told(figures)}\n`);
    }
    rows.push(...rowsOf(connections, rounds));
  }
} finally {
  await bench.close();
}
printRows(rows, values.json);

function rowsOf(connections, rounds) {
  const measure = `CPU per request, ${connections} connections`;
  const paired = peers.map((peer) =>
    pairedRow(
      'engine',
      measure,
      'µs',
      peer,
      rounds.map((of) => ({ ours: of.native.cpuUs, peer: of[peer].cpuUs })),
    ),
  );
  const memory = (name) => median(rounds.map((of) => of[name].peakMb));
  const [peer] = peers;
  const beside = peer === undefined ? [] : [memory(peer), peer];
  return [
    ...paired,
    plainRow('engine', `peak memory, ${connections} connections`, 'MB', memory('native'), ...beside),
  ];
}

async function runNative(nginx, concurrency) {
  const loader = await startLoader({ engine: 'native' });
  try {
    const session = await loader.open({ host: '127.0.0.1', port: nginx.port }, concurrency);
    const sending = session.drive({
      requests: [
        {
          method: 'GET',
          path: '/',
          headers: {},
          body: null,
          expect: { status: 200, body: { kind: 'exact', text } },
        },
      ],
      level: { kind: 'closed', concurrency },
      window: { minMs: runSeconds * 1000, maxMs: runSeconds * 1000, minAnswers: 0 },
      requestTimeoutMs: 10_000,
      drainTimeoutMs: 10_000,
    });
    const figures = await phase(nginx, loader.pid);
    const report = await sending;
    if (report.ok !== report.sent) throw new Error(`failures: ${JSON.stringify(report.samples)}`);
    return figures;
  } finally {
    await loader.stop();
  }
}

function runWrk(nginx, connections) {
  const args = ['-t1', `-c${connections}`, `-d${runSeconds}s`, '--timeout', '10s', '--latency'];
  return runProgram(nginx, 'wrk', [...args, `http://127.0.0.1:${nginx.port}/`]);
}

function runAutocannon(nginx, connections) {
  const program = join(root, 'node_modules/autocannon/autocannon.js');
  const args = ['-c', `${connections}`, '-d', `${runSeconds}`, '-n', `http://127.0.0.1:${nginx.port}/`];
  return runProgram(nginx, process.execPath, [program, ...args]);
}

async function runProgram(nginx, program, args) {
  const child = bench.spawn(program, args);
  try {
    return await phase(nginx, child.pid);
  } finally {
    await end(child);
  }
}

/** CPU time per request over the phase that is measured, and the memory peak at its end. */
async function phase(nginx, pid) {
  await sleep(settleMs);
  const before = { cpuMs: cpuMsOf(pid), served: await servedBy(nginx) };
  await sleep(phaseMs);
  const cpuMs = cpuMsOf(pid) - before.cpuMs;
  const served = (await servedBy(nginx)) - before.served;
  return { cpuUs: (cpuMs * 1000) / served, peakMb: peakMbOf(pid), perSecond: (served * 1000) / phaseMs };
}

function told(figures) {
  return Object.entries(figures)
    .map(([name, { cpuUs, perSecond }]) => `${name} ${cpuUs.toFixed(2)} µs at ${Math.round(perSecond)}/s`)
    .join(', ');
}

function shuffled(names) {
  return names
    .map((name) => ({ name, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ name }) => name);
}
