import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCpuList, parseCpuList } from '../../harness/model/cpu-list.ts';

describe('a list of CPUs', () => {
  test.each([
    ['0', [0]],
    ['0-3,8', [0, 1, 2, 3, 8]],
    [' 8, 0-1 ', [0, 1, 8]],
    ['2-2', [2]],
    ['0-2,1-3,3', [0, 1, 2, 3]],
  ])('%j names %j', (text, cpus) => {
    expect(parseCpuList(text)).toEqual(cpus);
  });

  test.each(['', ',', '0,', '3-1', '-1', '0-', 'a', '0;1', '1.5', '0-99999', '8192', '0-3:2'])(
    '%j is none',
    (text) => {
      expect(parseCpuList(text)).toBeNull();
    },
  );

  test('is written as short as it can be', () => {
    expect(formatCpuList([8, 3, 2, 1, 0, 1])).toBe('0-3,8');
    expect(formatCpuList([0, 2, 4])).toBe('0,2,4');
    expect(formatCpuList([0, 1])).toBe('0-1');
    expect(formatCpuList([])).toBe('');
  });

  test('survives being written and read', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(300), { minLength: 1 }), (cpus) => {
        const sorted = [...cpus].sort((a, b) => a - b);
        expect(parseCpuList(formatCpuList(cpus))).toEqual(sorted);
      }),
    );
  });
});
