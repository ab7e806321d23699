import { type GateMetricName, gateMetricWords } from '../../harness/model/gate.ts';
import { levelLabel } from '../../harness/model/level.ts';
import type { NoiseNeed, NoisePower, NoiseRecord } from '../../harness/model/noise.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import {
  alarmSentences,
  leanSentence,
  needSentences,
  noiseHeadline,
  powerHeadings,
  sizeText,
  tooFewSentence,
} from '../wording/noise.ts';
import { NBSP, NONE, percent } from '../wording/numbers.ts';

/** What a record says of noise, ready to be set. */
export interface NoiseView {
  /** `24 rounds of equal sides, 2 more left out …` */
  readonly headline: string;
  readonly groups: readonly NoiseGroup[];
  readonly sentences: readonly string[];
}

/** A mode and scenario. */
export interface NoiseGroup {
  readonly heading: string;
  readonly rows: readonly NoiseRow[];
}

export interface NoiseRow {
  readonly metric: string;
  /** Spread of most rounds, and of all. */
  readonly robustSd: string;
  readonly sd: string;
  readonly rounds: number;
  /** How often each of {@link powerHeadings} is found. */
  readonly found: readonly string[];
  /** The smallest that is found often enough. */
  readonly detectable: string;
  /** What a gate needs to find its target. */
  readonly need: string;
}

/** What to call a test of a noise by. */
export interface NoiseNames {
  /** `p50 of web in json` */
  test(test: number): string;
  metric(test: number): GateMetricName;
}

/** Null of a record that is not of noise. */
export function noiseOf(record: RunRecord): NoiseView | null {
  const { noise } = record;
  if (noise === undefined) return null;
  const names = namesOf(record, noise);
  const budgetSeconds = record.plan.gate?.budgetSeconds ?? null;
  return {
    headline: noiseHeadline(noise),
    groups: groupsOf(record, noise),
    sentences: [
      ...(noise.alarms === null ? [tooFewSentence(noise)] : []),
      ...(noise.alarms === null ? [] : alarmSentences(noise.alarms, record.plan.gate, roundSeconds(noise))),
      ...needSentences(noise, names, { budgetSeconds, power: record.plan.gate?.power ?? 0.8 }),
      ...leanSentence(noise, names),
    ],
  };
}

function namesOf(record: RunRecord, { noise }: NoiseRecord): NoiseNames {
  const metric = (test: number) => noise.tests[test]?.metric ?? 'cpuPerRequest';
  return {
    metric,
    test(test) {
      const pair = noise.pairs[noise.tests[test]?.pair ?? 0];
      const of = pair === undefined ? NONE : `${modeOf(record, pair.baseline)} in ${pair.scenario}`;
      return `${gateMetricWords[metric(test)]} of ${of}`;
    },
  };
}

function modeOf({ plan }: RunRecord, id: string): string {
  return plan.variants.find((variant) => variant.id === id)?.label ?? id;
}

function groupsOf(record: RunRecord, { noise, spreads, power, needs }: NoiseRecord): readonly NoiseGroup[] {
  const groups = new Map<string, { levels: Set<string>; rows: NoiseRow[] }>();
  for (const { test, robustSd, sd, rounds } of spreads) {
    const { pair: place = 0, metric = 'cpuPerRequest' } = noise.tests[test] ?? {};
    const pair = noise.pairs[place];
    if (pair === undefined) continue;
    const name = `${modeOf(record, pair.baseline)} · ${pair.scenario}`;
    const group = groups.get(name) ?? { levels: new Set<string>(), rows: [] };
    groups.set(name, group);
    group.levels.add(levelLabel(pair.level));
    group.rows.push({
      metric: gateMetricWords[metric],
      robustSd: sizeText(metric, robustSd),
      sd: sizeText(metric, sd),
      rounds,
      ...foundTexts(
        metric,
        power.find((one) => one.test === test),
      ),
      need: needText(
        metric,
        needs.find((one) => one.test === test),
      ),
    });
  }
  return [...groups].map(([name, { levels, rows }]) => ({
    heading: [name, [...levels].join(', ')].join(' · '),
    rows,
  }));
}

/** Sizes of failures are others: only the smallest that is found is told of them. */
function foundTexts(
  metric: GateMetricName,
  power: NoisePower | undefined,
): Pick<NoiseRow, 'found' | 'detectable'> {
  const { found = [], detectable = null } = power ?? {};
  return {
    found: powerHeadings.map(({ worse }) => {
      const at = found.find((one) => Math.abs(one.worse - worse) < 1e-9);
      return metric === 'failures' || at === undefined ? NONE : percent(at.share);
    }),
    detectable: detectable === null ? NONE : sizeText(metric, detectable),
  };
}

function needText(metric: GateMetricName, need: NoiseNeed | undefined): string {
  if (need === undefined) return NONE;
  const time = need.seconds === null ? '> 1 h' : `${Number((need.seconds / 60).toPrecision(2))} min`;
  return `${sizeText(metric, need.worse)}: ${time}`.replaceAll(' ', NBSP);
}

/** A round of all pairs, with as many passes as were measured. */
function roundSeconds({ noise: { startSeconds, visits, passes } }: NoiseRecord): number {
  const most = passes.at(-1) ?? 1;
  return visits.reduce((sum, visit) => sum + visit.overheadSeconds + most * visit.passSeconds, startSeconds);
}
