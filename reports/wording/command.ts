export { shellCommand, shellWord } from '../../harness/model/command-line.ts';

/** A command within a sentence, in backticks, as renderers know it; without line breaks and backticks of its own. */
export function inlineCode(command: string): string {
  return `\`${command.replace(/[`\s]+/g, ' ').trim()}\``;
}
