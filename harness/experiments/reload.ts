import { appendFile, chmod, cp, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askerOf } from './exchange.ts';
import { type Bench, type Experiment, type Found, NotApplicable } from './experiment.ts';
import { pause } from './pause.ts';
import { Visitors } from './visitors.ts';
import { askWho, mustLive, whoIn } from './well-answered.ts';

/** Where the apps lie, in the sources and in what is built. */
const servers = fileURLToPath(new URL('../../servers/', import.meta.url));
/** The code of all Python stacks, and what it reads beside it. */
const code = 'python';
const copied = [code, 'contract'];
/** Imported by every one of them when it starts. */
const touched = join('attendance', 'work.py');
const visitors = 2;
const beforeMs = 1000;
/** Reloaders look once a second; a process takes its time to start. */
const watchMs = 6000;
const lookEveryMs = 50;
/** After the first answer of new code: what is still to fail. */
const settleMs = 500;

async function touchModule(bench: Bench): Promise<Found<'reload'>> {
  const { source } = bench.variant;
  // None of their entry files watches anything, and the run's own code must not be written to.
  if (source.kind === 'reference' && source.stack === 'node')
    throw new NotApplicable('The Node modes load their code once, when they start.');
  const folder = await bench.folder();
  for (const name of copied) await cp(join(servers, name), join(folder, name), { recursive: true });
  // Also for a server that gives up root.
  await chmod(folder, 0o755);
  const appFolder = join(folder, code);
  const server = await bench.start({ appFolder });
  await askWho(server, askerOf(bench, server));
  const before = new Set(server.members().map(({ pid }) => pid));
  const load = new Visitors(bench, server.target, '/who', visitors);
  await pause(beforeMs, bench.signal);

  const touchedAt = bench.now();
  await touch(join(appFolder, touched));
  // Pids are not handed out again within seconds.
  const isNew = (body: string) => {
    const who = whoIn(body);
    return who !== null && !before.has(who.pid);
  };
  const firstNew = () => load.visits.find((visit) => visit.ok && isNew(visit.body));
  while (firstNew() === undefined && bench.now() - touchedAt < watchMs) {
    await pause(lookEveryMs, bench.signal);
  }
  await pause(settleMs, bench.signal);
  const visits = await load.stop();
  await mustLive(server);
  const first = firstNew();
  return {
    findings: {
      reloads: first !== undefined,
      after: first === undefined ? null : first.endedMs - touchedAt,
      failed: visits.filter((visit) => !visit.ok).length,
    },
    remarks: [
      `Watched for ${watchMs / 1000} s at most, by the process that answers GET /who; ${visits.length} requests.`,
    ],
  };
}

/** The same code, with one more comment and a time that cannot be the old one. */
async function touch(path: string): Promise<void> {
  await appendFile(path, '\n# touched\n');
  const later = new Date(Date.now() + 1000);
  await utimes(path, later, later);
}

export const reload: Experiment<'reload'> = { name: 'reload', acts: { touch: touchModule } };
