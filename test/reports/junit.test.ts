import { describe, expect, it } from 'vitest';
import type { GateTest } from '../../harness/model/gate.ts';
import type { ObjectiveVerdict } from '../../harness/model/objective-verdict.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { readObjectives } from '../../harness/plan/objective-grammar.ts';
import { junitFormat, junitOf } from '../../reports/junit/index.ts';
import { viewOf } from '../../reports/view/index.ts';
import { hostileName, makeHostile } from '../helpers/hostile.ts';
import { junitTroubles, readXml, type XmlElement } from '../helpers/junit.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { asGate, gateRecord, gateTest, gateTests, quietTests } from '../helpers/record-gate.ts';

const written = (record: RunRecord) => junitOf(viewOf(record), record) ?? '';
const read = (record: RunRecord) => readXml(written(record));
const casesOf = (root: XmlElement) => root.children.flatMap(({ children }) => children);
const spaced = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

function objectiveVerdict(verdict: ObjectiveVerdict['verdict']): ObjectiveVerdict {
  const [first] = readObjectives('p99<200ms').written;
  return { objective: first!.objective, verdict, cells: [] };
}

/** The test case of one figure, and the name of what stands in it. */
function caseOf(test: GateTest): {
  readonly name: string;
  readonly kind: string;
  readonly shown: XmlElement;
} {
  const [one] = casesOf(read(gateRecord([test])));
  const [shown] = one!.children;
  return { name: one!.attributes.name!, kind: shown!.name, shown: shown! };
}

describe('JUnit XML', () => {
  it('has a suite for each mode and scenario, a case for each figure, and counts them', () => {
    const root = read(gateRecord());
    expect(root.name).toBe('testsuites');
    expect(root.attributes).toMatchObject({ name: 'gate', tests: '8', failures: '2', errors: '0' });
    expect(root.children.map(({ attributes }) => attributes.name)).toEqual([
      'web · json',
      'web · cpu',
      'web · wait',
    ]);
    expect(root.children[0]!.children.map(({ attributes }) => attributes)).toEqual([
      { name: 'p50', classname: 'web · json' },
      { name: 'CPU per request', classname: 'web · json' },
      { name: 'memory', classname: 'web · json' },
      { name: 'failed requests', classname: 'web · json' },
    ]);
    expect(root.children[2]!.attributes).toMatchObject({ tests: '2', skipped: '1', failures: '0' });
  });

  it('keeps to the schema that Jenkins reads it by', () => {
    expect(junitTroubles(read(gateRecord()))).toEqual([]);
    expect(junitTroubles(read(gateRecord(quietTests())))).toEqual([]);
    const broken = written(gateRecord()).replace('tests="4"', 'tests="four"').replace('testcase', 'case');
    expect(junitTroubles(readXml(broken.replace('</testcase>', '</case>')))).not.toEqual([]);
  });

  it('is red just where the exit code is not 0', () => {
    const failed = caseOf(gateTests.failed);
    expect(failed.kind).toBe('failure');
    expect(spaced(failed.shown.attributes.message!)).toBe(
      'p50 of web in cpu is 6.2 % longer (3.1–9.4 %): fail, for the threshold is 5 %',
    );
    const broken = { outcome: 'invalid', change: null, trouble: { code: 'no-figure' } } as const;
    expect(caseOf(gateTest(broken)).kind).toBe('error');
    expect(caseOf(gateTest({ ...broken, role: 'advisory' })).kind).toBe('skipped');
    expect(caseOf(gateTests.open).kind).toBe('system-out');
    expect(caseOf(gateTest({ reason: 'not-ruled-out', outcome: 'fail', couldBe: 0.1 })).kind).toBe('failure');
  });

  it('passes what only warns, with the warning to read', () => {
    const { kind, shown } = caseOf(gateTests.slightly);
    expect(kind).toBe('system-out');
    expect(spaced(shown.text)).toMatch(/^warn: memory footprint of web in json is 1\.2 % higher/);
    expect(spaced(shown.text)).toContain('\nthreshold: 2 %\nwould have been found: 0.9 %\np = 0.0001 (');
  });

  it('tells cases of one figure at several levels apart, and holds nothing that changes from run to run', () => {
    const other = gateTest({ level: { kind: 'closed', concurrency: 32 } });
    const names = casesOf(read(gateRecord([gateTest(), other]))).map(({ attributes }) => attributes.name);
    expect(names).toEqual(['p50 at 8 connections', 'p50 at 32 connections']);
    expect(JSON.stringify(casesOf(read(gateRecord())).map(({ attributes }) => attributes))).not.toContain(
      '70dc05c',
    );
  });

  it('is well-formed whatever names are, and shows them as they are', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        asGate(draft, Object.values(gateTests));
        makeHostile(draft);
        for (const test of draft.gate!.tests) {
          test.scenario = `${hostileName}]]>&\u0000\ud800\ufffe`;
          test.candidate = hostileName;
        }
      },
    });
    const root = read(record);
    expect(junitTroubles(root)).toEqual([]);
    const { name } = casesOf(root)[0]!.attributes;
    expect(name).toContain('p50');
    const suite = root.children[0]!.attributes.name!;
    expect(suite).toContain('</script><script>window.hacked=1</script>');
    expect(suite).toContain('\n# heading');
    expect(suite).toContain(']]>&\ufffd\ufffd\ufffd');
    expect(suite).toContain('\ufffd[31m');
  });

  it('has the objectives of a run, with a gate or without one', async () => {
    const record = (strict: boolean) =>
      fabricateRecord({
        edit: (draft) => {
          draft.plan.strict = strict;
          draft.objectives = [
            objectiveVerdict('missed'),
            objectiveVerdict('met'),
            objectiveVerdict('cannot-tell'),
          ];
        },
      });
    const kinds = (root: XmlElement) => casesOf(root).map(({ children }) => children[0]!.name);
    expect(kinds(read(record(false)))).toEqual(['failure', 'system-out', 'skipped']);
    expect(kinds(read(record(true)))).toEqual(['failure', 'system-out', 'error']);
    expect(junitTroubles(read(record(true)))).toEqual([]);
    expect(read(record(false)).children.map(({ attributes }) => attributes.name)).toEqual(['objectives']);
    expect((await junitFormat.render(record(false))).map(({ name }) => name)).toEqual(['report.junit.xml']);
    expect(await junitFormat.render(fabricateRecord())).toEqual([]);
  });
});
