import { failureText } from '../../reports/wording/failure.ts';
import { noiseStoredText } from '../../reports/wording/noise.ts';
import type { RunEvent } from '../model/event.ts';
import { executeRun } from '../runs/execute-run.ts';
import { noiseFlagsSchema, prepareNoise } from '../runs/prepare-noise.ts';
import { parseRunFlags } from '../runs/run-flags.ts';
import { keepNoise } from '../runs/stored-noise.ts';
import { chooseProgress } from './choose-progress.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { nothingMeasured } from './nothing-measured.ts';
import { printRecord, tellReports, tellUnread } from './output.ts';

/** `bench noise`: what a gate can tell on this machine. */
export async function noiseCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const { json = false, ...flags } = parseRunFlags(options);
  const asked = noiseFlagsSchema.parse(options);
  const prepared = await prepareNoise(asked, flags);
  const { full = false, open = false, quiet = false } = prepared.configured.flags;
  const progress = chooseProgress(quiet);
  const interrupt = listenForInterrupt(say);
  const emit = (event: RunEvent) => {
    progress.onEvent(event);
    if (event.type !== 'ended') return;
    for (const trouble of event.troubles) say(`bench: ${failureText(trouble)}`);
    const nothing = nothingMeasured(event.record, event.troubles);
    if (nothing !== null) process.stderr.write(nothing);
    if (nothing === null || json) printRecord(event.record, { json, full });
  };
  try {
    const finished = await executeRun(prepared, { signal: interrupt.signal, emit });
    tellUnread(finished.unread);
    await tellReports(finished.written, process.stderr, open);
    if (asked.store) {
      const kept = await keepNoise(finished.record);
      if (kept.path !== null) say(noiseStoredText(kept.path, kept.code));
    }
    return interrupt.exitCode() ?? exitCodeOf[finished.verdict];
  } finally {
    progress.close();
    interrupt.dispose();
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
