import { completionScripts } from '../cli/complete/scripts.ts';
import { UsageError } from '../model/failure.ts';
import { nameHint } from '../model/name-hint.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** `bench completion`: the script for a shell, on stdout. @throws UsageError for a shell that there is none for */
export function completionCommand(shell: string): ExitCode {
  const script = completionScripts[shell];
  if (script === undefined) {
    const hint = nameHint(shell, Object.keys(completionScripts));
    throw new UsageError([{ where: '<shell>', message: `there is no script for "${shell}"`, hint }]);
  }
  process.stdout.write(script);
  return exitCodes.pass;
}
