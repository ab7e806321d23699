import { describe, expect, it } from 'vitest';
import { readExposition } from './openmetrics.ts';

const good = [
  '# TYPE a info',
  '# HELP a what \\n it is',
  'a_info{x="1\\"2\\\\3\\n"} 1',
  '# TYPE b_seconds histogram',
  '# UNIT b_seconds seconds',
  'b_seconds_bucket{le="0.1"} 1',
  'b_seconds_bucket{le="+Inf"} 3',
  'b_seconds_count 3',
  'b_seconds_sum 1.5e-1',
  'b_seconds_created 1700000000.5',
  '# TYPE c counter',
  'c_total{k="v"} 4',
  'c_total{k="w"} 4',
  '# EOF',
  '',
].join('\n');

describe('the reader of OpenMetrics that the tests rely on', () => {
  it('reads what the specification allows', () => {
    const families = readExposition(good);
    expect(families.get('a')?.help).toBe('what \n it is');
    expect(families.get('a')?.samples).toEqual([{ name: 'a_info', labels: { x: '1"2\\3\n' }, value: 1 }]);
    expect(families.get('b_seconds')?.samples).toHaveLength(5);
  });

  it.each([
    ['a missing end', '# EOF\n', ''],
    ['something after the end', '# EOF\n', '# EOF\nd 1\n'],
    ['Windows line ends', 'a_info', 'a_info\r'],
    ['a quotation mark that is not escaped', '1\\"2', '1"2'],
    ['a value that is none', 'b_seconds_count 3', 'b_seconds_count 3,0'],
    ['a name with a hyphen', 'c_total{k="v"}', 'c-total{k="v"}'],
    ['a label with a hyphen', '{k="v"}', '{k-k="v"}'],
    ['a reserved label', '{k="v"}', '{__k="v"}'],
    ['a label twice', '{k="v"}', '{k="v",k="w"}'],
    ['a series twice', '{k="w"}', '{k="v"}'],
    ['a counter without its suffix', 'c_total{k="v"}', 'c{k="v"}'],
    ['a counter below 0', 'c_total{k="v"} 4', 'c_total{k="v"} -4'],
    ['a unit that the name does not end in', '# UNIT b_seconds seconds', '# UNIT b_seconds bytes'],
    ['an info that is not 1', '"} 1\n', '"} 2\n'],
    ['an unknown type', 'a info', 'a word'],
    ['a family twice', '# TYPE c counter', '# TYPE a counter'],
    ['a family whose samples could be those of another', '# TYPE c counter', '# TYPE b_seconds_sum gauge'],
    ['buckets that fall', '{le="0.1"} 1', '{le="0.1"} 4'],
    ['buckets out of order', 'le="0.1"', 'le="+Inf"'],
    ['no last bucket', 'b_seconds_bucket{le="+Inf"} 3\n', ''],
    ['a count of its own', 'b_seconds_count 3', 'b_seconds_count 4'],
    ['a sum without a count', 'b_seconds_count 3\n', ''],
    ['a comment', '# TYPE c', '# a comment\n# TYPE c'],
  ])('refuses %s', (_what, part, instead) => {
    expect(good).toContain(part);
    expect(() => readExposition(good.replace(part, instead))).toThrow('not OpenMetrics');
  });
});
