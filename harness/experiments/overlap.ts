import { median } from 'simple-statistics';
import { type Ask, askerOf } from './exchange.ts';
import type { Bench, Experiment, Found, ServerUnderTest } from './experiment.ts';
import { wellAnswered } from './well-answered.ts';

const blockMs = 300;
const tries = 3;

async function twoAtOnce(bench: Bench): Promise<Found<'overlap'>> {
  const server = await bench.start();
  const ask = askerOf(bench, server);
  await slow(bench, server, ask, 1);
  const alone: number[] = [];
  const together: number[] = [];
  for (let round = 0; round < tries; round += 1) {
    alone.push(await slow(bench, server, ask, 1));
    together.push(await slow(bench, server, ask, 2));
  }
  const [one, both] = [median(alone), median(together)];
  return {
    // One after the other they take a whole blocking time longer; half of it is far from both cases.
    findings: { overlaps: both - one < blockMs / 2, one, both },
    remarks: [`The middle of ${tries} tries, each on fresh connections.`],
  };
}

/** How long so many requests that block take together, ms. */
async function slow(bench: Bench, server: ServerUnderTest, ask: Ask, count: number): Promise<number> {
  const startedMs = bench.now();
  const question = { path: `/wait?ms=${blockMs}` };
  await Promise.all(Array.from({ length: count }, () => wellAnswered(server, ask, question)));
  return bench.now() - startedMs;
}

export const overlap: Experiment<'overlap'> = { name: 'overlap', acts: { two: twoAtOnce } };
