import { serveCommand } from '../../reports/view/modes.ts';
import { shellWord } from '../model/command-line.ts';
import type { Failure } from '../model/failure.ts';
import type { RunRecord } from '../model/record.ts';
import { type CodeRef, codeOf, type Variant, workingTree } from '../model/variant.ts';

/**
 * What is said in place of empty tables when a run ended before its first slice: that its budget was too small, or how to
 * see for oneself what the server says. Null when there is something to show.
 */
export function nothingMeasured(record: RunRecord, troubles: readonly Failure[]): string | null {
  if (record.slices.length > 0) return null;
  if (record.stop === 'budget') {
    const budget = `${record.plan.budgetSeconds} s`;
    return `bench: nothing was measured: starting the servers and warming them up took the budget of ${budget}; raise --budget\n`;
  }
  if (record.stop !== 'failed') return null;
  const failed = new Set(
    troubles.flatMap((one) => (byHand.has(one.reason) && 'variant' in one ? [one.variant] : [])),
  );
  const lines = record.plan.variants.flatMap((variant) => {
    const command = failed.has(variant.id) ? serveCommand(variant) : null;
    if (command === null) return [];
    const code = codeOf(variant);
    // Started where it stands it would be the working tree's code.
    if (code !== null && code.name !== workingTree) return [elsewhere(variant, code, command)];
    return [`To see what ${variant.label} says, start it by hand:\n    ${command}\n`];
  });
  return `${lines.join('')}Nothing was measured.\n`;
}

function elsewhere({ source }: Variant, { label, commit, top }: CodeRef, command: string): string {
  const folder = `/tmp/${commit.slice(0, 7)}`;
  const inTop = `cd ${shellWord(top)}`;
  const there = (line: string) =>
    line.startsWith(inTop) ? line.replace(inTop, `cd ${folder}`) : `cd ${folder} && ${line}`;
  const build = source.kind === 'command' ? source.build : undefined;
  const lines = [
    `git -C ${shellWord(top)} worktree add ${folder} ${commit.slice(0, 7)}`,
    ...(build === undefined ? [] : [there(`cd ${shellWord(build.cwd)} && ${build.command}`)]),
    there(command),
  ];
  return `To see what ${label} says, start it by hand in a checkout of its own (git worktree remove ${folder} afterwards):\n${lines
    .map((line) => `    ${line}\n`)
    .join('')}`;
}

const byHand: ReadonlySet<Failure['reason']> = new Set([
  'server-exited',
  'not-ready',
  'wrong-answer',
] as const);
