import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { type Finished, Workplace } from '../helpers/cli.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

const dev = ['run', '--modes', 'dev', '--quiet', '--format', 'md'];
/** A handler that blocks 50 ms, one at a time: 16 connections wait 800 ms each. */
const wait = [...dev, '--scenarios', 'wait', '--concurrency', '1,16', '--rounds', '3'];
const json = [...dev, '--scenarios', 'json', '--concurrency', '4', '--rounds', '2'];

/** The load generator may be late beside much else that runs, and rounds are left out where the host takes the CPU away. */
function isSpoilt({ summaries }: RunRecord): boolean {
  return summaries.some(
    ({ validity }) =>
      validity.status === 'invalid' || validity.reasons.some(({ code }) => code === 'disturbed'),
  );
}

/** Measures again where the machine spoilt it. */
async function measured(...words: string[]): Promise<Finished & { readonly record: RunRecord }> {
  for (let attempt = 1; ; attempt++) {
    const finished = await place.bench(...words);
    const folder = place.runs().sort().at(-1) ?? '';
    const record = recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
    if (!isSpoilt(record) || attempt === 6) return { ...finished, record };
  }
}

const spaced = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ').replaceAll(/\s+/g, ' ');

describe('bench run --slo', { timeout: 300_000 }, () => {
  it('exits with 99 when one is missed, and says where', async () => {
    const { exitCode, stdout, stderr, record } = await measured(
      ...[...wait, '--slo', 'p50<150ms,footprint<2GB', '--slo', 'throughput>1req/s@c=16 of dev'],
    );
    expect(exitCode, stdout + stderr).toBe(99);
    const text = spaced(stdout);
    expect(text).toContain('objectives: 1 missed, 2 met');
    expect(text).toMatch(
      /× p50 < 150 ms: missed by dev at 16 connections \([\d.]+ ms, [\d.]+–[\d.]+\); cannot be told of dev at 1 connection \(\d+ requests, and p50 needs 20\)/,
    );
    expect(text).toMatch(/✓ footprint < 2 GB: holds for dev up to 16 connections \([\d.]+ MB, /);
    expect(text).toMatch(/✓ throughput > 1 req\/s at 16 connections of dev: holds for dev \([\d.]+ req\/s, /);

    expect(record.objectives.map(({ verdict }) => verdict)).toEqual(['missed', 'met', 'met']);

    const again = await place.bench('report', 'latest');
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toBe(stdout);
    const markdown = await place.bench('report', 'latest', '--format', 'md');
    expect(readFileSync(join(place.folder, markdown.stdout), 'utf8')).toContain('## Objectives');
  });

  it('exits with 0 when all are met, and with 3 for one that cannot be told if asked to be strict', async () => {
    const met = await measured(...json, '--slo', 'p50<60s,cpu<60s', '--slo', 'footprint<50GB,failures<50%');
    expect(met.exitCode, met.stdout + met.stderr).toBe(0);
    expect(met.stdout).toContain('objectives: 4 met');

    // Nobody can tell one failure in a million from so few requests.
    const strict = await place.bench(...json, '--slo', 'failures<0.0001%', '--strict');
    expect(strict.exitCode, strict.stdout + strict.stderr).toBe(3);
    expect(spaced(strict.stdout)).toMatch(
      /objectives: 1 cannot be told \? failures < 0\.0001 %: cannot be told of dev at 4 connections \(0 %, 0–[\d.]+[;)]/,
    );
  });

  it('starts nothing for one that is not understood, and points at the place', async () => {
    const { exitCode, stderr } = await place.bench(
      ...[...wait, '--slo', 'p99<200mz@c=8,failures<1%', '--slo', 'p50<1s in jsn', '--slo', 'p50<1s@c=64'],
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
        'bench: --slo: a level of 64 connections is not measured',
        '         p50<1s@c=64',
        '               ^^^^^',
        '       measured: @c=1, @c=16, or add it to --concurrency',
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
