import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readBody } from '../../servers/node/body.ts';

const bounds = { limit: 10, drainBytes: 30, drainMs: 1000 };
const of = (...chunks: string[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

afterEach(() => {
  vi.useRealTimers();
});

describe('readBody', () => {
  it('gives the bytes of a body within the limit, in a buffer of their own', async () => {
    const body = await readBody(of('hello', 'world'), 10, bounds);
    expect(body).toEqual({ kind: 'whole', bytes: new Uint8Array(Buffer.from('helloworld')) });
    if (body.kind === 'whole') expect(body.bytes.buffer.byteLength).toBe(10);
  });

  it('gives an empty body', async () => {
    expect(await readBody(of(), 0, bounds)).toEqual({ kind: 'whole', bytes: new Uint8Array(0) });
  });

  it('finds the same whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 8 }), async (chunks) => {
        const all = Buffer.concat(chunks);
        const body = await readBody(
          Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
          undefined,
          bounds,
        );
        if (all.length <= bounds.limit) expect(body).toEqual({ kind: 'whole', bytes: new Uint8Array(all) });
        else expect(body).toEqual({ kind: 'too-large', drained: all.length <= bounds.drainBytes });
      }),
    );
  });

  it('drains a declared body that is too large before it says so', async () => {
    const stream = new PassThrough();
    let settled = false;
    const reading = readBody(stream, 20, bounds).finally(() => {
      settled = true;
    });
    stream.write(Buffer.alloc(19));
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toBe(false);
    stream.end(Buffer.alloc(1));
    expect(await reading).toEqual({ kind: 'too-large', drained: true });
  });

  it('does not begin to drain what is declared beyond the bounds', async () => {
    const stream = new PassThrough();
    expect(await readBody(stream, 31, bounds)).toEqual({ kind: 'too-large', drained: false });
  });

  it('stops draining what turns out to be beyond the bounds', async () => {
    const stream = new PassThrough();
    const reading = readBody(stream, undefined, bounds);
    stream.write(Buffer.alloc(31));
    expect(await reading).toEqual({ kind: 'too-large', drained: false });
    expect(stream.isPaused()).toBe(true);
  });

  it('stops draining a sender that takes too long', async () => {
    vi.useFakeTimers();
    const stream = new PassThrough();
    const reading = readBody(stream, 20, bounds);
    stream.write(Buffer.alloc(5));
    await vi.advanceTimersByTimeAsync(999);
    const early = await Promise.race([reading, Promise.resolve('still draining')]);
    expect(early).toBe('still draining');
    await vi.advanceTimersByTimeAsync(1);
    expect(await reading).toEqual({ kind: 'too-large', drained: false });
  });

  it('rejects when the sender breaks off', async () => {
    const stream = new PassThrough();
    const reading = readBody(stream, 8, bounds);
    stream.write(Buffer.alloc(3));
    stream.destroy(new Error('aborted'));
    await expect(reading).rejects.toThrow('aborted');
  });
});
