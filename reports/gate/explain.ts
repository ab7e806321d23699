import type { GateTest } from '../../harness/model/gate.ts';
import { type Lines, type Page, spread } from '../terminal/page.ts';
import { paintWith } from '../terminal/paint.ts';
import { wrap } from '../terminal/text.ts';
import type { GateTestView, GateView } from '../view/gate-types.ts';
import { viewOf } from '../view/index.ts';
import { changeFigure, worseningWords } from '../wording/gate-figures.ts';
import { sizingSentence } from '../wording/noise.ts';
import { NBSP, percent, plural, tick } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { gateCries } from './table.ts';
import type { GatedRun } from './terminal.ts';

/** As text, no line wider than `columns` (at least 40); ends with a line feed. */
export function renderExplanation(
  record: GatedRun,
  { columns, colour }: { readonly columns: number; readonly colour: boolean },
): string {
  const page = { columns: Math.max(40, columns), paint: paintWith(colour), full: true, rule: '' };
  return `${explainBlocks(record, page)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** How each verdict of a gate came about: its rounds, the moments at which they were tested, and what was made of that. */
function explainBlocks(record: GatedRun, page: Page): readonly Lines[] {
  const { gate } = viewOf(record);
  if (gate === null) return [];
  return [
    spread(`gate: ${gate.base} → ${gate.head}`, record.id, page),
    methodLines(record, gate, page),
    ...record.gate.tests.flatMap((test, index) => {
      const view = gate.tests[index];
      return view === undefined ? [] : [testLines(test, view, record, index, page)];
    }),
    wrap(`${gateCries[gate.outcome]}: ${gate.verdict}.`, page.columns, 2),
  ];
}

function methodLines({ plan, rounds, gate }: GatedRun, view: GateView, page: Page): Lines {
  const looks = plan.gate?.looks.map((look) => look.rounds) ?? [];
  const { confidence = 0.95, alpha = 0.01, onInconclusive = 'pass' } = plan.gate ?? {};
  const roles = (role: GateTest['role']) => gate.tests.filter((test) => test.role === role).length;
  const left = rounds.filter(({ discarded }) => discarded.length > 0);
  const sentences = [
    `Each round starts both sides afresh and loads them in turns; a figure is of one round, head against base. ${view.rounds}.`,
    ...(plan.gate === undefined ? [] : [`${capital(sizingSentence(plan.gate))}.`]),
    ...left.map(({ round, discarded }) => `Round ${round} is left out: ${discarded.join('; ')}.`),
    `The rounds are tested after ${looks.join(', ')} of them (exact signed-rank test, one-sided), and once more at the end. ` +
      `False alarms are bounded to ${tick(100 * alpha)}${NBSP}% for all tests together that can fail it (${roles('gating')}), and again ` +
      `for those that only warn (${roles('advisory')}); each moment may spend a part of it.`,
    `Intervals are at ${percent(confidence)}. What is neither confirmed nor ruled out: ${onInconclusive}.`,
  ];
  return sentences.flatMap((sentence) => wrap(sentence, page.columns, 2));
}

function testLines(test: GateTest, view: GateTestView, record: GatedRun, index: number, page: Page): Lines {
  const { subject, scenario, level, label, role, threshold, outcome } = view;
  const heading =
    `${subject} · ${scenario} · ${level} · ${label} ` +
    `(${role === 'gating' ? 'can fail it' : 'warns only'}, threshold ${threshold}): ${gateCries[outcome]}`;
  const facts = [
    roundsLine(test, record.gate.series[index]?.worsening ?? []),
    ...test.looks.map(lookLine),
    ...(isConfirmedUntested(test) ? ['so far off in every round that it is confirmed without the test'] : []),
    view.sentence,
    ...detectableLine(test, record),
  ];
  return [
    ...wrap(heading, page.columns, 2).map(page.paint.strong),
    ...facts.flatMap((fact) => wrap(`${capital(fact)}.`, page.columns, 4, 2)),
  ];
}

/** What each round showed, in the direction of the figure itself. */
function roundsLine(test: GateTest, worsening: readonly number[]): string {
  if (worsening.length === 0) return 'no round shows it';
  const shown = worsening.map((value) => {
    const point =
      test.metric === 'failures' ? value : Math.exp(test.metric === 'throughput' ? -value : value);
    const { metric, threshold } = test;
    const change = { point, low: null, high: null, confidence: 0.95, rounds: 1, fewRounds: true };
    return changeFigure({ metric, threshold, change });
  });
  return `${plural(worsening.length, 'round')}: ${shown.join(', ')}`;
}

function lookLine({ rounds, p, bound }: GateTest['looks'][number]): string {
  const outcome = bound > 0 && p <= bound ? 'confirmed to be worse' : 'not confirmed';
  const needed = bound > 0 ? `to be confirmed ${chance(bound)} or less` : 'only looked at';
  return `after ${plural(rounds, 'round')}: p ${chance(p)}, ${needed}: ${outcome}`;
}

function isConfirmedUntested({ reason, p, bound }: GateTest): boolean {
  return reason === 'worse' && (p === null || bound === null || p > bound);
}

function chance(p: number): string {
  return p >= 0.001 || p === 0 ? String(Number(p.toPrecision(2))) : p.toExponential(1);
}

/** Sentences of what passed say it themselves. */
function detectableLine({ metric, detectable, reason, outcome }: GateTest, { gate }: GatedRun): string[] {
  if (outcome !== 'invalid' && (reason === null || reason === 'not-ruled-out')) return [];
  if (detectable === null) return ['no worsening would have been confirmed by so few rounds'];
  return [
    `a worsening of ${worseningWords(metric, detectable)} or more would have been confirmed within ${plural(gate.reach, 'round')}`,
  ];
}
