import { readRecord } from '../record/record-file.ts';
import { resolveRecord } from '../runs/resolve-run.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** `bench capacity <record>`: plans from a run that was made, and measures nothing. */
export async function planCapacity(reference: string, options: Record<string, unknown>): Promise<ExitCode> {
  const { record: path } = await resolveRecord(reference, options.out as string | undefined);
  await readRecord(path);
  return exitCodes.pass;
}
