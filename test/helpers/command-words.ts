import { program } from '../../harness/cli/program.ts';

/**
 * Whether the words after `bench` are a command as it is declared; its action is not taken. @throws CommanderError where
 * they are not
 */
export function parseBench(words: readonly string[]): string {
  const bench = program();
  const quiet = { writeOut: () => undefined, writeErr: () => undefined, outputError: () => undefined };
  for (const command of [bench, ...bench.commands]) command.configureOutput(quiet).exitOverride();
  for (const command of bench.commands) command.action(() => undefined);
  bench.parse([...words], { from: 'user' });
  return bench.args[0] ?? '';
}

/** The `bench` commands of a shell script, in words: what follows `bench` up to the end of the command. */
export function benchCommands(script: string): readonly (readonly string[])[] {
  const lines = script.replaceAll(/\\\n\s*/g, ' ').split('\n');
  return lines.flatMap((line) => {
    const [, rest] = /(?:^|\s)bench\s+(.*?)(?:\s*(?:\|\||&&|;).*)?$/.exec(line) ?? [];
    return rest === undefined
      ? []
      : [(rest.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll(/^['"]|['"]$/g, ''))];
  });
}
