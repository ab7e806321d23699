import { type CheckOf, known } from '../../model/doctor.ts';
import type { ReadText } from '../cgroup.ts';

const MB = 1_000_000;
/** The three modes of a plain run took about 500 MB on a 2-core machine. */
const memoryWanted = 1000 * MB;
/** No Node server beside its load generator has room in less. */
const memoryNeeded = 150 * MB;
/** A copy of the database for each server of a round, its log, and what it prints. */
const roomWanted = 200 * MB;
const roomNeeded = 10 * MB;

export interface MemoryFacts {
  readonly totalBytes: number;
  /** As the system tells it, whatever that counts as free. */
  readonly freeBytes: number;
  /** Of the cgroup. */
  readonly limitBytes: number | null;
}

export function memoryCheck(
  read: ReadText,
  { totalBytes, freeBytes, limitBytes }: MemoryFacts,
): CheckOf<'memory'> {
  // Caches that the kernel gives back count as available, which "free" leaves out.
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(read('/proc/meminfo') ?? '')?.[1];
  const availableBytes = kilobytes === undefined ? freeBytes : Number(kilobytes) * 1024;
  const room = Math.min(availableBytes, limitBytes ?? availableBytes);
  const status = room < memoryNeeded ? 'fail' : room < memoryWanted ? 'warn' : 'ok';
  return known('memory', status, { totalBytes, availableBytes, limitBytes });
}

export interface TmpFacts {
  readonly path: string;
  readonly availableBytes: number | null;
  /** Code of the error when a file was written there. */
  readonly problem: string | null;
}

/** Every server gets a folder there. */
export function tmpCheck(facts: TmpFacts): CheckOf<'tmp'> {
  const { availableBytes, problem } = facts;
  if (problem !== null) return known('tmp', 'fail', facts);
  if (availableBytes === null || availableBytes >= roomWanted) return known('tmp', 'ok', facts);
  return known('tmp', availableBytes < roomNeeded ? 'fail' : 'warn', facts);
}
