import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instanceText, readInstance } from '../../harness/plan/instance-grammar.ts';

const faultsOf = (text: string) =>
  readInstance(text).faults.map(({ at, length, message, hint }) => [
    text.slice(at, at + length),
    message,
    hint,
  ]);

describe('an instance', () => {
  it('is read from its fields, in any order, with spaces', () => {
    expect(readInstance('cores=4,memory=8GB,price=0.17').instance).toEqual({
      name: null,
      cores: 4,
      memoryBytes: 8e9,
      price: 0.17,
      priceUnit: null,
    });
    expect(readInstance(' price = 1 , name = "a, \\"b\\"" , cores = 2 , memory = 512MiB ').instance).toEqual({
      name: 'a, "b"',
      cores: 2,
      memoryBytes: 512 * 2 ** 20,
      price: 1,
      priceUnit: null,
    });
  });

  it.each([
    ['price=0.17USD/h', 0.17, 'USD/h'],
    ['price = 12.5 €/month', 12.5, '€/month'],
    ['price=3$', 3, '$'],
  ])('has a price in whatever is counted: %s', (price, value, unit) => {
    expect(readInstance(`cores=1,${price},name=a`).instance).toMatchObject({ price: value, priceUnit: unit });
  });

  it('needs its cores', () => {
    expect(faultsOf('memory=8GB')).toEqual([['', 'an instance needs its cores', 'add cores=4']]);
    expect(faultsOf('')).toEqual([
      ['', 'no field stands at the end', expect.stringContaining('cores=4')],
      ['', 'an instance needs its cores', 'add cores=4'],
    ]);
  });

  it.each([
    ['cores=0', '0', 'no whole number of cores from 1 to 4096 stands here'],
    ['cores=2.5', '2.5', 'no whole number of cores from 1 to 4096 stands before "2.5"'],
    ['cores=-2', '-', 'no whole number of cores from 1 to 4096 stands before "-"'],
    ['cores=5000', '5000', 'no whole number of cores from 1 to 4096 stands here'],
    ['cores 4', '4', 'no = after cores before "4"'],
    ['cores=4,memory=8', '8', '"8" has no unit'],
    ['cores=4,memory=8gb', 'gb', '"gb" is no unit of memory'],
    ['cores=4,memory=1B', '1B', 'no machine has so little memory'],
    ['cores=4,memory=99999TB', '99999TB', 'no machine has so much memory'],
    ['cores=4,memory=-8GB', '-', 'no amount of memory stands before "-"'],
    ['cores=4,price=-1', '-1', '"-1" is below zero'],
    ['cores=4,price=-', '-', 'no price stands before "-"'],
    ['cores=4,price=1 USD an hour', 'USD', '"USD" is not understood here'],
    ['cores=4,price=$1', '$', 'no price stands before "$"'],
    ['cores=4,ram=8GB', 'ram', 'an instance has no "ram"'],
    ['cores=4,cores=2', 'cores=2', 'a second cores for one instance'],
    ['cores=4 memory=8GB', 'memory', '"memory" is not understood here'],
  ])('points at what is wrong in %s', (text, part, message) => {
    const [first] = faultsOf(text);
    expect(first?.slice(0, 2)).toEqual([part, message]);
  });

  it('tells every field that is wrong at once', () => {
    expect(faultsOf('cores=x,memory=8,price=y')).toHaveLength(3);
  });

  it('suggests a unit that differs in case alone', () => {
    expect(faultsOf('cores=1,memory=8gb')[0]?.[2]).toContain('did you mean 8GB?');
  });

  it('is the same when it is written and read back', () => {
    const instances = fc.record({
      name: fc.option(fc.string({ minLength: 1 }), { nil: null }),
      cores: fc.integer({ min: 1, max: 4096 }),
      memoryBytes: fc.option(
        fc.integer({ min: 16, max: 64_000_000 }).map((mb) => mb * 1e6),
        { nil: null },
      ),
      price: fc.option(
        fc.integer({ min: 0, max: 1e6 }).map((n) => n / 1000),
        { nil: null },
      ),
      unit: fc.constantFrom(null, 'USD/h', '€', 'credits'),
    });
    fc.assert(
      fc.property(instances, ({ unit, ...given }) => {
        const instance = { ...given, priceUnit: given.price === null ? null : unit };
        expect(readInstance(instanceText(instance))).toEqual({ instance, faults: [] });
      }),
    );
  });

  it('is read from any text without a crash, and every fault lies in it', () => {
    const parts = fc.constantFrom(
      'cores',
      '=',
      '4',
      ',',
      'memory',
      '8GB',
      'price',
      '0.5',
      '"',
      ' ',
      '\\',
      'name',
      'é',
      '-',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(parts).map((some) => some.join('')),
        ),
        (text) => {
          const { instance, faults } = readInstance(text);
          expect(instance === null).toBe(faults.length > 0);
          for (const { at, length } of faults) {
            expect(at).toBeGreaterThanOrEqual(0);
            expect(at + length).toBeLessThanOrEqual(text.length);
          }
        },
      ),
    );
  });
});
