import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverModes } from '#built/servers/index.js';
import type { MicroResult } from '../../harness/model/micro.ts';
import { until, Workplace } from '../helpers/cli.ts';

const dev = serverModes.find((mode) => mode.stack === 'flask' && mode.name === 'dev');
const flask = await dev?.availability();
const missing = flask?.installed === false ? ` (not installed: ${flask.install})` : '';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

const small = ['micro', '--scenarios', 'json,cpu', '--modes', 'dev,prefork:workers=2', '--budget', '8s'];

describe('bench micro', () => {
  it('sets the cost of handlers in process beside their cost when served', async () => {
    const { exitCode, stdout, stderr } = await place.bench(...small, '--json');
    expect(stderr).toMatch(/s: starting dev\n/);
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout) as MicroResult;
    expect(result.rows.map(({ scenario }) => scenario)).toEqual(['json', 'cpu']);
    for (const { scenario, costs } of result.rows) {
      expect(costs.map(({ way }) => way)).toEqual(['handler', 'framework', 'dev', 'prefork:workers=2']);
      for (const { cpuUs } of costs) expect(cpuUs?.point, scenario).toBeGreaterThan(0);
    }
    const factor = (row: number, way: number) => result.rows[row]?.costs[way]?.factor?.point ?? 0;
    // A small handler is far cheaper than serving it; one that computes for ms is nearly all of the cost.
    for (const way of [1, 2, 3]) {
      expect(factor(0, way)).toBeGreaterThan(5);
      expect(factor(1, way)).toBeLessThan(3);
    }
    expect(place.alive()).toEqual([]);
  });

  it('prints a table, and nothing on stderr with --quiet', async () => {
    const { exitCode, stdout, stderr } = await place.bench(
      ...['micro', '--scenarios', 'plain', '--modes', 'dev', '--budget', '5s', '--quiet'],
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('plain · a fixed text of 14 bytes');
    expect(stdout).toMatch(/^served by dev +\d/m);
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it('shows what it has when it is interrupted, and leaves nothing', async () => {
    let heard = '';
    const running = place.bench('micro', '--scenarios', 'json', '--modes', 'dev', '--budget', '60s');
    running.stderr.on('data', (text) => {
      heard += text;
    });
    await until(() => heard.includes('cycle 2'), 'a cycle that counts is done');
    running.kill('SIGINT');
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(130);
    expect(stdout).toContain('handler alone');
    expect(place.alive()).toEqual([]);
  });

  it('leaves nothing either when it is killed', async () => {
    const running = place.bench('micro', '--scenarios', 'json', '--modes', 'dev', '--budget', '60s');
    await until(() => place.alive().length > 3, 'servers are up');
    running.kill('SIGKILL');
    await running;
    await until(() => place.alive().length === 0, 'everything it started is gone', 20_000);
  });

  it.skipIf(missing !== '' && !process.env.CI)(
    `calls the app of another language too, in a process of its own${missing}`,
    async () => {
      const { exitCode, stdout } = await place.bench(
        ...['micro', '--stack', 'flask', '--scenarios', 'json', '--modes', 'dev', '--budget', '6s', '--json'],
      );
      expect(exitCode).toBe(0);
      const [json] = (JSON.parse(stdout) as MicroResult).rows;
      expect(json?.costs.map(({ label }) => label)).toEqual([
        'handler alone',
        'Flask, no server',
        'served by dev',
      ]);
      expect(json?.costs[0]?.cpuUs).toBeNull();
      expect(json?.costs[1]?.cpuUs?.point).toBeGreaterThan(5);
      expect(json?.costs[2]?.factor?.point).toBeGreaterThan(1.2);
    },
  );

  it('refuses what cannot be called in process', async () => {
    const { exitCode, stderr } = await place.bench('micro', '--scenarios', 'io');
    expect(stderr).toContain('--scenarios: "io" cannot be called in process: its requests wait');
    expect(exitCode).toBe(2);
  });
});
