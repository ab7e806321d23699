import { displayWidth, plain } from '../../reports/terminal/text.ts';
import { failureText } from '../../reports/wording/failure.ts';
import { type Excerpt, FailureError, UsageError, type UsageProblem } from '../model/failure.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** The words and the exit code of whatever a command threw. `debug` adds where it came from. */
export function presentError(error: unknown, debug: boolean): { text: string; exitCode: ExitCode } {
  const stack = debug && error instanceof Error ? `\n${error.stack ?? ''}` : '';
  if (error instanceof UsageError)
    return { text: usageText(error.problems) + stack, exitCode: exitCodes.usage };
  if (error instanceof FailureError) {
    return { text: `bench: ${failureText(error.failure)}${stack}`, exitCode: exitCodes.failed };
  }
  const message = error instanceof Error ? error.message : String(error);
  const hint = debug ? stack : '\n       this is a fault of Modebench itself; --debug shows where';
  return { text: `bench: ${message}${hint}`, exitCode: exitCodes.failed };
}

/** Every problem with a request, one under the other, each with what to try. */
function usageText(problems: readonly UsageProblem[]): string {
  return problems
    .map(
      ({ where, message, hint, excerpt }) =>
        `bench: ${where}: ${message}${excerpt === undefined ? '' : pointedAt(excerpt)}${hint === undefined ? '' : `\n       ${hint}`}`,
    )
    .join('\n');
}

/** What was written, with a caret under each character of the place. */
function pointedAt({ text, at, length }: Excerpt): string {
  const shown = plain(text);
  const carets = '^'.repeat(Math.max(1, displayWidth(shown.slice(at, at + length))));
  return `\n         ${shown}\n         ${' '.repeat(displayWidth(shown.slice(0, at)))}${carets}`;
}
