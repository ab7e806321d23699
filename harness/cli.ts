#!/usr/bin/env node
import { CommanderError } from 'commander';
import { completeHidden } from './cli/complete/protocol.ts';
import { program } from './cli/program.ts';
import { exitCodes } from './commands/exit-codes.ts';

/** argv in, exit code out. What can be typed is declared in `cli/`; what it does is loaded when it is called. */
async function main(): Promise<void> {
  // Whoever reads us may stop early, as head does; what is measured and written to files goes on.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const bench = program();
  if (process.argv[2] === completeHidden) {
    const { answer } = await import('./cli/complete/answer.ts');
    return answer(bench, process.argv.slice(3));
  }
  try {
    await bench.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
      return;
    }
    const { presentError } = await import('./commands/present-error.ts');
    const { text, exitCode } = presentError(error, process.argv.includes('--debug'));
    process.stderr.write(`${text}\n`);
    process.exitCode = exitCode;
  }
}

await main();
