import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Asked, grammatical, mutated, random, someCuts } from './answers/arbitrary.ts';
import { refusals, rewritings } from './answers/named-differences.ts';
import { readWithNode } from './answers/node-client.ts';
import { type Outcome, readWithParser } from './answers/reading.ts';
import { rewritten } from './answers/sections.ts';

/** Answers of each kind that a test reads; FUZZ_RUNS in the environment sets another number. */
const runs = (few: number) => Number(process.env.FUZZ_RUNS ?? few);
const seconds = Math.max(30, Number(process.env.FUZZ_RUNS ?? 0) / 20);

const kinds: readonly [string, fc.Arbitrary<Asked>][] = [
  ['by the grammar', grammatical],
  ['with some bytes changed', mutated],
  ['that are any bytes', random],
];

const rewrites = rewritings.map(({ rewrite }) => rewrite);
const asNodeReads = (bytes: Buffer, head: boolean) =>
  Buffer.from(rewritten(bytes.toString('latin1'), head, rewrites), 'latin1');

const isWhole = ({ kind }: Outcome) => kind === 'whole';

/** What our parser and Node make of the same bytes, named differences aside; `agreed` says at what they agreed. */
async function compare({ head, bytes }: Asked): Promise<string> {
  const text = bytes.toString('latin1');
  const shown = `${head ? 'HEAD ' : ''}${JSON.stringify(text)}`;
  const { outcome, problem, used, byEnd } = readWithParser(bytes, head);
  if (outcome.kind === 'whole') {
    // Node sees nothing past the end that we found, so that it must have come to it too.
    const answer = bytes.subarray(0, used);
    let how = 'as they are';
    let node = await readWithNode(answer, head);
    if (JSON.stringify(node) !== JSON.stringify(outcome)) {
      how = 'rewritten';
      node = await readWithNode(asNodeReads(answer, head), head);
      expect(node, shown).toEqual(outcome);
    }
    if (!byEnd)
      expect(await readWithNode(asNodeReads(answer.subarray(0, -1), head), head), shown).not.toMatchObject({
        kind: 'whole',
      });
    return how;
  }
  const named = problem !== null && refusals.some(({ refuses }) => refuses(problem, text));
  if (named) return 'refused by us';
  const node = await readWithNode(asNodeReads(bytes, head), head);
  expect(isWhole(node), shown).toBe(false);
  if (node.kind !== outcome.kind) {
    // Node waits for the byte after a field, which may fold it, even where the field is faulty in any case.
    expect(outcome.kind, shown).toBe('refused');
    const goesOn = Buffer.concat([bytes, Buffer.from('\r\nX: y\r\n')]);
    expect(await readWithNode(asNodeReads(goesOn, head), head), shown).toEqual(outcome);
  }
  return outcome.kind;
}

/** Before llhttp 9 (Node 20.20) Node read many faulty answers that it refuses now. */
const strictNode = Number.parseInt(process.versions.llhttp ?? '0', 10) >= 9;

describe.each(kinds)('answers %s', (kind, answers) => {
  it(
    'are read alike however they are cut',
    () => {
      fc.assert(
        fc.property(answers, someCuts, ({ head, bytes }, cuts) => {
          const whole = readWithParser(bytes, head);
          expect(readWithParser(bytes, head, cuts)).toEqual(whole);
          expect(readWithParser(bytes, head, [...bytes.subarray(0, 3000).keys()])).toEqual(whole);
        }),
        { numRuns: runs(700) },
      );
    },
    seconds * 1000,
  );

  it(
    'are read as Node reads them, but for the named differences',
    async () => {
      const seen = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(answers, async (asked) => {
          const how = await compare(asked);
          seen.set(how, (seen.get(how) ?? 0) + 1);
        }),
        { numRuns: runs(700) },
      );
      if (process.env.FUZZ_RUNS !== undefined) console.log(`answers ${kind}:`, Object.fromEntries(seen));
    },
    seconds * 1000,
  );
});

describe.runIf(strictNode)('the named differences', () => {
  it.each(rewritings)('hold: $name', async ({ example, head = false, lenientNode }) => {
    const bytes = Buffer.from(example, 'latin1');
    const { outcome } = readWithParser(bytes, head);
    expect(await readWithNode(bytes, head)).not.toEqual(outcome);
    expect(await readWithNode(asNodeReads(bytes, head), head)).toEqual(outcome);
    const lenient = await readWithNode(bytes, head, { lenient: true });
    expect(JSON.stringify(lenient) === JSON.stringify(outcome)).toBe(lenientNode);
  });

  it.each(refusals)('hold: $name', async ({ example, head = false, lenientNode, refuses }) => {
    const bytes = Buffer.from(example, 'latin1');
    const { outcome, problem } = readWithParser(bytes, head);
    expect(outcome.kind).toBe('refused');
    expect(refuses(problem ?? '', example)).toBe(true);
    expect((await readWithNode(bytes, head)).kind).not.toBe('refused');
    expect((await readWithNode(bytes, head, { lenient: true })).kind === 'refused').toBe(lenientNode);
  });

  it('are read alike by Node however they are cut', async () => {
    for (const { example, head = false } of [...rewritings, ...refusals]) {
      const bytes = Buffer.from(example, 'latin1');
      const whole = await readWithNode(bytes, head);
      expect(await readWithNode(bytes, head, { cuts: [...bytes.keys()] }), JSON.stringify(example)).toEqual(
        whole,
      );
    }
  });
});
