import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCalibrationRequest } from '../../harness/commands/calibrate-flags.ts';
import { busiestOf, tmpFacts } from '../../harness/commands/doctor-look.ts';
import { UsageError } from '../../harness/model/failure.ts';
import { processEntry } from '../helpers/process-entry.ts';

const around = { cores: 4, cpus: [0, 1, 2, 3] };

function problems(flags: Parameters<typeof parseCalibrationRequest>[0], change: Partial<typeof around> = {}) {
  try {
    parseCalibrationRequest(flags, { ...around, ...change });
    return [];
  } catch (error) {
    if (error instanceof UsageError) return error.problems;
    throw error;
  }
}

describe('what is asked of a calibration', () => {
  it('is one loader, any CPU and half a minute, when nothing is said', () => {
    expect(parseCalibrationRequest({}, around)).toEqual({
      ...{ loaders: 1, serverCpus: null, loadCpus: null, budgetSeconds: 30 },
    });
  });

  it('is what the flags say, CPUs as the kernel writes them', () => {
    const flags = { loaders: '2', serverCpus: '1,0', loadCpus: '2,3', budget: '1m' };
    expect(parseCalibrationRequest(flags, around)).toEqual({
      ...{ loaders: 2, serverCpus: '0-1', loadCpus: '2-3', budgetSeconds: 60 },
    });
  });

  it('is refused with everything that is wrong', () => {
    expect(problems({ loaders: '5', serverCpus: 'all', loadCpus: '3-9', budget: '5s' })).toEqual([
      { where: '--loaders', message: '"5" is not a whole number from 1 to 4' },
      { where: '--budget', message: '"5s" is out of bounds', hint: 'allowed: 20s to 600s' },
      { where: '--server-cpus', message: '"all" is not a list of CPUs', hint: 'write 0, 0-3 or 0-3,8' },
      { where: '--load-cpus', message: 'there is no CPU 4-9 for this process', hint: 'allowed: 0-3' },
    ]);
  });
});

describe('the busiest programs', () => {
  const at = (pid: number, ownCpuMs: number, command = `p${pid}`) => processEntry({ pid, ownCpuMs, command });
  it('are those that used most between two looks, three at most, and not this one', () => {
    const before = [at(1, 1000), at(2, 500), at(3, 0), at(4, 0), at(process.pid, 0)];
    const after = [at(1, 1010), at(2, 2500), at(3, 1000), at(4, 800), at(5, 400), at(process.pid, 4000)];
    expect(busiestOf(before, after, 4000)).toEqual([
      { pid: 2, command: 'p2', cores: 0.5 },
      { pid: 3, command: 'p3', cores: 0.25 },
      { pid: 4, command: 'p4', cores: 0.2 },
    ]);
  });

  it('are nobody when no time passed', () => {
    expect(busiestOf([], [at(1, 100)], 0)).toEqual([]);
  });
});

describe('the folder of temporary files', () => {
  it('is written to, and left as it was', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
    expect(await tmpFacts(folder)).toEqual({
      path: folder,
      availableBytes: expect.any(Number),
      problem: null,
    });
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
    expect(await tmpFacts(folder)).toEqual({ path: folder, availableBytes: null, problem: 'ENOENT' });
  });
});
