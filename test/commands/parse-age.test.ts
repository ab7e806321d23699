import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAge, parseSince } from '../../harness/commands/parse-age.ts';
import { UsageError } from '../../harness/model/failure.ts';
import { Problems } from '../../harness/plan/problems.ts';

const nowMs = Date.parse('2026-03-31T12:00:00.000Z');
const day = 86_400_000;

function since(text: string): string {
  const problems = new Problems();
  const ms = parseSince('--since', text, nowMs, problems);
  try {
    problems.throwIfAny();
  } catch (error) {
    if (error instanceof UsageError) return `${error.problems[0]?.message}; ${error.problems[0]?.hint}`;
    throw error;
  }
  return new Date(ms ?? 0).toISOString();
}

describe('since when', () => {
  it.each([
    ['30d', '2026-03-01T12:00:00.000Z'],
    ['1w', '2026-03-24T12:00:00.000Z'],
    ['12h', '2026-03-31T00:00:00.000Z'],
    ['90m', '2026-03-31T10:30:00.000Z'],
    ['1.5d', '2026-03-30T00:00:00.000Z'],
    ['2026-03-02', '2026-03-02T00:00:00.000Z'],
    ['2026-03-02T14:30', '2026-03-02T14:30:00.000Z'],
    ['2026-03-02 14:30', '2026-03-02T14:30:00.000Z'],
    ['2026-03-02T14:30:15Z', '2026-03-02T14:30:15.000Z'],
    ['2026-03-02T14:30:15.250Z', '2026-03-02T14:30:15.250Z'],
  ])('%s is understood', (text, expected) => {
    expect(since(text)).toBe(expected);
  });

  it.each(['yesterday', '30', '-1d', '2026-02-30', '2026-13-01', '2026-03-02T25:00', '99999999999w', ''])(
    '%j is refused with what to write',
    (text) => {
      expect(since(text)).toBe(
        `"${text}" is neither an age nor a date; write 30d, 12h, 2026-11-21 or 2026-11-21T14:30`,
      );
    },
  );

  it('is understood for every minute of a year as it is shown', () => {
    fc.assert(
      fc.property(fc.nat({ max: 365 * 24 * 60 }), (minutes) => {
        const iso = new Date(Date.parse('2026-01-01T00:00:00Z') + minutes * 60_000).toISOString();
        expect(since(iso.slice(0, 16))).toBe(iso);
      }),
    );
  });
});

describe('an age', () => {
  it('is an amount and a unit', () => {
    const problems = new Problems();
    expect(parseAge('--older-than', '30d', problems)).toBe(30 * day);
    expect(parseAge('--older-than', 'old', problems)).toBeUndefined();
    expect(() => problems.throwIfAny()).toThrow('--older-than: "old" is not an age');
  });
});
