import type { Doubt } from '../view/types.ts';
import { list } from './numbers.ts';

/** The doubts of each scenario: "cpu, 8 connections: whether prefork ×4 (0.68–1.94) serves more than dev". */
export function doubtsByScenario(doubts: readonly Doubt[], baseline: string): readonly string[] {
  return groups(doubts, ({ lead, about }) => JSON.stringify([lead, about])).map(([, found]) => {
    const modes = list(found.map(({ mode, seen }) => `${mode} (${seen})`));
    return `${found[0]?.lead ?? ''}: whether ${modes} ${excels(found)} ${baseline}`;
  });
}

/** All doubts in one short sentence: "whether prefork ×4 (json, cpu) and threaded ×4 (cpu) serve more than dev". */
export function doubtsInShort(doubts: readonly Doubt[], baseline: string): string {
  const questions = groups(doubts, ({ about }) => about).map(([, found]) => {
    const modes = groups(found, ({ mode }) => mode);
    const named = modes.map(([mode, own]) => `${mode} (${own.map(({ scenario }) => scenario).join(', ')})`);
    return `whether ${list(named)} ${excels(found, modes.length)} ${baseline}`;
  });
  return list(questions);
}

/** "serves more than", "answer faster than". */
function excels(found: readonly Doubt[], modes = found.length): string {
  const one = modes === 1;
  if (found[0]?.about === 'response time') return `${one ? 'answers' : 'answer'} faster than`;
  return `${one ? 'serves' : 'serve'} more than`;
}

function groups(
  doubts: readonly Doubt[],
  key: (doubt: Doubt) => string,
): readonly (readonly [string, readonly Doubt[]])[] {
  const keys = [...new Set(doubts.map(key))];
  return keys.map((one) => [one, doubts.filter((doubt) => key(doubt) === one)] as const);
}
