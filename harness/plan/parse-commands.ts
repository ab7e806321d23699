import { isIP, isIPv4 } from 'node:net';
import { parseArgsStringToArgv } from 'string-argv';
import type { CommandSource, Variant } from '../model/variant.ts';
import { quote } from './parse-quantity.ts';
import type { Problems } from './problems.ts';

/** How servers of the user's own are reached, as written. */
export interface ReachRequest {
  readonly tls?: boolean | undefined;
  readonly insecure?: boolean | undefined;
  readonly host?: string | undefined;
}

type Reach = Pick<CommandSource, 'host' | 'tls'>;

/** `old=gunicorn -w 1 -b 127.0.0.1:{port} wsgi:app` → a variant of the user's own. */
export function parseCommands(
  specs: readonly string[],
  request: ReachRequest,
  problems: Problems,
): Variant[] {
  const reach = parseReach(request, problems);
  const variants: Variant[] = [];
  for (const spec of specs) {
    const match = /^([A-Za-z0-9][\w.+-]*)=(.+)$/s.exec(spec.trim());
    const [, name, command] = match ?? [];
    if (name === undefined || command === undefined) {
      problems.add(
        '--cmd',
        `${quote(spec)} has no name`,
        "write --cmd 'old=gunicorn -b 127.0.0.1:{port} wsgi:app'",
      );
      continue;
    }
    if (parseArgsStringToArgv(command).length === 0) problems.add('--cmd', `${quote(spec)} has no program`);
    if (variants.some((variant) => variant.id === name))
      problems.add('--cmd', `${quote(name)} is named twice`);
    variants.push({
      id: name,
      label: name,
      source: sourceOf(spec, command, reach, problems),
      options: {},
      parallelism: null,
      development: false,
      notes: [],
    });
  }
  refuseUselessHost(variants, request, problems);
  return variants;
}

/** Notes what only servers of the user's own can take. */
export function refuseWithoutCommands(request: ReachRequest, problems: Problems): void {
  for (const flag of ['host', 'tls', 'insecure'] as const) {
    if (request[flag] === undefined) continue;
    const message = 'needs --cmd: the reference app is served in plain HTTP on 127.0.0.1';
    problems.add(`--${flag}`, message, 'leave it out, or add --cmd');
  }
}

function sourceOf(spec: string, command: string, { host, tls }: Reach, problems: Problems): CommandSource {
  const [port, socket] = [command.includes('{port}'), command.includes('{socket}')];
  if (!port && !socket) {
    problems.add(
      '--cmd',
      `${quote(spec)} does not say where the port goes`,
      'put {port} where the command takes its port, or {socket} for the path of a unix socket; a free one is filled in',
    );
  } else if (port && socket) {
    const message = `${quote(spec)} has both {port} and {socket}, and is asked at one of them`;
    problems.add('--cmd', message, 'keep the one that it listens on');
  } else if (host !== undefined && host !== '127.0.0.1' && command.includes('127.0.0.1:{port}')) {
    const message = `${quote(spec)} listens on 127.0.0.1, and --host says ${host}`;
    problems.add('--cmd', message, 'write {host}:{port} in its place');
  }
  return {
    kind: 'command',
    command,
    ...(host === undefined || socket ? {} : { host }),
    ...(socket ? { socket } : {}),
    ...(tls === undefined ? {} : { tls }),
  };
}

function parseReach({ tls, insecure, host }: ReachRequest, problems: Problems): Reach {
  if (insecure && !tls) {
    problems.add('--insecure', 'speaks of certificates, and without --tls there are none', 'add --tls');
  }
  const address = host === undefined ? undefined : parseHost(host.trim(), problems);
  return {
    ...(address === undefined ? {} : { host: address }),
    ...(tls ? { tls: { insecure: insecure ?? false } } : {}),
  };
}

function parseHost(text: string, problems: Problems): string | undefined {
  const host = /^\[.*\]$/.test(text) ? text.slice(1, -1) : text;
  if (host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))) return host;
  const isAddress = isIP(host) !== 0 || /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/.test(host);
  problems.add(
    '--host',
    isAddress
      ? `${quote(host)} is not a loopback address, and load goes to loopback only`
      : `${quote(text)} is not an address`,
    'allowed: 127.0.0.1, ::1, localhost',
  );
  return undefined;
}

function refuseUselessHost(variants: readonly Variant[], { host }: ReachRequest, problems: Problems): void {
  if (host === undefined || variants.length === 0) return;
  if (variants.some(({ source }) => source.kind === 'command' && source.socket === undefined)) return;
  problems.add('--host', 'is of no use: every --cmd listens on a unix socket', 'leave it out');
}
