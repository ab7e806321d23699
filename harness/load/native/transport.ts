import type { Socket } from 'node:net';
import type { LoadTarget } from '../../model/load.ts';
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
  #user: LinkUser | null;

  /** Connects. `buffer` is where bytes are read into; several links may share it. */
  constructor(target: LoadTarget, buffer: Buffer, user: LinkUser) {
    this.#user = user;
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

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  close(): void {
    this.#user = null;
    this.#socket.destroy();
  }
}
