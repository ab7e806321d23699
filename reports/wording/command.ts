/** One word of a command line, quoted for a POSIX shell where it needs to be. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command within a sentence, in backticks, as renderers know it; without line breaks and backticks of its own. */
export function inlineCode(command: string): string {
  return `\`${command.replace(/[`\s]+/g, ' ').trim()}\``;
}

/** A command line that a person can paste. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}
