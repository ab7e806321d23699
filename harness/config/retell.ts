import type { UsageProblem } from '../model/failure.ts';
import { type Origin, originText } from './places.ts';

/**
 * Problems with settings, in the words of where these were said: what was judged as `--budget` may stand in a file.
 * @param origins by the name of the setting
 */
export function retold(
  problems: readonly UsageProblem[],
  origins: ReadonlyMap<string, Origin>,
): readonly UsageProblem[] {
  return problems.map(({ where, message, hint, ...rest }) => ({
    ...rest,
    where: inWords(where, origins, originText),
    message: outsideQuotes(message, (text) => inWords(text, origins, shortText)),
    ...(hint === undefined ? {} : { hint: outsideQuotes(hint, (text) => inWords(text, origins, shortText)) }),
  }));
}

function inWords(
  text: string,
  origins: ReadonlyMap<string, Origin>,
  words: (origin: Origin) => string,
): string {
  return text.replaceAll(/--([a-z]+(?:-[a-z]+)*)/g, (flag, name: string) => {
    const origin = origins.get(name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()));
    return (origin === undefined ? '' : words(origin)) || flag;
  });
}

/** Beside other words the path is enough: the problem begins with the file. */
function shortText(origin: Origin): string {
  return 'path' in origin ? origin.path : '';
}

/** What is quoted was written by the user, and stays. */
function outsideQuotes(text: string, change: (text: string) => string): string {
  return text
    .split(/("[^"]*")/)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join('');
}
