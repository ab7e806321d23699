import { type Check, type CheckOf, known, unknown } from '../../model/doctor.ts';
import type { ReadText } from '../cgroup.ts';

/** 10,000 connections, the most that a level may have, and some files beside them. */
const filesNeeded = 10_240;
/** What the remedy asks for; servers that keep a file per connection and one to their upstream need twice as many. */
const filesAsked = 65_536;

/** TIME_WAIT of Linux, s; not adjustable. */
const timeWaitSeconds = 60;
/** After so long a port in TIME_WAIT may be used again where tcp_tw_reuse allows (kernel: ip-sysctl), s. */
const reuseSeconds = 1;
/** New connections per second below which a server that closes after each answer is held up by ports. */
const enoughPerSecond = 5000;

/** As many connections wait to be accepted as the largest usual level has. */
const backlogNeeded = 1024;
/** The kernel's own default since 5.4. */
const backlogAsked = 4096;

export function networkChecks(read: ReadText, linux: boolean): readonly Check[] {
  if (linux) return [openFilesCheck(read), portsCheck(read), backlogCheck(read)];
  return (['open-files', 'ports', 'backlog'] as const).map((id) => unknown(id, 'needs-linux'));
}

/** Node raises its soft limit to the hard one when it starts, and what it starts inherits that. */
export function openFilesCheck(read: ReadText): CheckOf<'open-files'> {
  const match = /^Max open files +(\d+|unlimited) +(\d+|unlimited)/m.exec(read('/proc/self/limits') ?? '');
  if (match === null) return unknown('open-files', 'not-visible');
  const [soft = null, hard = null] = match
    .slice(1)
    .map((text) => (text === 'unlimited' ? null : Number(text)));
  const enough = (limit: number | null) => limit === null || limit >= filesNeeded;
  const facts = { soft, hard, needed: filesNeeded };
  if (enough(soft)) return known('open-files', 'ok', facts);
  if (enough(hard)) {
    const asked = hard === null ? filesAsked : Math.min(filesAsked, hard);
    return known('open-files', 'warn', facts, [`ulimit -n ${asked}`]);
  }
  return known('open-files', 'warn', facts, [
    `sudo prlimit --pid $$ --nofile=${filesAsked}:${filesAsked}`,
    `ulimit -n ${filesAsked}`,
  ]);
}

/**
 * A port that closed first waits out TIME_WAIT before it goes to the same server again. How many ports there are, over
 * how long each waits, bounds the new connections per second.
 */
export function portsCheck(read: ReadText): CheckOf<'ports'> {
  const net = '/proc/sys/net/ipv4';
  const match = /^(\d+)\s+(\d+)\s*$/.exec(read(`${net}/ip_local_port_range`) ?? '');
  const [first, last] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || last < first) return unknown('ports', 'not-visible');
  // Without timestamps a late packet of the old connection could not be told from the new one's.
  const stamped = read(`${net}/tcp_timestamps`)?.trim() !== '0';
  const setting = stamped ? read(`${net}/tcp_tw_reuse`)?.trim() : '0';
  const reuse = setting === '1' ? 'always' : setting === '2' ? 'loopback' : 'never';
  const perSecond = (last - first + 1) / (reuse === 'never' ? timeWaitSeconds : reuseSeconds);
  const facts = { first, last, reuse, perSecond } as const;
  if (perSecond >= enoughPerSecond) return known('ports', 'ok', facts);
  return known('ports', 'warn', facts, [
    ...(stamped ? [] : ['sudo sysctl -w net.ipv4.tcp_timestamps=1']),
    ...(reuse === 'never' ? ['sudo sysctl -w net.ipv4.tcp_tw_reuse=2'] : []),
    ...(last - first + 1 < enoughPerSecond
      ? ["sudo sysctl -w net.ipv4.ip_local_port_range='10240 65535'"]
      : []),
  ]);
}

export function backlogCheck(read: ReadText): CheckOf<'backlog'> {
  const text = read('/proc/sys/net/core/somaxconn') ?? '';
  if (!/^\d+\s*$/.test(text)) return unknown('backlog', 'not-visible');
  const somaxconn = Number(text);
  if (somaxconn >= backlogNeeded) return known('backlog', 'ok', { somaxconn });
  return known('backlog', 'warn', { somaxconn }, [`sudo sysctl -w net.core.somaxconn=${backlogAsked}`]);
}
