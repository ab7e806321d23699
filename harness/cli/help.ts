import type { Command, Help, HelpConfiguration, OutputConfiguration } from 'commander';
import type { Entry, Example } from './declaration.ts';
import { type Part, pageOf } from './page.ts';

/** Longer lines are hard to read, however wide the terminal is. */
const widest = 100;
/** Where less is left for the second column, what a term means goes below it. */
const narrowest = 34;
/** Longer terms stand on a line of their own. */
const longestTerm = 28;

/** How help is laid out; commander finds out the width and takes colours away where none are wanted. */
export const helpSettings: HelpConfiguration = { showGlobalOptions: true, minWidthToWrap: 20, formatHelp };

export const outputSettings: OutputConfiguration = {
  getOutHelpWidth: () => widthOf(process.stdout),
  getErrHelpWidth: () => widthOf(process.stderr),
  outputError: (text, write) => write(text.replace(/^error: /, 'bench: ')),
};

/** A pager or a file has no width; 0 columns are what some pseudo terminals say. */
function widthOf({ isTTY, columns }: NodeJS.WriteStream): number {
  return (isTTY && columns) || Number(process.env.COLUMNS) || 80;
}

function formatHelp(command: Command, helper: Help): string {
  const width = Math.min(helper.helpWidth ?? 80, widest);
  const layout = new Layout(helper, width);
  const { usage, about, parts } = pageOf(command, helper);
  const aligned = termWidthOf(parts.flatMap((part) => (part.kind === 'options' ? part.entries : [])));
  const blocks = [
    `${bold('Usage:')} ${usage}`,
    ...about.map((paragraph) => layout.wrap(paragraph, 0)),
    ...parts.map((part) => [bold(part.title), ...layout.part(part, aligned)].join('\n')),
  ];
  return `${blocks.join('\n\n')}\n`;
}

class Layout {
  readonly #helper: Help;
  readonly #width: number;

  constructor(helper: Help, width: number) {
    this.#helper = helper;
    this.#width = width;
  }

  part(part: Part, aligned: number): readonly string[] {
    switch (part.kind) {
      case 'options':
        return part.entries.map((entry) => this.entry(entry, aligned));
      case 'section': {
        const termWidth = termWidthOf(part.entries);
        const text = part.text.map((paragraph) => this.wrap(paragraph, 2));
        return [...text, ...part.entries.map((entry) => this.entry(entry, termWidth))];
      }
      case 'examples':
        return part.examples.map((example) => this.example(example));
    }
  }

  /** Two columns, or one below the other where there is no room for two. */
  entry([term, meaning]: Entry, termWidth: number): string {
    const left = termWidth + 4;
    const shown = `  ${bold(term)}`;
    if (this.#width - left < narrowest) return `${shown}\n${this.wrap(meaning, 6)}`;
    const right = this.wrap(meaning, left);
    return term.length > termWidth
      ? `${shown}\n${right}`
      : shown + ' '.repeat(termWidth - term.length + 2) + right.trimStart();
  }

  /** The line can be copied as it stands, also where it is broken. */
  example([line, meaning]: Example): string {
    return `${brokenLine(line, this.#width - 4)}\n${this.wrap(meaning, 6)}`;
  }

  wrap(text: string, indent: number): string {
    const wrapped = this.#helper.boxWrap(text, this.#width - indent);
    return wrapped.replace(/^/gm, ' '.repeat(indent));
  }
}

function termWidthOf(entries: readonly Entry[]): number {
  const short = entries.map(([term]) => term.length).filter((length) => length <= longestTerm);
  return Math.max(0, ...short);
}

/** Breaks before options, not within quotes, as a shell takes it: with a backslash at the end. */
function brokenLine(line: string, width: number): string {
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^'" ])+/g) ?? [];
  const lines = [''];
  for (const [index, word] of words.entries()) {
    const value = words[index + 1]?.startsWith('-') === false ? (words[index + 1] ?? '') : '';
    const last = lines.at(-1) ?? '';
    const fits = last.length + word.length + value.length + 2 <= width;
    if (index === 0) lines[0] = word;
    else if (word.startsWith('-') && !fits) lines.push(`      ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((one) => `  ${one}`).join(' \\\n');
}

/** Commander takes it away where colours are not wanted. */
function bold(text: string): string {
  return `\x1b[1m${text}\x1b[22m`;
}
