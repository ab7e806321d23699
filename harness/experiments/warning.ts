import { stripVTControlCharacters } from 'node:util';
import { askerOf } from './exchange.ts';
import type { Bench, Experiment, Found } from './experiment.ts';
import { pause } from './pause.ts';

/** What a server prints when it starts may still be on its way when it answers. */
const patienceMs = 1000;
const lookEveryMs = 50;
const longestText = 200;

async function readOutput(bench: Bench): Promise<Found<'warning'>> {
  const server = await bench.start();
  await askerOf(bench, server)({ path: '/plain' });
  const until = bench.now() + patienceMs;
  let printed = lookFor(server.outputs());
  while (!printed.warns && bench.now() < until) {
    await pause(lookEveryMs, bench.signal);
    printed = lookFor(server.outputs());
  }
  return { findings: { ...printed } };
}

interface Printed {
  readonly warns: boolean;
  /** The line that warns, or else one that names a development server. */
  readonly text: string | null;
}

/** Looks for a line that names a development server and warns of it. */
export function lookFor(outputs: { readonly stdout: string; readonly stderr: string }): Printed {
  const lines = [outputs.stderr, outputs.stdout]
    .flatMap((text) => stripVTControlCharacters(text).split(/[\r\n]+/))
    .filter((line) => /development server/i.test(line));
  const warning = lines.find((line) => /warning|do not use/i.test(line));
  const text = warning ?? lines[0];
  return { warns: warning !== undefined, text: text === undefined ? null : shown(text) };
}

function shown(line: string): string {
  return line
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, longestText);
}

export const warning: Experiment<'warning'> = { name: 'warning', acts: { start: readOutput } };
