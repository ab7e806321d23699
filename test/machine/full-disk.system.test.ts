import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tmpFacts } from '../../harness/commands/doctor-look.ts';
import { readCalibrations, storeCalibration } from '../../harness/machine/calibration-store.ts';
import { tmpCheck } from '../../harness/machine/checks/room-checks.ts';
import { calibration } from '../helpers/calibrations.ts';

let disk: string;
let mounted = false;
beforeEach(async () => {
  disk = mkdtempSync(join(tmpdir(), 'disk-'));
  const { failed } = await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], {
    reject: false,
  });
  mounted = !failed;
  if (process.env.CI) expect(mounted, 'a small file system can be mounted').toBe(true);
});
afterEach(async () => {
  if (mounted) await execa('umount', [disk]);
  rmSync(disk, { recursive: true });
});

/** Writes until nothing more fits. */
function fill(): void {
  for (let file = 0; ; file++) {
    try {
      writeFileSync(join(disk, `filler-${file}`), Buffer.alloc(4096));
    } catch {
      return;
    }
  }
}

describe('a full disk', () => {
  it('takes no calibration, and keeps the ones it has', async () => {
    if (!mounted) return;
    const path = join(disk, 'modebench', 'calibrations.json');
    await storeCalibration(path, calibration());
    fill();
    await expect(storeCalibration(path, calibration({ loaders: 2 }))).rejects.toMatchObject({
      code: 'ENOSPC',
    });
    expect(await readCalibrations(path)).toEqual({ calibrations: [calibration()], trouble: null });
    expect(readdirSync(dirname(path))).toEqual(['calibrations.json']);
  });

  it('has no room for servers', async () => {
    if (!mounted) return;
    fill();
    const before = readdirSync(disk);
    const facts = await tmpFacts(disk);
    expect(facts).toEqual({ path: disk, availableBytes: 0, problem: 'ENOSPC' });
    expect(tmpCheck(facts).status).toBe('fail');
    expect(readdirSync(disk)).toEqual(before);
  });
});
