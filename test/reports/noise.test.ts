import { describe, expect, it } from 'vitest';
import { tellNoise } from '../../harness/gate/noise-record.ts';
import { gateMetricNames, type PlannedGate } from '../../harness/model/gate.ts';
import { type NoiseRecord, type NoiseTarget, noiseRecordSchema } from '../../harness/model/noise.ts';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { runVerdict } from '../../harness/runs/run-verdict.ts';
import { documentOf } from '../../reports/html/document.ts';
import { renderTerminal } from '../../reports/index.ts';
import { markdownFormat } from '../../reports/markdown/index.ts';
import { viewOf } from '../../reports/view/index.ts';
import { doubtRemark, noiseStoredText, sizedRemark } from '../../reports/wording/noise.ts';
import { fabricateNoise, type GivenNoise } from '../helpers/gate-noise.ts';
import { gatePlan } from '../helpers/gating.ts';
import { fabricateRecord } from '../helpers/record.ts';

const gate: PlannedGate = { ...gatePlan(), findRate: null };
const targets: NoiseTarget[] = gateMetricNames
  .filter((metric) => metric !== 'failures')
  .map((metric) => ({ metric, share: 0.05 }));

/** Told once: drawing takes a second. */
const plain: NoiseRecord = {
  ...{ rounds: { kept: 30, discarded: 2 }, needed: 6 },
  ...tellNoise(fabricateNoise(), gate, targets, 1),
};

function recordOf(noise: NoiseRecord = plain): RunRecord {
  return fabricateRecord({
    edit(draft) {
      draft.plan.gate = gate;
      draft.plan.noise = { targets };
      draft.noise = noise;
    },
  });
}
const drawnOf = (given: GivenNoise, kept = 30): NoiseRecord => ({
  ...{ rounds: { kept, discarded: 0 }, needed: 6 },
  ...tellNoise(fabricateNoise(given), gate, targets, 1),
});
const table = (record: RunRecord, columns = 80) =>
  renderTerminal(record, { columns, colour: false, full: false, tty: false });
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');
const shown = (record: RunRecord) => oneLine(table(record));

describe('noise on the terminal', () => {
  it('shows each metric with its noise, what gates find of it, and what they need', () => {
    const text = table(recordOf());
    expect(noiseRecordSchema.parse(plain)).toEqual(plain);
    expect(recordSchema.safeParse(recordOf()).success).toBe(true);
    expect(text).toMatch(
      /^noise: the same twice +2026-03-04 10:15 UTC\n30 rounds of equal sides, 2 more left out/,
    );
    expect(text).toMatch(/\nold · json · 16 connections\n +noise +1 % +2 % +5 % +10 % +20 % +finds +needs\n/);
    expect(text).toMatch(
      /\ncpu +[\d.]+ % +[\d.]+ % +[\d.]+ % +[\d.]+ % +100 % +100 % +[\d.]+ % +5 %: [\d.]+ min\n/,
    );
    expect(text).toMatch(/\nfailures +0 points( +–){5} +[\d.]+ points +–\n/);
  });

  it('says how gates without a change came out, and that they were drawn', () => {
    expect(shown(recordOf())).toMatch(
      /Of 1\D?000 gates of at most 3 min without any change, \d+ \([\d.]+ %, at most [\d.]+ %\) failed and \d+ \([\d.]+ %, at most [\d.]+ %\) warned; 1 in 100 may do either\. They were drawn from these rounds, whole, each with a random sign, and decided as bench gate decides; they took [\w ]+ on average, and a round of everything 5 s\./,
    );
  });

  it('says what time is enough for all, and of what no time is', () => {
    const calm = drawnOf({ spread: { cpuPerRequest: 0.01, p50: 0.01 } });
    expect(shown(recordOf(calm))).toMatch(
      /To find worse by 5 %, each in 80 % of gates, a gate needs [\w ]+ here, and \d+ rounds of what is suspect\./,
    );
    const wild = shown(recordOf(drawnOf({ spread: { cpuPerRequest: 0.01, p99: 2 } })));
    expect(wild).toContain(
      'Not found in 80 % of gates of an hour either: 5 % in p99 of old in json. Set a greater --threshold, or let the metric warn at most (--gating).',
    );
    expect(wild).toContain('> 1 h');
  });

  it('knows sides that are not treated alike', () => {
    const noise = fabricateNoise({ spread: { cpuPerRequest: 0.01 } });
    const leaning = noise.worsening.map((round) =>
      round.map((all) => all.map((value) => (value ?? 0) + 0.05)),
    );
    const told = tellNoise({ ...noise, worsening: leaning }, gate, [], 1);
    const text = shown(recordOf({ ...plain, ...told }));
    expect(text).toMatch(
      /The two sides differ by more than chance though they are the same: cpu of old in json \([\d.]+ % worse when started second in the list\)\./,
    );
    expect(shown(recordOf())).not.toContain('differ by more than chance');
  });

  it('says when there are too few rounds to draw from, and is no answer then', () => {
    const few = recordOf(drawnOf({ rounds: 4 }, 4));
    expect(shown(few)).toContain(
      'No gate can be drawn from 4 rounds: at least 6 are needed, and two dozen tell more. Raise --budget, or name fewer modes and scenarios.',
    );
    expect(runVerdict(few, [])).toBe('no-answer');
    expect(runVerdict(recordOf(), [])).toBe('pass');
  });

  it('fits whatever width', () => {
    for (const columns of [30, 40, 60, 80, 120]) {
      for (const line of table(recordOf(), columns).split('\n'))
        expect([...line].length).toBeLessThanOrEqual(columns);
    }
  });
});

