import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyMatcher, prepareCheck } from '../../harness/load/native/body-check.ts';
import type { BodyCheck } from '../../harness/model/scenario.ts';
import { cut } from './answers/reading.ts';

/** Holds the check against the body in pieces, which stand in a buffer among other bytes and are gone afterwards. */
function holds(
  matcher: BodyMatcher,
  check: BodyCheck,
  body: Buffer,
  cuts: readonly number[],
  around: Buffer,
): boolean {
  matcher.begin(prepareCheck(check));
  for (const piece of cut(body, cuts)) {
    const buffer = Buffer.concat([around, piece, around]);
    matcher.push(buffer, around.length, around.length + piece.length);
    buffer.fill(0);
  }
  return matcher.matches();
}

/** The same, of the whole body at once. */
function naive(check: BodyCheck, body: Buffer): boolean {
  if (check.kind === 'any') return true;
  if (check.kind === 'length') return body.length === check.bytes;
  const text = Buffer.from(check.text, 'utf8');
  return check.kind === 'exact' ? body.equals(text) : body.includes(text);
}

// Few letters, so that texts overlap with themselves; one of them takes two bytes.
const letters = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b', 'ä'), maxLength });
const cuts = fc.array(fc.nat(), { maxLength: 10 });

/** A body, and a check that is about it. */
const checked = fc.tuple(letters(40), letters(6), fc.nat(), fc.nat(30)).chain(([body, other, at, length]) =>
  fc.tuple(
    fc.constant(body),
    fc.constantFrom<BodyCheck>(
      { kind: 'any' },
      { kind: 'exact', text: body },
      { kind: 'exact', text: `${body}a` },
      { kind: 'exact', text: body.slice(0, -1) },
      {
        kind: 'exact',
        text:
          body.slice(0, at % (body.length + 1)) + other + body.slice((at % (body.length + 1)) + other.length),
      },
      { kind: 'includes', text: other },
      { kind: 'includes', text: body.slice(at % (body.length + 1), (at % (body.length + 1)) + length) },
      { kind: 'includes', text: `${body.slice(at % (body.length + 1))}b` },
      { kind: 'length', bytes: Buffer.byteLength(body) },
      { kind: 'length', bytes: length },
    ),
  ),
);

describe('the check of a body', () => {
  it('finds what a look at the whole body finds, however the body is cut', () => {
    const around = fc.constantFrom('', 'a', 'ab', 'aabbääab').map((text) => Buffer.from(text));
    fc.assert(
      fc.property(checked, cuts, around, ([text, check], places, others) => {
        const body = Buffer.from(text);
        const expected = naive(check, body);
        const matcher = new BodyMatcher();
        expect(holds(matcher, check, body, places, others)).toBe(expected);
        expect(holds(matcher, check, body, [...body.keys()], others)).toBe(expected);
        expect(holds(matcher, check, body, [], others)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it('does not take anything over from one body to the next', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(checked, cuts), { minLength: 2, maxLength: 5 }), (some) => {
        const matcher = new BodyMatcher();
        for (const [[text, check], places] of some) {
          const body = Buffer.from(text);
          expect(holds(matcher, check, body, places, Buffer.from('ab'))).toBe(naive(check, body));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps fewer bytes of what has come than the text has, and room for as many to come', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 1000 }),
        (length, pieceBytes) => {
          const matcher = new BodyMatcher();
          matcher.begin(prepareCheck({ kind: 'includes', text: `${'a'.repeat(length - 1)}b` }));
          const piece = Buffer.alloc(pieceBytes, 0x61);
          for (let i = 0; i < 50; i += 1) {
            matcher.push(piece, 0, piece.length);
            expect(matcher.keptBytes).toBeLessThanOrEqual(2 * (length - 1));
          }
          expect(matcher.matches()).toBe(false);
          matcher.push(Buffer.from('b'), 0, 1);
          expect(matcher.matches()).toBe(50 * pieceBytes >= length - 1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps nothing for the other checks', () => {
    const matcher = new BodyMatcher();
    for (const check of [
      { kind: 'any' },
      { kind: 'length', bytes: 5 },
      { kind: 'exact', text: 'hello' },
    ] as const) {
      matcher.begin(prepareCheck(check));
      for (let i = 0; i < 10; i += 1) matcher.push(Buffer.from('hel'), 0, 3);
      expect(matcher.keptBytes).toBe(0);
    }
  });

  it.each<[BodyCheck, string, string]>([
    [{ kind: 'exact', text: 'hello' }, 'hell', 'a body of 4 bytes instead of 5'],
    [{ kind: 'exact', text: 'hello' }, 'hullo', 'a body of 5 bytes that differs from the expected one'],
    [{ kind: 'length', bytes: 3 }, 'hello', 'a body of 5 bytes instead of 3'],
    [{ kind: 'includes', text: 'x' }, 'hello', 'text not found in a body of 5 bytes'],
  ])('says of %j against %j: %s', (check, body, mismatch) => {
    const matcher = new BodyMatcher();
    expect(holds(matcher, check, Buffer.from(body), [2], Buffer.alloc(1))).toBe(false);
    expect(matcher.mismatch()).toBe(mismatch);
  });
});
