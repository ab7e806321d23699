import { writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { LoadTarget } from '../../model/load.ts';
import { type Descriptors, portsKey } from './descriptors.ts';
import { dial } from './dial.ts';

/** Who uses a link. Nothing is told after {@link Link.close}. */
export interface LinkUser {
  connected(): void;
  /** So many bytes stand at the beginning of the buffer; they are gone when this returns. */
  received(length: number): void;
  /** The other side sends no more. */
  ended(): void;
  /** The link is of no use any more, or never stood. `code` is the system's, such as ECONNREFUSED, else in words. */
  broke(code: string): void;
}

/** A connection as bytes, whatever it goes over. */
export class Link {
  readonly #socket: Socket;
  readonly #plain: boolean;
  #user: LinkUser | null;
  #descriptor: number | null = null;

  /** Connects. `buffer` is where bytes are read into; several links may share it. */
  constructor(target: LoadTarget, buffer: Buffer, user: LinkUser) {
    this.#user = user;
    this.#plain = target.tls === undefined && target.socketPath === undefined;
    const onread = {
      buffer,
      callback: (length: number) => {
        this.#user?.received(length);
        return true;
      },
    };
    const socket = dial(target, onread, () => this.#user?.connected());
    socket.on('end', () => this.#user?.ended());
    socket.on('error', (error: NodeJS.ErrnoException) => this.#user?.broke(error.code ?? error.message));
    socket.on('close', () => this.#user?.broke('closed'));
    this.#socket = socket;
  }

  /** Lets what is written from now on go straight to the connection's descriptor, if it is among these. */
  takeDescriptor(descriptors: Descriptors): void {
    const { localPort, remotePort } = this.#socket;
    if (!this.#plain || localPort === undefined || remotePort === undefined) return;
    this.#descriptor = descriptors.get(portsKey(localPort, remotePort)) ?? null;
  }

  write(bytes: Buffer): void {
    const written = this.#writeNow(bytes);
    if (written < bytes.length) this.#socket.write(written === 0 ? bytes : bytes.subarray(written));
  }

  /**
   * How much the kernel takes at once, without the stream, whose bookkeeping costs more than the call. What is left, and
   * the errors, are the stream's; while it has something it goes first.
   */
  #writeNow(bytes: Buffer): number {
    // A socket that was destroyed has given its descriptor back, which may be another connection's by now.
    if (this.#descriptor === null || this.#socket.destroyed || this.#socket.writableLength > 0) return 0;
    try {
      return writeSync(this.#descriptor, bytes, 0, bytes.length);
    } catch {
      return 0;
    }
  }

  close(): void {
    this.#user = null;
    this.#socket.destroy();
  }
}
