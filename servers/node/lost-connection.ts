import type { Worker } from 'node:cluster';

interface Closable {
  close(): void;
}

/**
 * Closes the connection that was on its way to a worker when the worker died. node:cluster hands a worker one
 * connection at a time and keeps it open until the worker has taken it; when the worker dies instead, the connection
 * is never closed and its client waits for ever.
 */
export function closeLostConnection(worker: Worker): void {
  const child = worker.process;
  let handedOver: Closable | undefined;
  child.send = new Proxy(child.send, {
    apply(send, self, args: readonly unknown[]) {
      const [, handle] = args;
      if (typeof handle === 'object' && handle !== null) handedOver = handle as Closable;
      return Reflect.apply(send, self, args);
    },
  });
  // Closing a connection that the worker did take is harmless: the primary has closed its side of it already.
  worker.on('exit', () => handedOver?.close());
  // Sending to a worker that has just died fails; its exit follows and is dealt with there.
  worker.on('error', () => {});
}
