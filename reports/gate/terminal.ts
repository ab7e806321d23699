import type { GateRecord, GateTest } from '../../harness/model/gate.ts';
import { levelKey, levelLabel } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { objectiveLines } from '../terminal/objectives.ts';
import { keyed, type Lines, type Page, spread } from '../terminal/page.ts';
import { tableLines } from '../terminal/table.ts';
import { wrap } from '../terminal/text.ts';
import { viewOf } from '../view/index.ts';
import { utcMinute } from '../wording/dates.ts';
import {
  type GateNames,
  gateNames,
  gateOutcomeWords,
  notRuledOutSentence,
  roundsText,
  testSentence,
  verdictSentence,
} from '../wording/gate.ts';
import { plural, seconds } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { gateTable } from './table.ts';

export type GatedRun = RunRecord & { readonly gate: GateRecord };

export function isGated(record: RunRecord): record is GatedRun {
  return record.gate !== undefined;
}

const outcomePaint = { pass: 'good', warn: 'doubtful', fail: 'bad', invalid: 'doubtful' } as const;

/** The verdict of a gate: a table of each mode and scenario, and then what it comes to. */
export function gateBlocks(record: GatedRun, page: Page): readonly Lines[] {
  const { gate, startedAt } = record;
  const names = gateNames(record);
  const title = [
    ...spread(`gate: ${names.base} → ${names.head}`, utcMinute(startedAt), page),
    ...wrap(`${roundsText(gate)}, in ${seconds(record.measuredSeconds)}`, page.columns).map(page.paint.faint),
  ];
  const view = viewOf(record);
  return [
    title,
    ...groupsOf(gate.tests).map((tests) => tableBlock(tests, names, page)),
    verdictLines(record, names, page),
    ...(record.objectives.length === 0 ? [] : [objectiveLines(view, page)]),
    closingLines(record, page),
  ].filter((lines) => lines.length > 0);
}

/** Of one mode and scenario together, whatever their levels. */
export function groupsOf(tests: readonly GateTest[]): readonly (readonly GateTest[])[] {
  const groups = new Map<string, GateTest[]>();
  for (const test of tests) {
    const key = `${test.candidate}|${test.scenario}`;
    groups.set(key, [...(groups.get(key) ?? []), test]);
  }
  return [...groups.values()];
}

function tableBlock(tests: readonly GateTest[], names: GateNames, page: Page): Lines {
  const [first] = tests;
  if (first === undefined) return [];
  const levels = [...new Map(tests.map(({ level }) => [levelKey(level), level])).values()];
  const heading = [names.mode(first), first.scenario, levels.map(levelLabel).join(', ')].join(' · ');
  return [
    ...wrap(heading, page.columns).map(page.paint.strong),
    ...tableLines(gateTable(tests), page.columns, page.paint),
  ];
}

function verdictLines(record: GatedRun, names: GateNames, page: Page): Lines {
  const { gate } = record;
  const paint = page.paint[outcomePaint[gate.outcome]];
  const [first = '', ...rest] = wrap(
    `${gateOutcomeWords[gate.outcome]}: ${verdictSentence(record)}.`,
    page.columns,
    2,
  );
  const sentences = gate.tests.flatMap((test) => {
    const told = test.role === 'gating' || test.outcome !== 'invalid';
    return told ? (testSentence(test, record, names) ?? []) : [];
  });
  const open = notRuledOutSentence(gate, names);
  const missed = record.objectives.some(({ verdict }) => verdict === 'missed')
    ? ['an objective was missed, which fails it too']
    : [];
  return [
    ...[first, ...rest].map(paint),
    ...[...missed, ...sentences, ...(open === null ? [] : [open])].flatMap((sentence) =>
      wrap(`${capital(sentence)}.`, page.columns, 2),
    ),
  ];
}

function closingLines({ gate, plan, stop }: GatedRun, page: Page): Lines {
  const { power = 0.8, alpha = 0.01 } = plan.gate ?? {};
  const seen = `the smallest worsening that this run would have confirmed with ${100 * power}${'\u00a0'}% probability (– none)`;
  return [
    ...keyed(
      'would see',
      `${seen}; without any change 1 gate of ${Math.round(1 / alpha)} fails at most`,
      page,
    ),
    ...(isWide(gate) && plan.gate?.sizedBy === undefined
      ? wrap('bench noise tells in what time this machine would find less.', page.columns)
      : []),
    ...keyed('ended', endings(gate, stop), page),
  ];
}

/** Of a pass that is worth little: of something that can fail it, twice the threshold would not have been found. */
function isWide({ tests, outcome }: GateRecord): boolean {
  return (
    outcome === 'pass' &&
    tests.some(
      ({ role, detectable, threshold }) =>
        role === 'gating' && (detectable === null || detectable > 2 * threshold),
    )
  );
}

function endings({ tests }: GateRecord, stop: RunRecord['stop']): string {
  const told: Readonly<Record<RunRecord['stop'], string>> = {
    precision: 'when nothing was suspect any more that was not confirmed',
    rounds: 'after as many rounds as a gate may have',
    budget: 'because the budget was spent',
    done: 'when all that was asked for was done',
    interrupted: 'interrupted',
    failed: 'early by a failure',
  };
  return `${told[stop]}; ${plural(tests.length, 'test')}; bench gate --explain shows how each came about`;
}