describe('noise in documents', () => {
  it('leads the page and the Markdown, in place of an answer', async () => {
    const page = documentOf(viewOf(recordOf()), { script: 'void 0;', style: '' });
    expect(page).not.toContain('<section id="answer"');
    expect(page).toMatch(/<section id="noise"[\s\S]*<th scope="col">Smallest found<\/th>/);
    const [text] = await markdownFormat.render(recordOf());
    expect(text?.content.toString()).toContain('## old · json · 16 connections');
    expect(text?.content.toString()).toMatch(/\n- Of 1\D?000 gates /);
  });
});

describe('what a gate says of stored noise', () => {
  const sizedBy = { run: 'r1', takenAt: '2026-03-04T10:15:00.000Z', rounds: 24, passes: 3 };
  it('names the run that it was sized by', () => {
    expect(sizedRemark(sizedBy)).toBe(
      'noise of this machine: 24 rounds of r1, 2026-03-04; 3 slices of each side in a round find more here',
    );
    expect(sizedRemark({ ...sizedBy, passes: null })).toBe(
      'noise of this machine: 24 rounds of r1, 2026-03-04',
    );
  });

  it('says beforehand what it will not find, and what to try', () => {
    const doubt = { what: 'p50 of web in json', metric: 'p50', worse: 0.05, found: 0.43 } as const;
    const told = (seconds: number | null, threshold: number | null) =>
      oneLine(doubtRemark({ ...doubt, seconds, threshold }, 'p50', 180));
    expect(told(600, 0.0371)).toBe(
      'p50 of web in json: worse by 5 % is found in 43 of 100 gates of 3 min here; try --budget 10m, or --threshold p50=4%',
    );
    expect(told(null, 0.03)).toMatch(/; try --threshold p50=3%$/);
    expect(told(null, null)).toMatch(/; a quieter machine may find more$/);
  });

  it('says where noise is kept, or why it is not', () => {
    expect(noiseStoredText('/c/noise.json', null)).toBe('kept for bench gate on this machine: /c/noise.json');
    expect(noiseStoredText('/c/noise.json', 'EACCES')).toBe(
      'bench: the noise could not be kept in /c/noise.json (EACCES); gates are measured without knowing it',
    );
  });
});
