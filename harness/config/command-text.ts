/** A command line as a shell would take it, to be shown. */
export function commandText(command: string | readonly string[]): string {
  if (typeof command === 'string') return command;
  return command.map((word) => (/^[\w@%+=:,./{}-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}
