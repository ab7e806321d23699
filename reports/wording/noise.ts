import type { GateMetricName, PlannedGate } from '../../harness/model/gate.ts';
import type { NoiseAlarms, NoiseRecord } from '../../harness/model/noise.ts';
import { thresholdWords, worseningWords } from './gate-figures.ts';
import { count, list, NBSP, percent, plural, seconds } from './numbers.ts';

/** Sizes of change of which it is told how often they are found. */
export const powerHeadings = [
  { worse: 0.01, text: `1${NBSP}%` },
  { worse: 0.02, text: `2${NBSP}%` },
  { worse: 0.05, text: `5${NBSP}%` },
  { worse: 0.1, text: `10${NBSP}%` },
  { worse: 0.2, text: `20${NBSP}%` },
] as const;

/** Chance, over all metrics together, below which a lean is none. */
const leanBound = 0.01;

/** `24 rounds of equal sides, 2 more left out because the machine was disturbed` */
export function noiseHeadline({ rounds: { kept, discarded } }: NoiseRecord): string {
  const left = discarded === 0 ? '' : `, ${discarded} more left out because the machine was disturbed`;
  return `${plural(kept, 'round')} of equal sides${left}`;
}

/** `2.3 %`; of failures, which are differences of shares, `0.04 points`: for a table. */
export function sizeText(metric: GateMetricName, size: number): string {
  const figure = Number((100 * size).toPrecision(2));
  return metric === 'failures' ? `${figure}${NBSP}points` : `${figure}${NBSP}%`;
}

export function tooFewSentence({ rounds: { kept }, needed }: NoiseRecord): string {
  return `no gate can be drawn from ${plural(kept, 'round')}: at least ${needed} are needed, and two dozen tell more. Raise --budget, or name fewer modes and scenarios`;
}

/** How often gates without a change fail and warn, and how that is known. */
export function alarmSentences(
  { gates, fail, warn, invalid, meanSeconds }: NoiseAlarms,
  gate: PlannedGate | undefined,
  roundSeconds: number,
): readonly string[] {
  const counted = (what: { readonly share: number; readonly high: number }) =>
    `${count(Math.round(what.share * gates))} (${percent(what.share)}, at most ${percent(what.high)})`;
  const allowed = gate === undefined ? '' : `; 1 in ${Math.round(1 / gate.alpha)} may do either`;
  const broken =
    invalid.share === 0
      ? ''
      : `, and ${counted(invalid)} could judge nothing: too many rounds disturbed, or too few in the budget`;
  const budget = gate?.budgetSeconds == null ? '' : ` of at most ${seconds(gate.budgetSeconds)}`;
  return [
    `of ${count(gates)} gates${budget} without any change, ${counted(fail)} failed and ${counted(warn)} warned${broken}${allowed}. They were drawn from these rounds, whole, each with a random sign, and decided as bench gate decides; they took ${seconds(Math.round(meanSeconds))} on average, and a round of everything ${seconds(Math.ceil(roundSeconds))}`,
  ];
}

interface Names {
  test(test: number): string;
  metric(test: number): GateMetricName;
}

/** What a gate needs to find the targets: all together, and which are the ones that need more than it has. */
export function needSentences(
  { needs, noise }: NoiseRecord,
  names: Names,
  { budgetSeconds, power }: { readonly budgetSeconds: number | null; readonly power: number },
): readonly string[] {
  if (needs.length === 0) return [];
  const often = `in ${percent(power)} of gates`;
  const never = needs.filter((need) => need.seconds === null);
  const beyond = needs.filter(
    (need) => need.seconds !== null && budgetSeconds !== null && need.seconds > budgetSeconds,
  );
  const longest = Math.max(...needs.map((need) => need.seconds ?? 0));
  const rounds = Math.max(...needs.map((need) => need.rounds ?? 0));
  const sized = (need: (typeof needs)[number]) =>
    `${worseningWords(names.metric(need.test), need.worse)} in ${names.test(need.test)}`;
  const time = (value: number) => seconds(value);
  const whole =
    never.length === 0
      ? [
          `to find ${targetsText(needs, names)}, each ${often}, a gate needs ${time(longest)} here, and ${plural(Math.round(rounds), 'round')} of what is suspect`,
        ]
      : [];
  return [
    ...whole,
    ...(beyond.length === 0
      ? []
      : [
          `not found ${often} of ${time(budgetSeconds ?? 0)}: ${list(beyond.map((need) => `${sized(need)} (needs ${time(need.seconds ?? 0)})`))}. Give the gate a --budget, or a greater --threshold`,
        ]),
    ...(never.length === 0
      ? []
      : [
          `not found ${often} of an hour either: ${list(never.map(sized))}. ${noise.discardedShare > 0.1 ? 'Measure on a quieter machine' : 'Set a greater --threshold'}, or let the metric warn at most (--gating)`,
        ]),
  ];
}

