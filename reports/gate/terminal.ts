import type { GateRecord } from '../../harness/model/gate.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { groupBy } from '../../harness/stats/group.ts';
import { objectiveLines } from '../terminal/objectives.ts';
import { keyed, type Lines, type Page, spread } from '../terminal/page.ts';
import { tableLines } from '../terminal/table.ts';
import { wrap } from '../terminal/text.ts';
import type { GateTestView, GateView } from '../view/gate-types.ts';
import { viewOf } from '../view/index.ts';
import type { View } from '../view/types.ts';
import { utcMinute } from '../wording/dates.ts';
import { percent, plural, seconds } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { gateCries, gatePaints, gateTable } from './table.ts';

export type GatedRun = RunRecord & { readonly gate: GateRecord };

export function isGated(record: RunRecord): record is GatedRun {
  return record.gate !== undefined;
}

/** The verdict of a gate: a table of each mode and scenario, and then what it comes to. */
export function gateBlocks(record: GatedRun, page: Page): readonly Lines[] {
  const view = viewOf(record);
  const { gate } = view;
  if (gate === null) return [];
  const title = [
    ...spread(`gate: ${gate.base} → ${gate.head}`, utcMinute(record.startedAt), page),
    ...wrap(`${gate.rounds}, in ${seconds(record.measuredSeconds)}`, page.columns).map(page.paint.faint),
  ];
  return [
    title,
    ...groupsOf(gate.tests).map((tests) => tableBlock(tests, page)),
    verdictLines(view, gate, page),
    ...(record.objectives.length === 0 ? [] : [objectiveLines(view, page)]),
    closingLines(record, page),
  ].filter((lines) => lines.length > 0);
}

/** Of one mode and scenario together, whatever their levels. */
export function groupsOf(tests: readonly GateTestView[]): readonly (readonly GateTestView[])[] {
  return [...groupBy(tests, ({ subject, scenario }) => JSON.stringify([subject, scenario])).values()];
}

function tableBlock(tests: readonly GateTestView[], page: Page): Lines {
  const [first] = tests;
  if (first === undefined) return [];
  const levels = [...new Set(tests.map(({ level }) => level))];
  const heading = [first.subject, first.scenario, levels.join(', ')].join(' · ');
  return [
    ...wrap(heading, page.columns).map(page.paint.strong),
    ...tableLines(gateTable(tests), page.columns, page.paint),
  ];
}

/** The verdict, what made it, what cannot be judged, and what was not ruled out. */
function verdictLines({ objectives }: View, gate: GateView, page: Page): Lines {
  const paint = page.paint[gatePaints[gate.outcome]];
  const made = gate.tests.flatMap(({ outcome, sentence }) =>
    outcome === 'fail' || outcome === 'warn' ? [sentence] : [],
  );
  const missed = objectives.all.some(({ verdict }) => verdict === 'missed')
    ? ['an objective was missed, which fails it too']
    : [];
  const sentences = [...missed, ...made, ...gate.troubles, ...(gate.open === null ? [] : [gate.open])];
  return [
    ...wrap(`${gateCries[gate.outcome]}: ${gate.verdict}.`, page.columns, 2).map(paint),
    ...sentences.flatMap((sentence) => wrap(`${capital(sentence)}.`, page.columns, 2)),
  ];
}

function closingLines({ gate, plan, stop }: GatedRun, page: Page): Lines {
  const { power = 0.8, alpha = 0.01 } = plan.gate ?? {};
  const seen = `the smallest worsening that this run would have confirmed with a probability of ${percent(power)} (– none)`;
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
