import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { renderMicro } from '../../reports/micro/index.ts';
import { failureText } from '../../reports/wording/failure.ts';
import { connections, type MicroOutcome, measureMicro } from '../micro/measure-micro.ts';
import { cyclesCounted, summariseMicro } from '../micro/summarise-micro.ts';
import type { MicroResult } from '../model/micro.ts';
import type { Plan } from '../model/plan.ts';
import { catalogue, serverVersions } from '../runs/catalogue.ts';
import { realInstruments } from '../runs/instruments.ts';
import { startWarden } from '../supervise/warden.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type InProcessStack, inProcessStack } from './in-process-stacks.ts';
import { listenForInterrupt } from './interrupt.ts';
import { onlyStack, planMicro } from './micro-plan.ts';
import { pageSize } from './page-size.ts';
import { lineOfProgress } from './progress-line.ts';

const text = z.string().optional();
const flagsSchema = z.object({
  modes: text,
  stack: text,
  workers: text,
  threads: text,
  scenarios: text,
  budget: text,
  seed: text,
  json: z.boolean().optional(),
  quiet: z.boolean().optional(),
});
type Flags = z.infer<typeof flagsSchema>;

/** `bench micro`: the app's handlers in process beside their cost when served. */
export async function microCommand(options: Record<string, unknown>): Promise<ExitCode> {
  const flags = flagsSchema.parse(options);
  const plan = planMicro(flags, catalogue, randomInt(2 ** 31));
  const stack = inProcessStack(onlyStack(plan));
  await serverVersions(plan);
  const interrupt = listenForInterrupt((line) => process.stderr.write(`${line}\n`));
  try {
    const startedMs = performance.now();
    const outcome = await execute(plan, stack, flags, interrupt.signal);
    const cycles = cyclesCounted(outcome.samples);
    for (const trouble of outcome.troubles) process.stderr.write(`bench: ${failureText(trouble)}\n`);
    if (cycles > 0) {
      const measuredSeconds = (performance.now() - startedMs) / 1000;
      print(resultOf(plan, stack, outcome, cycles, measuredSeconds), flags);
    }
    return interrupt.exitCode() ?? (outcome.troubles.length > 0 ? exitCodes.failed : exitCodes.pass);
  } finally {
    interrupt.dispose();
  }
}

/** Measures, with everything that was started or written ended and removed before it returns. */
async function execute(
  plan: Plan,
  stack: InProcessStack,
  flags: Flags,
  signal: AbortSignal,
): Promise<MicroOutcome> {
  const progress = lineOfProgress(flags.quiet ?? false);
  const warden = await startWarden();
  const folder = await mkdtemp(join(tmpdir(), 'modebench-'));
  const unwatch = warden.watch({ dir: folder });
  try {
    const inProcess = await stack.open(folder, warden);
    try {
      const instruments = realInstruments(plan, warden, signal);
      return await measureMicro({ plan, instruments, inProcess, signal, announce: progress.show });
    } finally {
      await inProcess.close();
    }
  } finally {
    progress.close();
    await rm(folder, { recursive: true, force: true });
    unwatch();
    await warden.close();
  }
}

function resultOf(
  plan: Plan,
  stack: InProcessStack,
  { samples }: MicroOutcome,
  cycles: number,
  measuredSeconds: number,
): MicroResult {
  return {
    kind: 'micro',
    stack: stack.name,
    connections,
    cycles,
    measuredSeconds,
    rows: summariseMicro(plan, samples, stack.frameworkLabel),
    notes: [
      ...stack.notes,
      `served: CPU time of the server's process tree over its answers, with ${connections} connections; what the generator takes is not in it`,
      ...plan.variants.flatMap(({ label, notes }) =>
        notes[0] === undefined ? [] : [`${label}: ${notes[0]}`],
      ),
    ],
  };
}

function print(result: MicroResult, { json }: Flags): void {
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : renderMicro(result, pageSize()));
}
