import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../harness/feeds/parse-csv.ts';

const rowsOf = (text: string) => {
  const parsed = parseCsv(text);
  return 'faults' in parsed ? parsed.faults : parsed.rows;
};

describe('CSV', () => {
  it('has its columns from the header, and a row on each line', () => {
    expect(parseCsv('user,city\r\nada,London\r\ngrace,New York\r\n')).toEqual({
      columns: ['user', 'city'],
      rows: [
        { user: 'ada', city: 'London' },
        { user: 'grace', city: 'New York' },
      ],
    });
  });

  it('may end its lines with LF, and the last one not at all', () => {
    expect(rowsOf('a\n1\n2')).toEqual([{ a: '1' }, { a: '2' }]);
  });

  it('has commas, line ends and doubled quotes within quotes', () => {
    expect(rowsOf('a,b\n"x, ""y""","1\r\n2"\n"",ü\n')).toEqual([
      { a: 'x, "y"', b: '1\r\n2' },
      { a: '', b: 'ü' },
    ]);
  });

  it('keeps empty fields and spaces, and passes over empty lines', () => {
    expect(rowsOf('a,b\n\n , \n\n,\n')).toEqual([
      { a: ' ', b: ' ' },
      { a: '', b: '' },
    ]);
  });

  it('gives back whatever was written by the rules', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ',', '"', '\n', '\r\n', ' ', ';', "'") });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const bare = (text: string) => (/^[^",\r\n]+$/.test(text) ? text : quoted(text));
    const property = fc.property(
      fc
        .integer({ min: 1, max: 4 })
        .chain((width) =>
          fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1 }),
        ),
      fc.constantFrom(quoted, bare),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (table, write, end, ended) => {
        const header = table[0]!.map((_field, index) => `c${index}`);
        const text =
          [header, ...table].map((line) => line.map(write).join(',')).join(end) + (ended ? end : '');
        expect(rowsOf(text)).toEqual(
          table.map((line) => Object.fromEntries(line.map((value, index) => [`c${index}`, value]))),
        );
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('never throws, and gives every row every column', () => {
    const unit = fc.constantFrom('a', 'b', ',', '"', '\n', '\r', '\r\n');
    const property = fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
      const parsed = parseCsv(text);
      if ('faults' in parsed) return;
      for (const row of parsed.rows) expect(Object.keys(row)).toEqual(parsed.columns);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it.each<[string, string, string[]]>([
    ['nothing', '', ['it is empty; its first line names the columns']],
    ['a header alone', 'a,b\r\n', ['it has no rows below its header']],
    [
      'lines of other lengths, by the line of the file',
      'a,b\n"1\n2",3\n4\n5,6,7\n',
      ['line 4: 1 field, where the header has 2', 'line 5: 3 fields, where the header has 2'],
    ],
    [
      'a quote in a field without quotes',
      'a\n5" disk\n',
      ['line 2: a quote in a field that is not in quotes; quote the field, and double its quotes'],
    ],
    [
      'text after a closing quote',
      'a\n"x"y\n1\n',
      ['line 2: text after a closing quote; within a field quotes are doubled'],
    ],
    ['a quote that is never closed', 'a\n1\n"2\n3\n', ['line 3: a quote is opened and never closed']],
    ['lines that end with CR', 'a\r1\r', ['line 1: a carriage return without a line feed']],
    ['two columns of a name', 'a,b,a\n1,2,3\n', ['line 1: there are two columns a']],
    ['a column without a name', 'a,\n1,2\n', ['line 1: column 2 has no name']],
    [
      'other separators',
      'a;b\n1;2\n',
      [`line 1: its fields seem to be separated by ";"; a feed's are by commas`],
    ],
    [
      'more faults than anybody would read',
      `a,b\n${'1\n'.repeat(9)}`,
      [
        ...[2, 3, 4, 5, 6].map((line) => `line ${line}: 1 field, where the header has 2`),
        'and 4 more like these',
      ],
    ],
  ])('is refused for %s', (_what, text, faults) => {
    expect(parseCsv(text)).toEqual({ faults });
  });
});
