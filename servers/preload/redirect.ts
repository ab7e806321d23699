import { Server } from 'node:net';

/** Which port is listened on in place of which. */
export interface Redirect {
  /** The port that the app names; null for the first that it names at all. */
  readonly from: number | null;
  readonly to: number;
}

/** `3000:40213`, or `40213` for whatever port the app names first. @throws Error for anything else */
export function parseRedirect(text: string): Redirect {
  const match = /^(?:(\d{1,5}):)?(\d{1,5})$/.exec(text.trim());
  const [, from, to] = match ?? [];
  const ports = [from, to].filter((port) => port !== undefined).map(Number);
  if (to === undefined || ports.some((port) => port < 1 || port > 65_535)) {
    throw new Error(`MODEBENCH_PORT is "${text}"; write the new port, or old:new, such as 3000:40213`);
  }
  return { from: from === undefined ? null : Number(from), to: Number(to) };
}

/**
 * From now on whatever in this process listens on the one port listens on the other. Addresses stay as the app says
 * them, and so do unix sockets, other ports, and port 0. HTTP, HTTPS and HTTP/2 servers listen through here, too.
 */
export function redirectListening({ from, to }: Redirect): void {
  let replaced = from;
  const listen = Server.prototype.listen;
  const redirected = (given: unknown): number | undefined => {
    const port = portOf(given);
    if (port === null || port === to) return undefined;
    replaced ??= port;
    return port === replaced ? to : undefined;
  };
  Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
    const [first, ...rest] = args;
    const isOptions = typeof first === 'object' && first !== null && 'port' in first;
    const port = redirected(isOptions ? first.port : first);
    const instead = port === undefined ? first : isOptions ? { ...first, port } : port;
    return Reflect.apply(listen, this, args.length === 0 ? [] : [instead, ...rest]) as Server;
  };
}

/** Of `3000` and `'3000'`, which Node takes for one; null for what is no port, and for 0, which is any. */
function portOf(given: unknown): number | null {
  if (typeof given !== 'number' && (typeof given !== 'string' || !/^\d+$/.test(given))) return null;
  const port = Number(given);
  return port > 0 ? port : null;
}
