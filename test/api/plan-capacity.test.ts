import { describe, expect, it } from 'vitest';
import { type CapacityOptions, planCapacity } from '../../harness/api/plan-capacity.ts';
import { UsageError } from '../../harness/model/failure.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { searchedRecord } from '../helpers/record-search.ts';

const record = fabricateRecord();

async function refused(options: object, of: RunRecord | string = record): Promise<readonly string[]> {
  const error: unknown = await planCapacity(of, options as CapacityOptions).catch((one: unknown) => one);
  if (!(error instanceof UsageError)) throw error;
  return error.problems.map(({ where, message, hint }) => `${where}: ${message} | ${hint}`);
}

describe('planCapacity', () => {
  it('tells what each mode carries, and plans for a target in numbers', async () => {
    const report = await planCapacity(record, {
      targetRps: 20_000,
      headroom: 0.1 + 0.2,
      growth: 2,
      instance: [{ cores: 2, memory: '4GB', price: 0.17, name: 'a, "b"' }, 'cores=2,price=3'],
      modes: 'prefork',
      scenarios: ['json', 'cpu'],
    });
    expect(report.plan?.question).toMatchObject({
      targetRps: 20_000,
      headroom: 0.3,
      growth: 2,
      instances: [
        { name: 'a, "b"', cores: 2, memoryBytes: 4e9, price: 0.17, priceUnit: null },
        { name: null, cores: 2, memoryBytes: null, price: 3, priceUnit: null },
      ],
    });
    expect(report.plan?.answers.map(({ mode, scenario, kind }) => [mode, scenario, kind])).toEqual([
      ['prefork', 'json', 'plan'],
      ['prefork', 'json', 'plan'],
      ['prefork', 'cpu', 'plan'],
      ['prefork', 'cpu', 'plan'],
    ]);
  });

  it('plans nothing without a target', async () => {
    const report = await planCapacity(record, { extrapolate: false });
    expect(report.plan).toBeNull();
    expect(report.sizes).toHaveLength(9);
  });

  it('takes what a search found where it was for the same objectives, however they are written', async () => {
    const searched = searchedRecord({ variants: ['web'], slo: 'p99<100ms' });
    for (const slo of ['p99<100ms', 'p99<=0.1s']) {
      const { plan } = await planCapacity(searched, { targetRps: '1k', slo });
      expect(plan?.answers[0]).toMatchObject({ kind: 'plan', basis: 'search', atLeast: false });
    }
  });

  it('refuses options that there are not, or of another kind, all at once', async () => {
    expect(await refused({ target: 5, slo: 5, instance: { memory: '8GB' } })).toEqual([
      'instance.cores: is missing | write a number',
      expect.stringMatching(/^slo: 5 is not text or a list/),
      expect.stringMatching(/^target: unknown key "target" \| allowed: targetRps, headroom, /),
    ]);
  });

  it('refuses values as the flags do, all at once', async () => {
    expect(
      await refused({
        targetRps: -5,
        headroom: 1.2,
        growth: 0,
        instance: { cores: 0.5 },
        slo: ['p99>1s', 'throughput>10/s', 'p99<1s in json'],
        modes: 'forked',
      }),
    ).toEqual([
      '--target-rps: "-5" is out of bounds | allowed: 0.01 to 100000000 requests per second',
      expect.stringContaining('--headroom: "1.2" is not a share from 0 to 95 %'),
      expect.stringContaining('--growth: "0" is out of bounds | allowed: 0.01x to 1000x'),
      expect.stringContaining('--instance: no whole number of cores from 1 to 4096 stands before "0.5"'),
      '--slo: "p99>1s" is a limit from below, which more load does not break | write p99<1s',
      '--slo: "throughput>10/s" is what a plan is for | say it with --target-rps',
      expect.stringContaining('--slo: "p99<1s in json" is of some of what was measured'),
      expect.stringContaining('--modes: mode "forked" was not measured'),
    ]);
  });

  it('names the run to make where nothing was measured, of the servers of the record', async () => {
    const nothing = { summaries: [], slices: [], comparisons: [] };
    expect(await refused({}, { ...record, ...nothing })).toEqual([
      '2026-03-04T10-15-00-default: has no cell with a throughput, so nothing can be planned from it | ' +
        'bench run --modes dev,prefork,threaded --scenarios json,cpu,wait --concurrency 1,2,4,8,16,32 --rounds 6 makes one that has',
    ]);
    const searched = { ...searchedRecord({ variants: ['web'] }), ...nothing };
    const [said] = await refused({}, searched);
    expect(said).toContain('bench run --cmd ');
    expect(said).toContain('--concurrency 1,2,4,8,16,32 --rounds 6 makes');
  });
});
