import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordSchema } from '../../harness/model/record.ts';
import { Workplace } from '../helpers/cli.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

/** A handler that blocks 50 ms, one at a time: eight connections wait 400 ms each. */
const wait = 'run --modes dev --scenarios wait --concurrency 1,8 --rounds 2 --quiet --format md'.split(' ');
const spaced = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ').replaceAll(/\s+/g, ' ');

describe('bench run --slo', () => {
  it('exits with 99 when one is missed, and says from which level on', async () => {
    const { exitCode, stdout, stderr } = await place.bench(
      ...[...wait, '--slo', 'p50<150ms,footprint<2GB', '--slo', 'throughput>1req/s@c=8 of dev'],
    );
    expect(exitCode, stderr).toBe(99);
    const text = spaced(stdout);
    expect(text).toContain('objectives: 1 missed, 2 met');
    expect(text).toMatch(
      /× p50 < 150 ms: missed by dev at 8 connections \(4\d\d ms, [\d.]+–[\d.]+\); holds for dev at 1 connection \(5\d\.\d ms,/,
    );
    expect(text).toMatch(/✓ footprint < 2 GB: holds for dev up to 8 connections \(0\.\d+ GB,/);
    expect(text).toMatch(/✓ throughput > 1 req\/s at 8 connections of dev: holds for dev \(\d+\.\d req\/s,/);

    const [folder = ''] = place.runs();
    const record = recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
    expect(record.objectives.map(({ verdict }) => verdict)).toEqual(['missed', 'met', 'met']);
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('## Objectives');

    const again = await place.bench('report', 'latest');
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toBe(stdout);
  });

  it('exits with 0 when all are met, and with 3 for one that cannot be told if asked to be strict', async () => {
    const met = await place.bench(...wait, '--slo', 'p50<5s,p50>1ms,cpu<1s');
    expect(met.exitCode, met.stderr).toBe(0);
    expect(met.stdout).toContain('objectives: 3 met');

    // So few requests tell neither.
    const open = [...wait, '--concurrency', '1', '--slo', 'p99.9<5s,failures<0.01%'];
    const lenient = await place.bench(...open);
    expect(lenient.exitCode, lenient.stderr).toBe(0);
    expect(lenient.stdout).toContain('objectives: 2 cannot be told');
    expect(spaced(lenient.stdout)).toMatch(/requests, and p99\.9 needs 10 000/);
    expect((await place.bench(...open, '--strict')).exitCode).toBe(3);
  });

  it('starts nothing for one that is not understood, and points at the place', async () => {
    const { exitCode, stderr } = await place.bench(
      ...[...wait, '--slo', 'p99<200mz@c=8,failures<1%', '--slo', 'p50<1s in jsn', '--slo', 'p50<1s@c=16'],
    );
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      [
        'bench: --slo: "mz" is no unit of p99',
        '         p99<200mz@c=8,failures<1%',
        '                ^^',
        '       p99 is a time: us, ms or s',
        'bench: --slo: scenario "jsn" is not measured',
        '         p50<1s in jsn',
        '                ^^^^^^',
        '       allowed: wait',
        'bench: --slo: a level of 16 connections is not measured',
        '         p50<1s@c=16',
        '               ^^^^^',
        '       measured: @c=1, @c=8, or add it to --concurrency',
      ].join('\n'),
    );
    expect(existsSync(join(place.folder, '.bench'))).toBe(false);
  });

  it('is kept by a run that is resumed', async () => {
    const { exitCode, stderr } = await place.bench('run', '--resume', '--slo', 'p50<1s');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('bench: --slo: cannot go with --resume: a resumed run keeps its plan');
  });
});
