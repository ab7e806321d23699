// An HTTP server whose event loop stands still on schedule, and which tells what it did. Forked, with an IPC channel:
//   'begin' {stallMs, periodMs}: from now on stands still for stallMs in each period, first after half a period
//   'tell': answers {stalls, otherGaps, answers}: when, in ms since 'begin', it stood still as it should, when it did
//           not run for another reason, and when it answered, after how long
// An argument, in ms, delays every answer.
import { createServer } from 'node:net';

const delayMs = Number(process.argv[2] ?? 0);
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
/** The loop's turns are watched this often; a gap that is longer by this much was no sleep. */
const [tickMs, gapMs] = [2, 5];

let beganAt = performance.now();
let plan = null;
let stalls = [];
let otherGaps = [];
let answers = [];

// Every piece is one request: the loader sends each in one write, and the next only after the answer.
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  socket.on('data', () => {
    const heardAt = since();
    const say = () => {
      answers.push([since(), since() - heardAt]);
      socket.write(answer);
    };
    if (delayMs === 0) say();
    else setTimeout(say, delayMs);
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
  process.send({ port: server.address().port }),
);
process.on('message', (message) => {
  if (message.type === 'begin') begin(message);
  else process.send({ stalls, otherGaps, answers });
});
process.on('disconnect', () => process.exit(0));

function begin({ stallMs, periodMs }) {
  beganAt = performance.now();
  [stalls, otherGaps, answers] = [[], [], []];
  if (plan !== null) clearTimeout(plan);
  watch();
  if (stallMs > 0) planStall(stallMs, periodMs, 0);
}

function planStall(stallMs, periodMs, index) {
  const at = periodMs * (index + 0.5);
  plan = setTimeout(() => {
    const start = since();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stallMs);
    stalls.push([start, since()]);
    planStall(stallMs, periodMs, index + 1);
  }, at - since());
}

let ticking = null;
/** Time that passed between two turns without CPU, sleep or stall: something else had the CPU. */
function watch() {
  clearInterval(ticking);
  let [lastAt, lastCpu, counted] = [since(), cpuMs(), 0];
  ticking = setInterval(() => {
    const [now, cpu] = [since(), cpuMs()];
    const stalled = stalls.slice(counted).reduce((sum, [from, to]) => sum + to - from, 0);
    counted = stalls.length;
    const lost = now - lastAt - (cpu - lastCpu) - stalled - tickMs;
    if (lost > gapMs) otherGaps.push([now - lost, now]);
    [lastAt, lastCpu] = [now, cpu];
  }, tickMs);
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function since() {
  return performance.now() - beganAt;
}
