import type { GateTestView, GateView } from '../view/gate-types.ts';
import type { View } from '../view/types.ts';
import { gateGravity, gateSigns, gateWords } from '../wording/gate.ts';
import { plural } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import { folded, md, table } from './text.ts';

/** What GitHub takes as the text of a comment, in characters. */
export const mostInComment = 65_536;

/** Rows of the table that is not folded. */
const mostRows = 40;

/** Characters of a name in a table: names come from outside, and one must not fill the whole comment. */
const longestName = 60;

/** Reasons why figures cannot be judged, and characters of one. */
const mostReasons = 8;
const longestReason = 500;

/**
 * By what a bot finds its comment again: the first line. One repository may have several gates, so it bears the name of the
 * run; `--name` sets it.
 */
export function gateMarker({ title }: Pick<View, 'title'>): string {
  const name = title
    .replace(/[^A-Za-z0-9._]+/g, '-')
    .replace(/-{2,}/g, '-')
    .slice(0, longestName);
  return `<!-- modebench-gate ${name} -->`;
}

/** The verdict, what changed or failed, and what this run could have seen of the rest: what a comment must have. */
export function gateLead(view: View, gate: GateView): readonly string[] {
  const { headline, candidate, baseline, reach, troubles, outcome } = gate;
  const shown = gate.tests.filter(({ changed }) => changed);
  const listed = [...shown].sort(byGravity).slice(0, mostRows);
  const rest = gate.tests.length - shown.length;
  return [
    gateMarker(view),
    `## ${gateSigns[outcome]} ${headline}`,
    `${md(short(candidate))} against ${md(short(baseline))}; ${md(view.extent)}.`,
    ...(listed.length === 0 ? [] : [testTable(listed)]),
    [
      ...(shown.length > listed.length
        ? [`${shown.length - listed.length} more are in the table below.`]
        : []),
      ...(rest === 0 ? [] : [`${plural(rest, shown.length === 0 ? 'figure' : 'other figure')} passed.`]),
      `${capital(md(reach))}.`,
    ].join(' '),
    ...(troubles.length === 0
      ? []
      : [
          troubles
            .map((text) => `- ${md(short(capital(text), longestReason))}.`)
            .slice(0, mostReasons)
            .join('\n'),
        ]),
  ];
}

/** Every figure, and by which rules, folded away. */
export function gateDetails({ tests, rules, counts }: GateView): readonly string[] {
  const sentences = tests.filter(({ changed }) => changed).map(({ sentence }) => `- ${md(sentence)}.`);
  return [
    ...(sentences.length === 0 ? [] : [folded('In words', sentences.join('\n'))]),
    folded(`All ${plural(tests.length, 'figure')}: ${counts}`, testTable(tests, true)),
    ...(rules.length === 0
      ? []
      : [folded('How it was decided', rules.map((rule) => `- ${capital(md(rule))}.`).join('\n'))]),
  ];
}

function byGravity(one: GateTestView, other: GateTestView): number {
  return gateGravity.indexOf(one.outcome) - gateGravity.indexOf(other.outcome);
}

function testTable(tests: readonly GateTestView[], full = false): string {
  const severalModes = new Set(tests.map(({ subject }) => subject)).size > 1;
  const headers = [
    ...['', 'figure', 'scenario', ...(severalModes || full ? ['mode'] : []), ...(full ? ['level'] : [])],
    ...['change', 'threshold', 'would have been found'],
  ];
  const rows = tests.map((test) => [
    `${gateSigns[test.outcome]} ${gateWords[test.outcome]}`,
    md(test.label),
    md(short(test.scenario)),
    ...(severalModes || full ? [md(short(test.subject))] : []),
    ...(full ? [md(test.level)] : []),
    md(test.change),
    md(test.threshold) + (test.role === 'advisory' ? ' (warns)' : ''),
    md(test.detectable),
  ]);
  return table(headers, rows, 'text');
}

function short(name: string, longest = longestName): string {
  const characters = [...name];
  return characters.length <= longest ? name : `${characters.slice(0, longest - 1).join('')}…`;
}

/**
 * As many of the parts as fit, in their order; the first ones are needed. What does not fit is left out whole, and what
 * comes after it may still fit.
 */
export function fitting(needed: readonly string[], parts: readonly string[], most: number): string {
  const note = 'Left out for its length: more is in the HTML report of this run.';
  const kept = [...needed];
  let left = most - [...needed, note].join('\n\n').length - 2;
  let isCut = false;
  for (const part of parts) {
    if (part.length + 2 > left) {
      isCut = true;
      continue;
    }
    kept.push(part);
    left -= part.length + 2;
  }
  return `${[...kept, ...(isCut ? [note] : [])].join('\n\n')}\n`;
}
