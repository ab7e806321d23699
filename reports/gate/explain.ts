import type { GateTest } from '../../harness/model/gate.ts';
import { levelLabel } from '../../harness/model/level.ts';
import { type Lines, type Page, spread } from '../terminal/page.ts';
import { paintWith } from '../terminal/paint.ts';
import { plain, wrap } from '../terminal/text.ts';
import {
  changeText,
  changeWithInterval,
  type GateNames,
  gateMetricLabel,
  gateNames,
  gateOutcomeWords,
  roundsText,
  shareText,
  troubleText,
  verdictSentence,
} from '../wording/gate.ts';
import { plural } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { type GatedRun, groupsOf } from './terminal.ts';

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
  const { gate } = record;
  const names = gateNames(record);
  return [
    spread(`gate: ${names.base} → ${names.head}`, record.id, page),
    methodLines(record, page),
    ...groupsOf(gate.tests).flatMap((tests) => [
      ...tests.map((test) => testLines(test, record, names, page)),
    ]),
    wrap(`${gateOutcomeWords[gate.outcome]}: ${verdictSentence(record)}.`, page.columns, 2),
  ];
}

function methodLines({ plan, rounds, gate }: GatedRun, page: Page): Lines {
  const looks = plan.gate?.looks.map((look) => look.rounds) ?? [];
  const { confidence = 0.95, alpha = 0.01, onInconclusive = 'pass' } = plan.gate ?? {};
  const roles = (role: GateTest['role']) => gate.tests.filter((test) => test.role === role).length;
  const left = rounds.filter(({ discarded }) => discarded.length > 0);
  const sentences = [
    `Each round starts both sides afresh and loads them in turns; a figure is of one round, head against base. ` +
      `${roundsText(gate)}.`,
    ...left.map(({ round, discarded }) => `Round ${round} is left out: ${discarded.join('; ')}.`),
    `The rounds are tested after ${looks.join(', ')} of them (exact signed-rank test, one-sided), and once more at the end. ` +
      `All ${plural(roles('gating'), 'test')} that can fail it share ${shareText(alpha)} of false alarms, and so do the ` +
      `${plural(roles('advisory'), 'test')} that only warn; each moment may spend a part of it.`,
    `Intervals are at ${shareText(confidence)}. What is neither confirmed nor ruled out: ${onInconclusive}.`,
  ];
  return sentences.flatMap((sentence) => wrap(sentence, page.columns, 2));
}

function testLines(test: GateTest, record: GatedRun, names: GateNames, page: Page): Lines {
  const heading =
    `${names.mode(test)} · ${test.scenario} · ${levelLabel(test.level)} · ${gateMetricLabel(test.metric)} ` +
    `(${test.role === 'gating' ? 'can fail it' : 'warns only'}, threshold ${shareText(test.threshold)}): ` +
    gateOutcomeWords[test.outcome];
  const facts = [roundsLine(test, record), ...test.looks.map(lookLine), ...conclusion(test, record, names)];
  return [
    ...wrap(heading, page.columns, 2).map(page.paint.strong),
    ...facts.flatMap((fact) => wrap(capital(plain(fact)), page.columns, 4, 2)),
  ];
}

/** What each round showed, in the direction of the figure itself. */
function roundsLine(test: GateTest, { gate }: GatedRun): string {
  const values = gate.series[gate.tests.indexOf(test)]?.worsening ?? [];
  if (values.length === 0) return 'no round shows it';
  const shown = values.map((worsening) => {
    if (test.metric === 'failures') return changeText(worsening);
    return changeText(Math.expm1(test.metric === 'throughput' ? -worsening : worsening));
  });
  return `${plural(values.length, 'round')}: ${shown.join(', ').replaceAll('\u00a0%', '')} (%)`;
}

function lookLine({ rounds, p, bound }: GateTest['looks'][number]): string {
  const outcome = bound > 0 && p <= bound ? 'confirmed to be worse' : 'not confirmed';
  const needed = bound > 0 ? `to be confirmed ${chance(bound)} or less` : 'only looked at';
  return `after ${plural(rounds, 'round')}: p ${chance(p)}, ${needed}: ${outcome}`;
}

function chance(p: number): string {
  return p >= 0.001 || p === 0 ? String(Number(p.toPrecision(2))) : p.toExponential(1);
}

function conclusion(test: GateTest, record: GatedRun, names: GateNames): readonly string[] {
  const { trouble, reason, threshold, couldBe, detectable, outcome } = test;
  const change = `change ${changeWithInterval(test)}`;
  const size = shareText(threshold);
  const what = {
    worse: `${change}: its centre is at the threshold of ${size} or beyond, so it ${outcome === 'fail' ? 'fails' : 'warns'}`,
    'worse-by-less': `${change}: its centre is within the threshold of ${size}, so it ${outcome === 'warn' ? 'warns' : 'passes'}`,
    'not-ruled-out': `${change}: not confirmed; may be worse${couldBe === null ? '' : ` by up to ${shareText(couldBe)}`}, which the threshold of ${size} does not allow for`,
    none: `${change}: a worsening of ${size} is ruled out`,
  };
  return [
    trouble === null ? what[reason ?? 'none'] : `cannot be judged: ${troubleText(test, record, names)}`,
    detectable === null
      ? 'no worsening would have been confirmed by so few rounds'
      : `a worsening of ${shareText(detectable)} or more would have been confirmed within ${plural(record.gate.reach, 'round')}`,
  ];
}
