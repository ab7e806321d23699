/** A command line as a POSIX shell would take it apart, as far as that needs no shell. */
export interface ShellLine {
  /** `NAME=value` before the command. */
  readonly assignments: Readonly<Record<string, string>>;
  readonly words: readonly string[];
  /** What only a shell could do, and what is written wrongly. */
  readonly faults: readonly string[];
}

/**
 * What stands in a variable's place. `fallback`: of `${NAME:-fallback}`, null when none is written; `quoted`: a shell
 * would not split its value into words.
 */
export type VariableValue = (name: string, fallback: string | null, quoted: boolean) => string;

/**
 * Splits a line into words (POSIX.1-2017, Shell Command Language, 2.2 Quoting and 2.6.2 Parameter Expansion), with
 * variables filled in. What needs a shell is a fault, and nothing is guessed.
 */
export function splitShellLine(line: string, variable: VariableValue): ShellLine {
  const { words, faults } = new LineReader(line, variable).read();
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  const before = words.slice(0, first === -1 ? words.length : first);
  const assignments = Object.fromEntries(
    before.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
  const command = words.slice(before.length);
  return { assignments, words: command[0] === 'exec' ? command.slice(1) : command, faults };
}

class LineReader {
  readonly #line: string;
  readonly #variable: VariableValue;
  readonly #words: string[] = [];
  readonly #faults: string[] = [];
  /** Null between words; an empty text is a word that was quoted. */
  #word: string | null = null;
  #at = 0;

  constructor(line: string, variable: VariableValue) {
    this.#line = line;
    this.#variable = variable;
  }

  read(): { readonly words: readonly string[]; readonly faults: readonly string[] } {
    for (; this.#at < this.#line.length; this.#at++) {
      const letter = this.#line[this.#at] ?? '';
      if (letter === '#' && this.#word === null) break;
      if (letter === ' ' || letter === '\t') this.#endWord();
      else if (letter === "'") this.#readQuoted();
      else if (letter === '"') this.#readDoubleQuoted();
      else if (letter === '\\') this.#add(this.#line[++this.#at] ?? '');
      else if (letter === '$') this.#readVariable(false);
      else if (letter === '`') this.#fault('a command in `backticks` needs a shell');
      else if ('|&;<>()'.includes(letter)) this.#readOperator();
      else if (letter === '*') this.#fault('"*" for names of files needs a shell');
      else this.#add(letter);
    }
    this.#endWord();
    return { words: this.#words, faults: this.#faults };
  }

  #add(text: string): void {
    this.#word = (this.#word ?? '') + text;
  }

  #endWord(): void {
    if (this.#word !== null) this.#words.push(this.#word);
    this.#word = null;
  }

  #fault(text: string): void {
    if (!this.#faults.includes(text)) this.#faults.push(text);
  }

  #readQuoted(): void {
    const end = this.#line.indexOf("'", this.#at + 1);
    if (end === -1) this.#fault("a ' is not closed");
    const close = end === -1 ? this.#line.length : end;
    this.#add(this.#line.slice(this.#at + 1, close));
    this.#at = close;
  }

  #readDoubleQuoted(): void {
    this.#add('');
    for (this.#at++; this.#at < this.#line.length; this.#at++) {
      const letter = this.#line[this.#at] ?? '';
      const next = this.#line[this.#at + 1] ?? '';
      if (letter === '"') return;
      // Within double quotes a backslash is one unless it stands before one of these.
      if (letter === '\\' && next !== '' && '$`"\\'.includes(next)) {
        this.#at++;
        this.#add(next);
      } else if (letter === '$') this.#readVariable(true);
      else if (letter === '`') this.#fault('a command in `backticks` needs a shell');
      else this.#add(letter);
    }
    this.#fault('a " is not closed');
  }

  #readOperator(): void {
    const [operator = ''] = /^[|&;<>()]+/.exec(this.#line.slice(this.#at)) ?? [];
    this.#fault(`"${operator}" needs a shell`);
    this.#endWord();
    this.#at += operator.length - 1;
  }

  #readVariable(quoted: boolean): void {
    const rest = this.#line.slice(this.#at);
    const match = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^{}$`\\"']*))?\})/.exec(rest);
    if (match !== null) {
      const value = this.#variable(match[1] ?? match[2] ?? '', match[3] ?? null, quoted);
      // A shell makes no word of an empty value that is not quoted.
      if (value !== '' || quoted) this.#add(value);
      this.#at += match[0].length - 1;
      return;
    }
    const [special = ''] = /^\$(?:\([^)]*\)?|\{[^}]*\}?|[0-9@*#?$!-])/.exec(rest) ?? [];
    if (special === '') this.#add('$');
    else {
      this.#fault(`"${special}" needs a shell`);
      this.#at += special.length - 1;
    }
  }
}
