import type { ExitCode } from '../../harness/commands/exit-codes.ts';

/** As a help page has them: a code, or several, and what they mean there. */
type Meanings = readonly (readonly [codes: string, meaning: string])[];

export function exitCodesPage(
  all: Readonly<Record<ExitCode, string>>,
  ofCommands: Readonly<Record<string, Meanings>>,
  introduction: string,
): string {
  const general = Object.entries(all).map(([code, meaning]) => `| ${code} | ${shown(meaning)} |`);
  const exact = Object.entries(ofCommands).flatMap(([command, meanings]) =>
    meanings.map(([code, meaning]) => `| \`bench ${command}\` | ${code} | ${shown(meaning)} |`),
  );
  return `${[
    '# Exit codes',
    introduction,
    ['| code | |', '| --- | --- |', ...general].join('\n'),
    '## Where a command says it more exactly',
    ['| command | code | |', '| --- | --- | --- |', ...exact].join('\n'),
  ].join('\n\n')}\n`;
}

function shown(meaning: string): string {
  return meaning.replaceAll(/--[a-z-]+/g, (option) => `\`${option}\``);
}
