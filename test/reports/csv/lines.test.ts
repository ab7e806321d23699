import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf, tableOf } from '../../../reports/csv/lines.ts';
import { readCsv } from '../../helpers/csv.ts';

/** Texts with much of what CSV gives a meaning to. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('"', ',', '\r', '\n', '\r\n', '=', '+', '-', '@', '\t', ' ', 'a', 'ü'))
    .map((parts) => parts.join('')),
);

describe('lines of CSV', () => {
  it('give every text back, whatever it holds; one that could be a formula with an apostrophe in front', () => {
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 4 }), { minLength: 1 }), (rows) => {
        const expected = rows.map((row) => row.map((one) => (/^[=+\-@\t\r]/.test(one) ? `'${one}` : one)));
        expect(readCsv(linesOf(rows))).toEqual(expected);
      }),
    );
  });

  it('never begin a field with what a spreadsheet takes for a formula, unless it is a number', () => {
    fc.assert(
      fc.property(text, (one) => {
        const [[field = ''] = []] = readCsv(linesOf([[one, 'next']]));
        expect(field).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
    expect(linesOf([[-1.5, '-1.5']])).toBe("-1.5,'-1.5\r\n");
  });

  it('give every number back exactly, with a point', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const [[field = ''] = []] = readCsv(linesOf([[value, 1]]));
        expect(Number(field)).toBe(value === 0 ? 0 : value);
      }),
    );
    expect(linesOf([[1234567.5, 0.1]])).toBe('1234567.5,0.1\r\n');
  });

  it('have nothing for what is missing or no number, and words for yes and no', () => {
    expect(linesOf([[null, Number.NaN, Number.POSITIVE_INFINITY, true, false]])).toBe(',,,true,false\r\n');
  });

  it('are the header alone where there are no rows', () => {
    expect(tableOf([['a', () => 1]], [])).toBe('a\r\n');
  });
});
