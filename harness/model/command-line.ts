/** One word of a command line, quoted for a POSIX shell where it needs to be; `{port}` does not. */
export function shellWord(word: string): string {
  return /^([A-Za-z0-9_./:=,@%+-]|\{[\w.]+\})+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line that a person can paste. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}
