import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** One process, for as long as it lives: the kernel hands out a pid again, but not with the same start time. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; compare for equality only. Clock ticks since boot on Linux, a date elsewhere. */
  readonly startTime: string;
}

export interface ProcessEntry extends ProcessIdentity {
  readonly command: string;
  /** Ended, but not yet collected by its parent: holds no memory, socket or file. */
  readonly zombie: boolean;
  readonly parent: number;
  readonly group: number;
  /** null where the system does not tell. */
  readonly session: number | null;
  readonly threads: number;
  /** CPU time of all its threads, ended ones included, ms; 10 ms steps. */
  readonly ownCpuMs: number;
  /** CPU time of its children that have ended and were waited for, ms. */
  readonly reapedCpuMs: number;
  /** Resident set in bytes; null on Linux, where `smaps_rollup` and `status` are more exact. */
  readonly rss: number | null;
}

export const hasProc = existsSync('/proc/self/stat');

/** USER_HZ, the unit of times in /proc/PID/stat: 100 on every architecture that Node supports. */
const tickMs = 10;

/** `pid:startTime`, fit as a key of maps. */
export function identityKey(process: ProcessIdentity): string {
  return `${process.pid}:${process.startTime}`;
}

/**
 * Parses /proc/PID/stat; null for text of another form. The name may hold spaces and parentheses, so it ends at the
 * last parenthesis (proc_pid_stat(5)).
 */
export function parseStat(text: string): ProcessEntry | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 1 || close < open) return null;
  const pid = Number(text.slice(0, open));
  // fields[0] is the third field of the manual page, the state.
  const fields = text
    .slice(close + 1)
    .trim()
    .split(/\s+/);
  const state = fields[0];
  const startTime = fields[19];
  if (state === undefined || startTime === undefined) return null;
  const number = (field: number) => Number(fields[field - 3]);
  const entry: ProcessEntry = {
    pid,
    startTime,
    command: text.slice(open + 1, close),
    zombie: state === 'Z' || state === 'X' || state === 'x',
    parent: number(4),
    group: number(5),
    session: number(6),
    threads: number(20),
    ownCpuMs: (number(14) + number(15)) * tickMs,
    reapedCpuMs: (number(16) + number(17)) * tickMs,
    rss: null,
  };
  const numbers = [pid, entry.parent, entry.group, entry.session, entry.ownCpuMs, entry.reapedCpuMs];
  return /^\d+$/.test(startTime) && numbers.every(Number.isSafeInteger) ? entry : null;
}

/** Reads a file of /proc; null when its process has gone, or does not let us. */
export function readProcFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

const psColumns = ['pid=', 'ppid=', 'pgid=', 'stat=', 'rss=', 'time=', 'lstart=', 'comm='].flatMap(
  (column) => ['-o', column],
);
const psLine =
  /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\d+)\s+(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/;

/** Parses the columns that we ask `ps` for, where there is no /proc. Lines of another form are left out. */
export function parsePs(text: string): ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const line of text.split('\n')) {
    const match = psLine.exec(line);
    if (match === null) continue;
    const [, pid, parent, group, state, rss, days, hours, minutes, seconds, started, command] = match;
    const cpuSeconds =
      ((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes)) * 60 + Number(seconds);
    entries.push({
      pid: Number(pid),
      startTime: (started ?? '').replace(/\s+/g, ' '),
      command: (command ?? '').replace(/^.*\//, ''),
      zombie: (state ?? '').startsWith('Z'),
      parent: Number(parent),
      group: Number(group),
      session: null,
      threads: 1,
      ownCpuMs: Math.round(cpuSeconds * 1000),
      reapedCpuMs: 0,
      rss: Number(rss) * 1024,
    });
  }
  return entries;
}

/** Asks `ps` about all processes, or those chosen by `selection`. */
export function readTableWithPs(selection: readonly string[] = ['-A']): ProcessEntry[] {
  try {
    const env = { ...process.env, LC_ALL: 'C' };
    return parsePs(
      execFileSync('ps', [...selection, ...psColumns], { encoding: 'utf8', env, timeout: 5000 }),
    );
  } catch {
    return []; // ps exits with 1 when no process was selected.
  }
}

/** Who has this pid now; null when nobody. Right after a spawn this is certain: the child is not yet collected. */
export function readProcess(pid: number): ProcessEntry | null {
  if (!hasProc) return readTableWithPs(['-p', String(pid)])[0] ?? null;
  const text = readProcFile(`/proc/${pid}/stat`);
  return text === null ? null : parseStat(text);
}

/** Every process of the system, each read once. */
export function readProcessTable(): readonly ProcessEntry[] {
  if (!hasProc) return readTableWithPs();
  const table: ProcessEntry[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const entry = readProcess(Number(name));
    if (entry !== null) table.push(entry);
  }
  return table;
}

/** Sends a signal to exactly this process, not to whoever has its pid by now. True when it was sent. */
export function signalProcess(target: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (readProcess(target.pid)?.startTime !== target.startTime) return false;
  try {
    return process.kill(target.pid, signal);
  } catch {
    return false;
  }
}
