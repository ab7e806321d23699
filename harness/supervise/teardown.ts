import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadTarget } from '../model/load.ts';
import { listenerOwner } from './listeners.ts';
import { isPortFree } from './ports.ts';
import { identityKey, type ProcessEntry, signalProcess } from './process-table.ts';

const pollEveryMs = 20;
/** How long the kernel may take to bury what was killed. */
const buryMs = 3000;
/** A port or socket is free as soon as its last holder is gone; this is for a machine out of breath. */
const portMs = 1000;

export interface TearDownOrder {
  /** The live processes of the tree, freshly read. */
  members(): readonly ProcessEntry[];
  /** Leader of the process group that was started. */
  readonly pid: number;
  readonly stopSignal: NodeJS.Signals;
  readonly stopTimeoutMs: number;
  /** Where it listened. */
  readonly target: LoadTarget;
  readonly workDir: string;
}

/**
 * Stops a process tree and proves it: asks its group with the stop signal, then those that have left the group once
 * the leader has ended, kills what is left after the timeout, and looks until every process is gone, the port free
 * and the folder removed. Resolves to what is left; empty when nothing is.
 */
export async function tearDown(order: TearDownOrder): Promise<string[]> {
  await ask(order);
  const left = (await killAll(order.members)).map(({ pid, command }) => `pid ${pid} ${command}`);
  const { socketPath, port } = order.target;
  if (!(await becomesFree(order.target))) {
    left.push(socketPath === undefined ? `port ${port}` : `socket ${socketPath}`);
  }
  try {
    await rm(order.workDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  } catch {
    left.push(order.workDir);
  }
  return left;
}

async function ask(order: TearDownOrder): Promise<void> {
  const deadline = performance.now() + order.stopTimeoutMs;
  const asked = new Set<string>();
  let members = order.members();
  // To the group and not to each process: that is what a terminal or a process manager does.
  if (members.some(({ group }) => group === order.pid)) signalGroup(order.pid, order.stopSignal);
  while (members.length > 0 && performance.now() < deadline) {
    if (members.every(({ pid }) => pid !== order.pid)) {
      // A leader that still lives stops its own children, in its own order.
      for (const member of members) {
        if (member.group === order.pid || asked.has(identityKey(member))) continue;
        asked.add(identityKey(member));
        signalProcess(member, order.stopSignal);
      }
    }
    await sleep(pollEveryMs);
    members = order.members();
  }
}

/** Kills these processes, and those that they start meanwhile, until none is left or time is up; resolves to the rest. */
export async function killAll(members: () => readonly ProcessEntry[]): Promise<readonly ProcessEntry[]> {
  const deadline = performance.now() + buryMs;
  let alive = members();
  while (alive.length > 0 && performance.now() < deadline) {
    for (const member of alive) signalProcess(member, 'SIGKILL');
    await sleep(pollEveryMs);
    alive = members();
  }
  return alive;
}

async function becomesFree(target: LoadTarget): Promise<boolean> {
  const deadline = performance.now() + portMs;
  while (!(await isFree(target))) {
    if (performance.now() >= deadline) return false;
    await sleep(pollEveryMs);
  }
  return true;
}

async function isFree(target: LoadTarget): Promise<boolean> {
  const { socketPath, host, port } = target;
  // The file of a socket may stay behind, and goes with the folder; what counts is who listens.
  if (socketPath !== undefined) return !['tree', 'foreign'].includes(listenerOwner([], target));
  // The outgoing connection of another program may by now have the number, which only looks taken.
  return (await isPortFree(host, port)) || listenerOwner([], target) === 'none';
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Its last process ended between the look and the signal.
  }
}
