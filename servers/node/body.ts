import type { Readable } from 'node:stream';

export interface BodyBounds {
  /** A longer body is too large. */
  readonly limit: number;
  /** How much of a body that is too large is read and dropped, and for how long. */
  readonly drainBytes: number;
  readonly drainMs: number;
}

export type Body =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  /** `drained`: the client has sent all of it and will read the answer; otherwise the connection must be closed. */
  | { readonly kind: 'too-large'; readonly drained: boolean };

/**
 * Reads a request's body within bounds. One that is too large is drained first, for a client that is still writing
 * would see a reset instead of the answer. `declared` is the Content-Length, when there is one. Rejects when the
 * stream breaks.
 */
export function readBody(stream: Readable, declared: number | undefined, bounds: BodyBounds): Promise<Body> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    let draining: NodeJS.Timeout | undefined;

    const settle = (body: Body) => {
      clearTimeout(draining);
      stream.off('data', onData).off('end', onEnd);
      if (body.kind === 'too-large' && !body.drained) stream.pause();
      resolve(body);
    };
    const drain = () => {
      chunks.length = 0;
      draining ??= setTimeout(() => settle({ kind: 'too-large', drained: false }), bounds.drainMs);
    };
    const onData = (chunk: Uint8Array) => {
      size += chunk.length;
      if (size > bounds.drainBytes) settle({ kind: 'too-large', drained: false });
      else if (size > bounds.limit) drain();
      else chunks.push(chunk);
    };
    const onEnd = () => {
      if (size > bounds.limit) settle({ kind: 'too-large', drained: true });
      else settle({ kind: 'whole', bytes: joined(chunks, size) });
    };
    stream.on('data', onData).on('end', onEnd);
    stream.on('error', (error) => {
      clearTimeout(draining);
      reject(error);
    });
    if (declared !== undefined && declared > bounds.drainBytes) settle({ kind: 'too-large', drained: false });
    else if (declared !== undefined && declared > bounds.limit) drain();
  });
}

/** A buffer of its own, never a view into a shared one: it can be moved to another thread whole. */
function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
