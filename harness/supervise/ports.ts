import { createServer } from 'node:net';
import { UsageError } from '../model/failure.ts';

/** A machine without IPv6, or with no such name. */
const noSuchAddress = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENOTFOUND'];

/**
 * A port of `host` that nobody listens on. Another program may take it before the server does.
 * @throws UsageError when `host` is no address of this machine
 */
export function findFreePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const { code = '' } = error;
      const message = `${host} is no address of this machine (${code})`;
      const problem = { where: '--host', message, hint: 'leave it out for 127.0.0.1' };
      reject(noSuchAddress.includes(code) ? new UsageError([problem]) : error);
    });
    server.listen({ host, port: 0, exclusive: true }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Whether a server could listen on the port now: nobody else does. */
export function isPortFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
