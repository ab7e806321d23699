import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverLayers } from '#built/servers/layers/index.js';
import { until, Workplace } from '../helpers/cli.ts';
import { freePort } from '../helpers/serving.ts';
import { expectMeasured } from '../helpers/verdict.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

const lacking = (await Promise.all(serverLayers.map((layer) => layer.availability()))).flatMap((one) =>
  one.installed ? [] : [one.install],
);
if (lacking.length > 0 && process.env.CI) throw new Error(`in CI every layer must be installed: ${lacking}`);
const name = (what: string) => (lacking.length > 0 ? `${what} (not installed: ${lacking.join('; ')})` : what);

const small = [
  ...['--modes', 'prefork:workers=2,prefork+nginx:workers=2:backends=2,dev+caddy,dev+supervisor'],
  ...['--scenarios', 'json', '--concurrency', '4'],
];

describe.skipIf(lacking.length > 0)(name('bench run with layers'), () => {
  it('measures what stands round a mode with it, and records its version', async () => {
    const { exitCode, stdout, stderr } = await place.bench('run', ...small, '--rounds', '1');
    expect(stderr).toContain('round 1 of 1: done');
    const record = place.record();
    expectMeasured(exitCode, record);
    for (const label of ['prefork ×2', 'prefork ×2 +nginx ×2', 'dev +caddy', 'dev +supervisor'])
      expect(stdout).toContain(label);
    // Only a command to be pasted is left whole.
    const lines = stdout.split('\n').filter((line) => !line.includes('--modes'));
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(Object.keys(record.environment.servers).sort()).toEqual([
      'caddy',
      'nginx',
      'node/dev',
      'node/prefork',
      'supervisor',
    ]);
    expect(record.environment.servers.nginx).toMatch(/^nginx \d+\.\d+/);
    const footprint = (id: string) =>
      record.summaries.find(({ variant }) => variant === id)?.metrics.footprint?.point ?? 0;
    // Two copies of a server and the proxy hold more than the server alone.
    expect(footprint('prefork+nginx:workers=2:backends=2')).toBeGreaterThan(footprint('prefork:workers=2'));
    const commands = record.rounds
      .flatMap(({ launches }) => launches)
      .find(({ variant }) => variant === 'prefork+nginx:workers=2:backends=2')
      ?.idleMemory?.processes.map(({ command }) => command);
    expect(commands?.filter((command) => command === 'nginx').length).toBeGreaterThanOrEqual(2);
    expect(commands?.filter((command) => command !== 'nginx')).toHaveLength(6);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing when interrupted by %s', async (signal) => {
    const running = place.bench('run', ...small, '--rounds', '3');
    await until(() => place.journalLines('slice') > 0, 'slices are measured');
    running.kill(signal);
    const { exitCode } = await running;
    expect(exitCode).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(place.alive()).toEqual([]);
  });

  it('leaves nothing when it is killed itself', async () => {
    const running = place.bench('run', ...small, '--rounds', '3');
    await until(() => place.alive().length > 8, 'servers and layers are up');
    running.kill('SIGKILL');
    await running;
    await until(() => place.alive().length === 0, 'everything it started is gone');
  });

  it('serves a mode with layers by hand until it is interrupted', async () => {
    const port = await freePort();
    const running = place.bench('serve', 'prefork+supervisor+nginx:workers=2', '--port', String(port));
    const status = () =>
      fetch(`http://127.0.0.1:${port}/json`).then(
        (answer) => answer.status,
        () => 0,
      );
    for (let seen = 0; seen !== 200; seen = await status()) await new Promise((wait) => setTimeout(wait, 50));
    running.kill('SIGINT');
    const { exitCode, stderr } = await running;
    expect(stderr).toContain(`prefork ×2 +supervisor +nginx: http://127.0.0.1:${port}/ · Ctrl-C ends it`);
    expect(exitCode).toBe(0);
    expect(place.alive()).toEqual([]);
  });
});

describe('bench list', () => {
  it('names the layers, with their version or the line that installs them', async () => {
    const { stdout } = await place.bench('list', '--json');
    const { layers } = JSON.parse(stdout) as { layers: { name: string; installed: boolean }[] };
    expect(layers.map((layer) => layer.name)).toEqual(['nginx', 'caddy', 'supervisor']);
    const text = (await place.bench('list')).stdout;
    expect(text).toMatch(/\+nginx +behind nginx.*(nginx \d|not installed: apt-get install nginx-light)/);
    expect(text).toContain('prefork+nginx:backends=1');
  });
});
