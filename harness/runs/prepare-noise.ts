import { z } from 'zod';
import { gateFlagsSchema, requestOf as gateRequestOf, wordsOf } from './prepare-gate.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';
import type { RunFlags } from './run-flags.ts';

/** Flags of `bench noise` beside those that it shares with `bench run`. */
export const noiseFlagsSchema = gateFlagsSchema
  .pick({ threshold: true, gating: true, onInconclusive: true })
  .extend({
    gateBudget: z.string().optional(),
    target: z.array(z.string()).optional(),
    store: z.boolean().default(true),
  });
export type NoiseFlags = z.infer<typeof noiseFlagsSchema>;

/**
 * Checks all that was asked for; starts and writes nothing. Rounds and budget of the configuration are of `bench run`.
 * @throws UsageError with everything that is wrong
 */
export async function prepareNoise(asked: NoiseFlags, typed: RunFlags): Promise<PreparedRun> {
  const prepared = await prepareRun(
    { ...typed, name: typed.name ?? 'noise' },
    {
      words: ['noise', ...ownWords(asked), ...wordsOf(asked)],
      beside: (configured) => ({
        ...gateRequestOf(asked, { ...typed, budget: undefined }, configured),
        ...{ budget: typed.budget, rounds: typed.rounds },
        noise: { target: asked.target, gateBudget: asked.gateBudget },
      }),
    },
  );
  // Of the flags only those that were written: the words say the rest.
  return { ...prepared, typed };
}

function ownWords({ target = [], gateBudget }: NoiseFlags): readonly string[] {
  return [
    ...target.flatMap((one) => ['--target', one]),
    ...(gateBudget === undefined ? [] : ['--gate-budget', gateBudget]),
  ];
}
