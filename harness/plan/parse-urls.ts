import { type AttachedSource, urlOf, type Variant } from '../model/variant.ts';
import { plainHost, refuseRemote } from './loopback.ts';
import { parseCount, quote } from './parse-quantity.ts';
import { nameHint, type Problems } from './problems.ts';

/** Servers that run already, as written. */
export interface AttachRequest {
  readonly url?: readonly string[] | undefined;
  readonly pid?: readonly string[] | undefined;
  readonly allowRemote?: readonly string[] | undefined;
  /** Certificates of https ones. */
  readonly insecure?: boolean | undefined;
}

const example = 'write http://127.0.0.1:3000, or old=http://127.0.0.1:3000';

/** What an attached server's figures cannot show, for the record and whoever reads it. */
const notFresh =
  'ran already, and is neither started nor stopped: its processes are the same in every round, so the intervals do not ' +
  'hold what differs from one start to the next';

/** `http://127.0.0.1:3000`, `old=https://localhost:8443` → variants that are attached to. */
export function parseUrls(request: AttachRequest, problems: Problems): Variant[] {
  const variants: Variant[] = [];
  for (const spec of request.url ?? []) {
    const [, name, text = ''] = /^(?:([A-Za-z0-9][\w.+-]*)=)?(.*)$/s.exec(spec.trim()) ?? [];
    const source = sourceOf(spec, text, request, problems);
    if (source === null) continue;
    const id = name ?? urlOf(source).replace(/^https?:\/\//, '');
    variants.push({
      id,
      label: id,
      source,
      options: {},
      parallelism: null,
      development: false,
      notes: [notFresh],
    });
  }
  return withPids(variants, request, problems);
}

function sourceOf(
  spec: string,
  text: string,
  { allowRemote = [], insecure = false }: AttachRequest,
  problems: Problems,
): AttachedSource | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    problems.add('--url', `${quote(spec)} is not an address of http or https`, example);
    return null;
  }
  if (url.username !== '' || url.password !== '') {
    const message = `${quote(`${url.protocol}//…@${url.host}`)} has a user or a password, which would stand in every report`;
    problems.add('--url', message, 'leave them out; a configuration file can give requests their headers');
    return null;
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    const path = url.pathname + url.search;
    const message = `${quote(spec)} has a path, and only says where the server is`;
    problems.add(
      '--url',
      message,
      `write --url ${text.slice(0, text.indexOf(url.host) + url.host.length)} --path ${path}`,
    );
  }
  const host = plainHost(url.hostname);
  refuseRemote('--url', host, allowRemote, problems);
  const secure = url.protocol === 'https:';
  return {
    kind: 'attached',
    host,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    ...(secure ? { tls: { insecure } } : {}),
    pid: null,
  };
}

/** `123` where there is one server, `old=123` for one of several. */
function withPids(variants: readonly Variant[], { pid = [] }: AttachRequest, problems: Problems): Variant[] {
  const pids = new Map<string, number>();
  for (const spec of pid) {
    const [, name, text = ''] = /^(?:(.+)=)?(.*)$/s.exec(spec.trim()) ?? [];
    const number = parseCount('--pid', text, { min: 1, max: 2 ** 22 }, problems);
    const ids = variants.map(({ id }) => id);
    const id = name ?? (ids.length === 1 ? ids[0] : undefined);
    if (id === undefined) {
      const hint = ids.length === 0 ? 'add --url http://127.0.0.1:3000' : `write --pid ${ids[0]}=${text}`;
      problems.add('--pid', ids.length === 0 ? 'needs --url' : `${quote(spec)} is of which server?`, hint);
    } else if (!ids.includes(id)) problems.add('--pid', `no --url is named ${quote(id)}`, nameHint(id, ids));
    else if (pids.has(id))
      problems.add('--pid', `${quote(id)} is given two`, 'keep the one that is the first to be started');
    else if (number !== undefined) pids.set(id, number);
  }
  return variants.map((variant) => {
    const { source, id } = variant;
    if (source.kind !== 'attached') return variant;
    return { ...variant, source: { ...source, pid: pids.get(id) ?? null } };
  });
}
