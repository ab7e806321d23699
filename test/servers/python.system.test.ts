/** Starting and stopping of every Python mode under supervision: what it runs is declared, and nothing of it is left. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer } from '#built/harness/supervise/server-process.js';
import { startWarden, type Warden } from '#built/harness/supervise/warden.js';
import { serverModes } from '#built/servers/index.js';
import type { ServerMode } from '../../harness/model/launch.ts';
import { describeSideBySide } from '../helpers/side-by-side.ts';
import { expectNothingLeft, newTag, tagged, until } from '../helpers/tagged-processes.ts';

let warden: Warden;
beforeAll(async () => {
  warden = await startWarden();
});
afterAll(async () => {
  await warden.close();
});

const variants = await Promise.all(
  serverModes
    .filter((mode) => mode.stack !== 'node')
    .map(async (mode) => {
      const availability = await mode.availability();
      const missing = availability.installed ? '' : ` (not installed: ${availability.install})`;
      return { name: `${mode.stack} ${mode.name}${missing}`, mode, missing };
    }),
);

/** A launch that remembers what it was given and told. */
async function start(mode: ServerMode, options: Readonly<Record<string, number>> = {}) {
  const launch = { tag: newTag(), port: 0, workDir: '', processes: 0 };
  const server = await startServer({
    variant: mode.name,
    host: '127.0.0.1',
    readyTimeoutMs: 60_000,
    stopTimeoutMs: 10_000,
    warden,
    options,
    launch: async (context) => {
      const spec = await mode.launch(context);
      launch.port = context.port;
      launch.workDir = context.workDir;
      launch.processes = spec.processes;
      return { ...spec, env: { ...spec.env, ...launch.tag } };
    },
  });
  return { launch, server };
}

describeSideBySide(variants, 3, ({ mode, missing }) => {
  if (missing !== '' && !process.env.CI) {
    it.skip('starts and stops', () => {});
    return;
  }
  it('runs as many processes as it declares, and leaves nothing when stopped', async () => {
    expect(missing, 'in CI every server must be installed').toBe('');
    const { launch, server } = await start(mode);
    await until('every process', () => tagged(launch.tag).length >= launch.processes);
    expect(tagged(launch.tag)).toHaveLength(launch.processes);
    expect(await server.stop()).toBeNull();
    await expectNothingLeft(launch);
  });

  it('leaves nothing after its first process was killed', async () => {
    const { launch, server } = await start(mode);
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toMatchObject({ signal: 'SIGKILL' });
    expect(await server.stop()).toBeNull();
    await expectNothingLeft(launch);
  });
});

const prefork = variants.find(({ mode }) => mode.name === 'prefork')!;

it.skipIf(prefork.missing !== '' && !process.env.CI)(
  'flask prefork serves with the app loaded before forking, and replaces workers that have served enough',
  async () => {
    const { launch, server } = await start(prefork.mode, { workers: 1, preload: 1, 'max-requests': 3 });
    const pids = new Set<number>();
    await until('another worker', async () => {
      const reply = await fetch(`http://127.0.0.1:${server.target.port}/who`).catch(() => null);
      if (reply !== null) pids.add(((await reply.json()) as { pid: number }).pid);
      return pids.size > 1;
    });
    expect(pids).not.toContain(server.pid);
    expect(await server.stop()).toBeNull();
    await expectNothingLeft(launch);
  },
);
