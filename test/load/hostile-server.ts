import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { ok, type ScriptedServer, startServer } from './scripted-server.ts';

/** So many connections at a time are answered well, whatever is done to the others. */
export const wellServed = 2;

export interface HostileServer extends ScriptedServer {
  /** Bytes that the system has taken from this server so far, on connections that are closed. */
  readonly fed: number;
}

/** Answers the first connections well, and another should one of them end; does to all others what it is told. */
export async function startHostile(assault: (socket: Socket) => void): Promise<HostileServer> {
  let fed = 0;
  const served = new Set<Socket>();
  const server = await startServer(({ socket, index }) => {
    if (index === 0 && served.size < wellServed) {
      served.add(socket);
      socket.once('close', () => served.delete(socket));
    }
    if (served.has(socket)) {
      socket.write(ok());
      return;
    }
    if (index === 0) socket.once('close', () => (fed += socket.bytesWritten - socket.writableLength));
    assault(socket);
  });
  return Object.defineProperty(server, 'fed', { get: () => fed }) as HostileServer;
}

/** Writes the beginning, then the piece again and again as fast as it is taken, until the connection is closed. */
export function flood(beginning: string, piece: string): (socket: Socket) => void {
  const large = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)), 'latin1');
  return (socket) => {
    const more = (): void => {
      while (!socket.destroyed && socket.write(large));
    };
    socket.on('drain', more);
    socket.write(beginning, 'latin1');
    more();
  };
}

/** `VmRSS` or `VmHWM` (the most that it was) of a process, in bytes. */
export function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1]) * 1024;
}
