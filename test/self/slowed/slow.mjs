/**
 * `node --import …/slow.mjs app.js`: an app as it is, made worse by as much as variables say. It is what the gate is held
 * to find, and no part of the package.
 *
 * - SLOWED_SPIN: turns of a loop that each request takes before it is handled
 * - SLOWED_WAIT_MS: how long each request waits before it is handled; the thread is blocked meanwhile, for timers of the
 *   event loop know whole milliseconds only. Falling asleep and waking up costs some 0.01 to 0.03 ms of CPU
 * - SLOWED_TAIL_MS: how long 3 of 200 requests of a process wait, evenly spread; the thread goes on meanwhile
 * - SLOWED_BALLAST_MB: memory that the first process of the tree holds and has written to
 */
import cluster from 'node:cluster';
import { createSecretKey } from 'node:crypto';
import { Server } from 'node:http';
import { spinFor } from './spin.mjs';
import { waitFor, wakeInTime } from './wait.mjs';

const spin = numberOf('SLOWED_SPIN');
const waitMs = numberOf('SLOWED_WAIT_MS');
const tailMs = numberOf('SLOWED_TAIL_MS');
const ballastMb = numberOf('SLOWED_BALLAST_MB');

/** Of each 200 requests these are the tail: 1.5 %. */
const tailEvery = 200;
const tailAt = new Set([33, 100, 167]);

if (cluster.isPrimary && ballastMb > 0) globalThis[Symbol.for('ballast')] = ballastOf(ballastMb);
if (waitMs > 0) wakeInTime();
if (spin > 0 || waitMs > 0 || tailMs > 0) slowRequests();

/**
 * Keys are held outside the heap, and the collector does not count them, as it counts buffers: of these it was seen to
 * collect sooner, which gave back more than they took.
 */
function ballastOf(mb) {
  const piece = Buffer.alloc(2 ** 16, 1);
  return Array.from({ length: Math.round((mb * 2 ** 20) / piece.length) }, () => createSecretKey(piece));
}

function slowRequests() {
  const emit = Server.prototype.emit;
  let [requests, tails] = [0, 0];
  Server.prototype.emit = function (event, ...args) {
    const handle = () => Reflect.apply(emit, this, [event, ...args]);
    if (event !== 'request') return handle();
    requests += 1;
    if (spin > 0) spinFor(spin);
    if (waitMs > 0) waitFor(waitMs);
    if (tailMs === 0 || !tailAt.has(requests % tailEvery)) return handle();
    // Timers know whole milliseconds: of 2.5 ms every other request waits 2, and the rest 3.
    tails += 1;
    setTimeout(handle, Math.floor(tails * tailMs) - Math.floor((tails - 1) * tailMs));
    return true;
  };
}

function numberOf(name) {
  const value = Number(process.env[name] ?? 0);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`${name} is no number from 0 up: ${process.env[name]}`);
}
