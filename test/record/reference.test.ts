import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latestReference, parseReference } from '../../harness/record/reference.ts';

/** What `--name` may be. */
const name = fc.stringMatching(/^[A-Za-z0-9][\w.-]{0,20}$/).filter((one) => one !== 'latest');

describe('a reference to a run', () => {
  it.each([
    ['latest', { kind: 'latest', back: 0 }],
    ['latest~0', { kind: 'latest', back: 0 }],
    ['latest~1', { kind: 'latest', back: 1 }],
    ['latest~12', { kind: 'latest', back: 12 }],
    ['nightly', { kind: 'named', name: 'nightly', back: null }],
    ['nightly~1', { kind: 'named', name: 'nightly', back: 1 }],
    ['2026-11-21T03', { kind: 'named', name: '2026-11-21T03', back: null }],
    ['record.json', { kind: 'named', name: 'record.json', back: null }],
    ['./latest', { kind: 'path', path: './latest' }],
    ['.', { kind: 'path', path: '.' }],
    ['a/b~1', { kind: 'path', path: 'a/b~1' }],
    ['nightly~x', { kind: 'named', name: 'nightly~x', back: null }],
    ['~1', { kind: 'named', name: '~1', back: null }],
    ['latest~', { kind: 'malformed', why: '"" is not a number of runs to go back' }],
    ['latest~-1', { kind: 'malformed', why: '"-1" is not a number of runs to go back' }],
    ['latest~1~1', { kind: 'malformed', why: '"1~1" is not a number of runs to go back' }],
    ['latest~99999999', { kind: 'malformed', why: '"99999999" is not a number of runs to go back' }],
    ['', { kind: 'malformed', why: 'names no run' }],
  ])('%j is understood', (text, expected) => {
    expect(parseReference(text)).toEqual(expected);
  });

  it('to the Nth before the newest is read back as it is written', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_999 }), (back) => {
        expect(parseReference(latestReference(back))).toEqual({ kind: 'latest', back });
      }),
    );
  });

  it('by name keeps the name, with and without a number behind it', () => {
    fc.assert(
      fc.property(name, fc.nat({ max: 999 }), (one, back) => {
        expect(parseReference(one)).toEqual({ kind: 'named', name: one, back: null });
        expect(parseReference(`${one}~${back}`)).toEqual({ kind: 'named', name: one, back });
      }),
    );
  });

  it('with a slash is a path, whatever else is in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const path = `${before}/${after}`;
        expect(parseReference(path)).toEqual({ kind: 'path', path });
      }),
    );
  });

  it('is never refused by an exception', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const meant = parseReference(text);
        if (meant.kind === 'named') expect(text.startsWith(meant.name)).toBe(true);
      }),
    );
  });
});
