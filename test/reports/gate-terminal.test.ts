import { describe, expect, it } from 'vitest';
import { decideGate } from '../../harness/gate/decide.ts';
import type { GateSeries, PlannedGate } from '../../harness/model/gate.ts';
import { runVerdict } from '../../harness/runs/run-verdict.ts';
import { renderExplanation } from '../../reports/gate/explain.ts';
import { type GatedRun, isGated } from '../../reports/gate/terminal.ts';
import { renderTerminal } from '../../reports/index.ts';
import { asCodes } from '../helpers/codes.ts';
import { gatePlan, rounds, series } from '../helpers/gating.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { closed } from '../helpers/slices.ts';

const pair = {
  ...{ baseline: 'main@70dc05c web', candidate: 'working tree web', scenario: 'json', level: closed(8) },
};
const of = (metric: GateSeries['metric'], worsening: readonly number[], more: Partial<GateSeries> = {}) =>
  series(metric, worsening, { ...pair, ...more });
const quiet = [of('cpuPerRequest', rounds(12, 0)), of('p50', rounds(12, 0))];

/** A gate that was measured for so many rounds, and showed this. */
function gated(all: readonly GateSeries[], given: Partial<PlannedGate> = {}, reach = 20): GatedRun {
  const gate: PlannedGate = { ...gatePlan(), findRate: null, ...given };
  const record = fabricateRecord({
    edit(draft) {
      asCodes(draft);
      draft.plan.gate = gate;
      draft.gate = {
        ...decideGate(gate, all, reach),
        ...{ reach, rounds: { kept: 12, discarded: 2 }, series: [...all] },
      };
    },
  });
  if (!isGated(record)) throw new Error('the record has no gate');
  return record;
}

const table = (record: GatedRun, columns = 80) =>
  renderTerminal(record, { columns, colour: false, full: false, tty: false });
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');
const shown = (record: GatedRun) => oneLine(table(record));
const explained = (record: GatedRun) => oneLine(renderExplanation(record, { columns: 80, colour: false }));

describe('a gate on the terminal', () => {
  it('shows each metric with its change, its threshold and what would have been seen, and then the verdict', () => {
    const text = table(gated([of('cpuPerRequest', rounds(12, Math.log(1.12))), ...quiet.slice(1)]));
    expect(text).toMatch(
      /^gate: main@70dc05c → working tree +2026-03-04 10:15 UTC\n12 rounds, 2 more left out/,
    );
    expect(text).toMatch(/\nweb · json · 8 connections\n +change +threshold +would see\n/);
    expect(text).toMatch(
      /\ncpu +\+12 % \(\+12 to \+12\) +2 % +[\d.]+ % +FAIL\np50 +\S+ %? ?\(.*\) +2\.5 % +[\d.]+ % +pass\n/,
    );
    expect(oneLine(text)).toContain(
      'FAIL: working tree is worse than main@70dc05c in 1 figure that can fail it. CPU per request of web in json is ' +
        '12 % higher (12–12 %): fail, for the threshold is 2 %.',
    );
  });

  it('says of a pass what it could not rule out, and of what warns why', () => {
    const wide = of('p50', [0.05, -0.05, 0.04, -0.04, 0.03, -0.02, 0.01, 0]);
    expect(shown(gated([wide]))).toMatch(
      /pass: nothing of working tree is confirmed to be worse than main@70dc05c\. Not confirmed, and not ruled out by its threshold either: p50 of web in json \(up to [\d.]+ %\)\. More rounds narrow that: raise --budget\./,
    );
    const slight = of('cpuPerRequest', rounds(12, 0.01));
    expect(shown(gated([slight]))).toMatch(
      /warn: working tree may be merged; 1 warning against main@70dc05c\. CPU per request of web in json is 1\.0 % higher \(.*\): warn, for that is no accident, though less than the threshold of 2 %\./,
    );
    expect(shown(gated([wide], { onInconclusive: 'fail' }))).toMatch(
      /fail, for up to [\d.]+ % is not ruled out; the threshold is 2\.5 %\./,
    );
  });

  it('says why a metric cannot be judged, and what to do', () => {
    const disturbed = of('p50', rounds(8, 0), { trouble: { code: 'disturbed', discarded: 5, rounds: 13 } });
    expect(shown(gated([disturbed]))).toContain(
      'invalid: working tree cannot be judged against main@70dc05c by what was measured. p50 of web in json ' +
        'cannot be judged: the machine was disturbed, and 5 of 13 rounds were left out. Close what else runs on it, or measure on a quieter one.',
    );
    expect(shown(gated([of('p50', rounds(3, 0))], {}, 3))).toContain(
      'cannot be judged: 3 rounds measured, and 7 are needed. Raise --budget.',
    );
  });

  it('stays within its columns', () => {
    for (const columns of [40, 60, 80, 120]) {
      const lines = table(gated(quiet), columns).split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
  });

  it('explains each verdict by its rounds and looks', () => {
    const text = explained(gated([of('cpuPerRequest', rounds(12, Math.log(1.12))), of('throughput', [])]));
    expect(text).toMatch(
      /web · json · 8 connections · CPU per request \(can fail it, threshold 2 %\): FAIL 12 rounds: \+12[.\d]* %, .* %\./,
    );
    expect(text).toContain('After 6 rounds: p 0.016, only looked at: not confirmed');
    expect(text).toMatch(/After 12 rounds: p 2\.4e-4, to be confirmed 0\.\d+ or less: confirmed to be worse/);
    expect(text).toContain(
      'CPU per request of web in json is 12 % higher (12–12 %): fail, for the threshold is 2 %.',
    );
    expect(text).toContain(
      'throughput (warns only, threshold 4 %): invalid No round shows it. Throughput of web in json cannot be judged:',
    );
  });
});

describe('the explanation of a gate', () => {
  it('tells by what noise its slices were chosen, and where it knew of none', () => {
    const sizedBy = { run: 'r1', takenAt: '2026-03-04T10:15:00.000Z', rounds: 24, passes: 3 };
    expect(explained(gated(quiet, { sizedBy, passes: 3 }))).toContain(
      '3 slices of each side in a round, for by the noise of this machine (24 rounds of r1, 2026-03-04) that finds more. ',
    );
    expect(explained(gated(quiet, { sizedBy: { ...sizedBy, passes: null } }))).toContain(
      'As many slices of each side in a round as let enough rounds fit the budget; by the noise of this machine ' +
        '(24 rounds of r1, 2026-03-04) no other number finds more. ',
    );
    expect(explained(gated(quiet))).toContain(
      'fit the budget; nothing was known of the noise here, which bench noise measures. ',
    );
    const against = { record: 'r0', differences: [], pairs: [] };
    expect(explained(gated(quiet, { against }))).toContain('as let enough rounds fit the budget. ');
  });
});

describe('the verdict of a run that is a gate', () => {
  it.each([
    ['pass', quiet, 'pass'],
    ['warn', [of('cpuPerRequest', rounds(12, 0.01))], 'pass'],
    ['fail', [of('cpuPerRequest', rounds(12, 0.2))], 'missed'],
    ['invalid', [of('cpuPerRequest', [])], 'no-answer'],
  ] as const)('%s', (outcome, all, verdict) => {
    const record = gated(all);
    expect(record.gate.outcome).toBe(outcome);
    expect(runVerdict(record, [])).toBe(verdict);
    expect(runVerdict({ ...record, stop: 'interrupted' }, [])).toBe('interrupted');
  });
});
