import type { Bench, Experiment, Found } from './experiment.ts';

const starts = 3;

async function startAfresh(bench: Bench): Promise<Found<'setup'>> {
  const readyMs: number[] = [];
  for (let started = 0; started < starts; started += 1) {
    const server = await bench.start();
    readyMs.push(server.readyMs);
    await server.stop();
  }
  const sorted = readyMs.toSorted((a, b) => a - b);
  return {
    findings: { ready: sorted[(starts - 1) / 2] ?? null },
    remarks: [
      `From ${shown(sorted.at(0))} to ${shown(sorted.at(-1))} in ${starts} starts.`,
      'Processes were fresh; files may have been in memory from an earlier start.',
    ],
  };
}

const shown = (ms = 0) => `${Math.round(ms)} ms`;

export const setup: Experiment<'setup'> = { name: 'setup', acts: { cold: startAfresh } };