/** `a change of 5 %`, where all are of one size. */
function targetsText(needs: NoiseRecord['needs'], names: Names): string {
  const sizes = new Map(
    needs.map((need) => {
      const metric = names.metric(need.test);
      return [metric, thresholdWords({ metric, threshold: need.worse })] as const;
    }),
  );
  const distinct = [...new Set(sizes.values())];
  return distinct.length === 1
    ? `worse by ${distinct[0]}`
    : `what is worse by twice its threshold or as --target says`;
}

/** Sides that are the same and still differ are not treated alike. */
export function leanSentence({ spreads }: NoiseRecord, names: Names): readonly string[] {
  const leaning = spreads.filter(({ leanP }) => leanP * spreads.length < leanBound);
  if (leaning.length === 0) return [];
  const items = leaning.map(({ test, lean }) => {
    const metric = names.metric(test);
    return `${names.test(test)} (${worseningWords(metric, Math.abs(lean))} ${lean > 0 ? 'worse' : 'better'} when started second in the list)`;
  });
  return [
    `the two sides differ by more than chance though they are the same: ${list(items)}. Something treats them unlike: a port, a folder, a cache that they share; a gate would take it for a change`,
  ];
}

/** Where a profile was put, and what it is for. */
export function noiseStoredText(path: string, code: string | null): string {
  return code === null
    ? `kept for bench gate on this machine: ${path}`
    : `bench: the noise could not be kept in ${path} (${code}); gates are measured without knowing it`;
}

/** What of a gate is sized by a stored profile. */
export function sizedRemark(sizedBy: NonNullable<PlannedGate['sizedBy']>): string {
  const { run, takenAt, rounds, passes } = sizedBy;
  const slices = passes === null ? '' : `; ${passes} slices of each side in a round find more here`;
  return `noise of this machine: ${plural(rounds, 'round')} of ${run}, ${takenAt.slice(0, 10)}${slices}`;
}

/** How many slices a round of a gate has, and by what they were chosen: told afterwards, from its plan. */
export function sizingSentence({ sizedBy, against }: PlannedGate): string {
  const usual = 'as many slices of each side in a round as let enough rounds fit the budget';
  if (sizedBy === undefined) {
    const unknown =
      against === undefined ? '; nothing was known of the noise here, which bench noise measures' : '';
    return `${usual}${unknown}`;
  }
  const { run, takenAt, rounds, passes } = sizedBy;
  const noise = `the noise of this machine (${plural(rounds, 'round')} of ${run}, ${takenAt.slice(0, 10)})`;
  return passes === null
    ? `${usual}; by ${noise} no other number finds more`
    : `${plural(passes, 'slice')} of each side in a round, for by ${noise} that finds more`;
}

/** What a gate that is about to be measured will not find often enough. */
export interface ForeseenDoubt {
  /** `p50 of web in json` */
  readonly what: string;
  readonly metric: GateMetricName;
  readonly worse: number;
  /** Share of gates that find it. */
  readonly found: number;
  /** Budget that would do, s. */
  readonly seconds: number | null;
  /** Threshold that this budget can hold. */
  readonly threshold: number | null;
}

/** `p50 of web in json: worse by 5 % is found in 43 of 100 gates of 3 min here; try --budget 10m, or --threshold p50=4%` */
export function doubtRemark(doubt: ForeseenDoubt, word: string, budgetSeconds: number | null): string {
  const { what, metric, worse, found, threshold } = doubt;
  const gates = budgetSeconds === null ? 'gates' : `gates of ${seconds(budgetSeconds)}`;
  const tries = [
    ...(doubt.seconds === null ? [] : [`--budget ${Math.ceil(doubt.seconds / 60)}m`]),
    ...(threshold === null ? [] : [`--threshold ${word}=${roundUp(100 * threshold)}%`]),
  ];
  const remedy = tries.length === 0 ? 'a quieter machine may find more' : `try ${tries.join(', or ')}`;
  return `${what}: worse by ${worseningWords(metric, worse)} is found in ${Math.round(100 * found)} of 100 ${gates} here; ${remedy}`;
}

/** To a half, which is easier to read and a little safer. */
function roundUp(percents: number): number {
  return Math.ceil(2 * percents) / 2;
}
