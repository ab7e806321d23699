import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalNumber, expositionOf } from '../../../reports/openmetrics/text.ts';
import { readExposition } from '../../helpers/openmetrics.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('"', '\\', '\n', 'n', '{', '}', ',', '=', ' ', '#'))
    .map((parts) => parts.join('')),
);

describe('an exposition', () => {
  it('gives every label and help back, whatever they hold', () => {
    fc.assert(
      fc.property(text, text, (label, help) => {
        fc.pre(!/\r/.test(label + help));
        const samples = [{ suffix: '', labels: { of: label, other: 'x' }, value: 1 }];
        const read = readExposition(expositionOf([{ name: 'a', type: 'gauge', unit: null, help, samples }]));
        const { of = '' } = read.get('a')?.samples[0]?.labels ?? {};
        expect([of, read.get('a')?.help]).toEqual([label, help]);
      }),
    );
  });

  it('spells a carriage return out, which some readers would take for the end of a line', () => {
    const samples = [{ suffix: '', labels: { of: 'a\r\nb' }, value: 1 }];
    const written = expositionOf([{ name: 'a', type: 'gauge', unit: null, help: '', samples }]);
    expect(readExposition(written).get('a')?.samples[0]?.labels.of).toBe('a\\r\nb');
  });

  it('leaves out families and labels that have nothing to tell', () => {
    const empty = { name: 'a', type: 'gauge', unit: null, help: 'x', samples: [] } as const;
    const labels = { a: null, b: '', c: undefined, d: 0, e: false };
    const one = { ...empty, name: 'b', samples: [{ suffix: '', labels, value: 2 }] };
    expect(expositionOf([empty, one])).toBe('# TYPE b gauge\n# HELP b x\nb{d="0",e="false"} 2\n# EOF\n');
  });

  it('gives every number back exactly', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const samples = [{ suffix: '', labels: {}, value }];
        const written = expositionOf([{ name: 'a', type: 'gauge', unit: null, help: '', samples }]);
        expect(readExposition(written).get('a')?.samples[0]?.value).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe('a number as the end of a bucket', () => {
  it.each([
    ...[0, 0.001, 0.002, 0.01, 0.1, 0.9, 0.95, 0.99, 0.999, 1, 1.7, 10],
    ...[1e-10, 1e-9, 1e-5, 0.0001, 0.1, 1, 100_000, 1e6, 1e10, 1.1e23],
    Number.POSITIVE_INFINITY,
  ])('is written as the specification writes it: %d', (value) => {
    const examples =
      '0.0 0.001 0.002 0.01 0.1 0.9 0.95 0.99 0.999 1.0 1.7 10.0 ' +
      '1e-10 1e-09 1e-05 0.0001 0.1 1.0 100000.0 1e+06 1e+10 1.1e+23 +Inf';
    expect(examples.split(' ')).toContain(canonicalNumber(value));
    expect(Number(canonicalNumber(value).replace('+Inf', 'Infinity'))).toBe(value);
  });
});
