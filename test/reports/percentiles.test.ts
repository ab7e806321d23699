import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { levelValue } from '../../harness/model/level.ts';
import { viewOf } from '../../reports/view/index.ts';
import { fabricateRecord, type RecordDraft } from '../helpers/record.ts';

/** Gives dev's slices of wait, 32 connections, these response times in ms, one list per round. */
function withTimes(rounds: readonly (readonly number[] | string)[], edit?: (draft: RecordDraft) => void) {
  return fabricateRecord({
    rounds: rounds.length,
    edit: (draft) => {
      for (const slice of draft.slices) {
        const here = slice.scenario === 'wait' && levelValue(slice.level) === 32 && slice.variant === 'dev';
        const times = rounds[slice.round - 1];
        if (!here || slice.load === null || times === undefined) continue;
        slice.load.responseTime = typeof times === 'string' ? times : encoded(times);
      }
      edit?.(draft);
    },
  });
}

function encoded(times: readonly number[]): string {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 3,
  });
  for (const ms of times) histogram.recordValue(ms * 1000);
  return encodeIntoCompressedBase64(histogram);
}

const repeat = (ms: number, n: number) => Array<number>(n).fill(ms);

function pointsOf(record: ReturnType<typeof fabricateRecord>, level = 'c32') {
  const scenario = viewOf(record).scenarios.find((one) => one.name === 'wait');
  const curve = scenario?.percentiles.find((one) => one.mode === 'dev' && one.level === level);
  return curve?.points.map(({ q, ms, least, most }) => ({
    q,
    ms: Math.round(ms),
    range: least === null || most === null ? null : [Math.round(least), Math.round(most)],
  }));
}

describe('the percentile curve', () => {
  it('merges the rounds and gives the range of those that support the percentile by themselves', () => {
    expect(pointsOf(withTimes([repeat(100, 30), repeat(200, 10), repeat(300, 20)]))).toEqual([
      { q: 0.5, ms: 100, range: [100, 300] },
    ]);
  });

  it('is there for every level, and of no other', () => {
    const record = withTimes(Array.from({ length: 4 }, () => repeat(100, 10)));
    expect(pointsOf(record, 'c32')?.map(({ ms }) => ms)).toEqual([100]);
    expect(pointsOf(record, 'c8')?.[0]?.ms).toBeGreaterThan(400);
    expect(pointsOf(record, 'c64')).toBeUndefined();
  });

  it('goes no further than the answers support', () => {
    const points = pointsOf(withTimes([repeat(100, 150), repeat(100, 150), repeat(100, 150)]));
    expect(points?.map((point) => point.q)).toEqual([0.5, 0.9, 0.95]);
    expect(points?.at(-1)?.range).toBeNull();
  });

  it('leaves out a histogram that cannot be read, and rounds that do not count', () => {
    const record = withTimes([repeat(100, 40), 'not a histogram', repeat(900, 500)], (draft) => {
      for (const round of draft.rounds) if (round.round === 3) round.discarded = ['disturbed'];
    });
    expect(pointsOf(record)).toEqual([{ q: 0.5, ms: 100, range: null }]);
  });

  it('counts requests of an open workload that were unfinished at the end with their age', () => {
    const record = withTimes([repeat(100, 30), repeat(100, 30)], (draft) => {
      for (const { load } of draft.slices) {
        if (load === null) continue;
        const none = encoded([]);
        const lags = { serviceTime: none, sendLag: none, wakeLag: none };
        load.open = { offered: 100, unsent: 0, ...lags, censored: encoded(repeat(900, 70)), meanInFlight: 1 };
      }
    });
    expect(pointsOf(record)?.[0]).toEqual({ q: 0.5, ms: 900, range: [900, 900] });
  });

  it('is absent where slices were too short for every connection to be timed', () => {
    const record = withTimes([repeat(100, 40), repeat(100, 40)], (draft) => {
      for (const one of draft.summaries) {
        if (one.scenario === 'wait') Object.assign(one.metrics, { p50: null, p95: null, p99: null });
      }
      for (const { round, load } of draft.slices) if (round === 2 && load !== null) load.responses = 30;
    });
    expect(pointsOf(record)).toBeUndefined();
  });

  it('is absent where there is no histogram', () => {
    expect(pointsOf(withTimes(['', '']))).toBeUndefined();
  });
});
