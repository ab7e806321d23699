import { isIP, isIPv4 } from 'node:net';
import { quote } from './parse-quantity.ts';
import type { Problems } from './problems.ts';

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** `[::1]` → `::1`; names in small letters. */
export function plainHost(text: string): string {
  const host = text.trim().toLowerCase();
  return /^\[.*\]$/.test(host) ? host.slice(1, -1) : host;
}

/** Notes a host that is not loopback, unless it is allowed by its very name. */
export function refuseRemote(
  where: string,
  host: string,
  allowed: readonly string[],
  problems: Problems,
): boolean {
  if (isLoopback(host) || allowed.some((one) => plainHost(one) === host)) return false;
  problems.add(
    where,
    `${quote(host)} is not a loopback address, and load goes to loopback only`,
    'load can bring down machines of others, and over a network its share and that of the generator cannot be told ' +
      `from the server's; where it is yours to load, add --allow-remote ${host}`,
  );
  return true;
}

/** Where a server that we start is to listen, and is asked. Undefined, with a problem noted, where that cannot be. */
export function parseListenHost(
  where: string,
  text: string,
  allowed: readonly string[],
  problems: Problems,
): string | undefined {
  const host = plainHost(text);
  if (isLoopback(host)) return host;
  if (isIP(host) === 0 && !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(host)) {
    problems.add(where, `${quote(text)} is not an address`, 'allowed: 127.0.0.1, ::1, localhost');
  } else if (host === '0.0.0.0' || host === '::') {
    const message = `${quote(text)} is every address, and a server is asked at one`;
    problems.add(where, message, 'leave it out: who listens everywhere is asked at 127.0.0.1');
  } else if (!refuseRemote(where, host, allowed, problems)) {
    // The kernel's table of listeners is read for these.
    if (isIPv4(host)) return host;
    const hint = 'allowed beside loopback: an IPv4 address of this machine';
    problems.add(where, `who listens on ${quote(host)} cannot be told`, hint);
  }
  return undefined;
}
