// The warden's own process; see warden.ts. Started with a pipe from the harness as its input.
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { readProcessTable } from './process-table.ts';
import { ProcessTree } from './process-tree.ts';
import { killAll } from './teardown.ts';
import type { WardenMessage, Watched } from './warden.ts';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.stdout.write('ready\n');

const watched = new Map<number, Watched>();
const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const message = parseMessage(line);
  if (message?.kind === 'watch') watched.set(message.id, message.watched);
  else if (message?.kind === 'unwatch') watched.delete(message.id);
});
input.on('close', async () => {
  const all = [...watched.values()];
  // Only when nobody writes to them any more can folders be removed whole.
  await Promise.all(all.map(endProcesses));
  await Promise.all(all.map(removeFolder));
  process.exit(0);
});

/** Null for half a line, the last of a harness that was killed while it wrote. */
function parseMessage(line: string): WardenMessage | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

async function endProcesses({ pid, startTime, marker }: Watched): Promise<void> {
  const root = pid === undefined || startTime === undefined ? null : { pid, startTime };
  const tree = new ProcessTree(root, marker);
  await killAll(() => tree.update(readProcessTable()).filter((entry) => !entry.zombie));
}

async function removeFolder({ dir }: Watched): Promise<void> {
  if (dir !== undefined) await rm(dir, { recursive: true, force: true }).catch(() => undefined);
}
