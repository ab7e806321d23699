import { parseArgsStringToArgv } from 'string-argv';
import type { CommandSource, Variant } from '../model/variant.ts';
import { parseListenHost } from './loopback.ts';
import { quote } from './parse-quantity.ts';
import type { AttachRequest } from './parse-urls.ts';
import { flagOf, type Problems } from './problems.ts';

/** How servers of the user's own are reached, as written. */
export interface ReachRequest {
  readonly tls?: boolean | undefined;
  readonly insecure?: boolean | undefined;
  readonly host?: string | undefined;
  readonly allowRemote?: readonly string[] | undefined;
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
  return variants;
}

/** Notes what only servers of the user's own can take. */
export function refuseWithoutCommands(request: ReachRequest & AttachRequest, problems: Problems): void {
  for (const flag of ['host', 'tls', 'insecure'] as const) {
    if (request[flag] === undefined) continue;
    const message = 'needs --cmd: the reference app is served in plain HTTP on 127.0.0.1';
    problems.add(`--${flag}`, message, 'leave it out, or add --cmd');
  }
  for (const flag of ['pid', 'allowRemote'] as const) {
    if (!request[flag]?.length) continue;
    const message = 'speaks of servers of your own, and the reference app is started here';
    problems.add(flagOf(flag), message, 'leave it out, or add --url');
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

function parseReach({ tls, insecure, host, allowRemote }: ReachRequest, problems: Problems): Reach {
  const address =
    host === undefined ? undefined : parseListenHost('--host', host.trim(), allowRemote ?? [], problems);
  return {
    ...(address === undefined ? {} : { host: address }),
    ...(tls ? { tls: { insecure: insecure ?? false } } : {}),
  };
}

/** Notes what none of the servers of the user's own has a use for. */
export function refuseUselessReach(
  variants: readonly Variant[],
  {
    host,
    tls,
    insecure,
    cmd,
    procfile,
  }: ReachRequest & { readonly cmd?: unknown; readonly procfile?: unknown },
  problems: Problems,
): void {
  const started = variants.flatMap(({ source }) => (source.kind === 'command' ? [source] : []));
  const isStarted = cmd !== undefined || procfile !== undefined;
  if (host !== undefined && cmd === undefined) {
    problems.add('--host', 'says where --cmd servers listen, and there is none', 'leave it out');
  } else if (host !== undefined && started.length > 0 && started.every(({ socket }) => socket)) {
    problems.add('--host', 'is of no use: every --cmd listens on a unix socket', 'leave it out');
  }
  if (tls && !isStarted) {
    problems.add('--tls', 'is said by the address itself', 'write --url https://127.0.0.1:3000');
  }
  const https = variants.some(({ source }) => source.kind === 'attached' && source.tls !== undefined);
  if (insecure && !tls && !https) {
    const hint = isStarted ? 'add --tls' : 'write https:// in --url';
    problems.add('--insecure', 'speaks of certificates, and without --tls there are none', hint);
  }
}
