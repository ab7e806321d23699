import type { Doubt } from '../view/types.ts';
import { list } from './numbers.ts';

/** The doubts of each scenario: "cpu, 8 connections: whether prefork ×4 (0.68–1.94) serves more than dev". */
export function doubtsByScenario(doubts: readonly Doubt[], baseline: string): readonly string[] {
  return groups(doubts, (doubt) => doubt.lead).map(([lead, found]) => {
    const modes = list(found.map(({ mode, seen }) => `${mode} (${seen})`));
    return `${lead}: whether ${modes} ${serve(found.length)} more than ${baseline}`;
  });
}

/** All doubts in one short sentence: "whether prefork ×4 (json, cpu) and threaded ×4 (cpu) serve more than dev". */
export function doubtsInShort(doubts: readonly Doubt[], baseline: string): string {
  const modes = groups(doubts, (doubt) => doubt.mode).map(
    ([mode, found]) => `${mode} (${found.map((doubt) => doubt.scenario).join(', ')})`,
  );
  return `whether ${list(modes)} ${serve(modes.length)} more than ${baseline}`;
}

function serve(modes: number): string {
  return modes === 1 ? 'serves' : 'serve';
}

function groups(
  doubts: readonly Doubt[],
  key: (doubt: Doubt) => string,
): readonly (readonly [string, readonly Doubt[]])[] {
  const keys = [...new Set(doubts.map(key))];
  return keys.map((one) => [one, doubts.filter((doubt) => key(doubt) === one)] as const);
}
