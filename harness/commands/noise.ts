import { noiseStoredText } from '../../reports/wording/noise.ts';
import { executeRun } from '../runs/execute-run.ts';
import { noiseFlagsSchema, prepareNoise } from '../runs/prepare-noise.ts';
import { parseRunFlags } from '../runs/run-flags.ts';
import { keepNoise } from '../runs/stored-noise.ts';
import type { ExitCode } from './exit-codes.ts';
import { followRun, printTable, say } from './follow-run.ts';

/** `bench noise`: what a gate can tell on this machine. */
export async function noiseCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const { json = false, ...flags } = parseRunFlags(options);
  const asked = noiseFlagsSchema.parse(options);
  const prepared = await prepareNoise(asked, flags);
  const { full = false, open = false, quiet = false } = prepared.configured.flags;
  return followRun(
    { quiet, open },
    printTable({ json, full }),
    (signal, emit) => executeRun(prepared, { signal, emit }),
    async (record) => {
      if (!asked.store) return;
      const kept = await keepNoise(record);
      if (kept.path !== null) say(noiseStoredText(kept.path, kept.code));
    },
  );
}
