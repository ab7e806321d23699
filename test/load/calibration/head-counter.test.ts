import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadCounter } from '../../../harness/load/calibration/head-counter.ts';

const head = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

function counted(pieces: readonly string[]): number {
  const heads = new HeadCounter();
  return pieces.reduce((sum, piece) => sum + heads.count(Buffer.from(piece, 'latin1')), 0);
}

describe('the heads of requests', () => {
  it.each([
    ['a whole one', [head], 1],
    ['several at once', [head + head + head], 3],
    ['one in two pieces', [head.slice(0, 20), head.slice(20)], 1],
    ['one whose end is cut', ['GET / HTTP/1.1\r\n\r', '\n'], 1],
    ['one byte at a time', [...(head + head)], 2],
    ['half a one', [head.slice(0, -1)], 0],
    ['line feeds beyond an end', ['\r\n\r\n\r\n', '\r\n'], 2],
  ])('are counted: %s', (_what, pieces, count) => {
    expect(counted(pieces)).toBe(count);
  });

  it('are counted alike however they are cut', () => {
    const part = fc.constantFrom('\r', '\n', '\r\n', '\r\n\r\n', 'x', head);
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.nat(200)), (parts, cuts) => {
        const text = parts.join('');
        const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length].sort((a, b) => a - b);
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
        expect(counted(pieces)).toBe(text.split('\r\n\r\n').length - 1);
      }),
    );
  });
});
