import { describe, expect, it } from 'vitest';
import type { OpenLevel } from '../../harness/model/level.ts';
import { collectCells } from '../../harness/stats/collect.ts';
import { overloadOf } from '../../harness/stats/overload.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { share } from '../helpers/draws.ts';
import {
  openLevel,
  openLoad,
  openRun,
  queueLives,
  steadyLives,
  summariesOf,
  untimed,
} from '../helpers/open-slices.ts';

/** Share of runs of six rounds in which the server is found to be overloaded. */
function foundOverloaded(given: {
  level: OpenLevel;
  windowMs: number;
  servers?: number;
  load: number;
  service?: 'constant' | 'exponential';
}): number {
  const random = createRandom(17);
  const { windowMs, servers = 1, service = 'exponential', level, load } = given;
  return share(40, () => {
    const slice = () =>
      openLoad(
        queueLives({ level, windowMs, servers, load, service, random }),
        { windowMs, drainMs: 60_000 },
        untimed,
      );
    const { plan, rounds, slices } = openRun({ levels: [level], load: slice });
    return overloadOf(collectCells(plan, rounds, slices)[0]!) !== null;
  });
}

describe('an overloaded server', () => {
  it.each([0.5, 0.8, 0.9])('is not found in one that is busy for a share of %f', (load) => {
    for (const arrivals of ['poisson', 'constant'] as const) {
      for (const servers of [1, 8]) {
        const level = openLevel(400, arrivals);
        expect(foundOverloaded({ level, windowMs: 250, servers, load })).toBeLessThanOrEqual(0.1);
      }
    }
  });

  it.each([1.5, 2, 5])('is found when %f times as much is offered as it can serve', (load) => {
    for (const arrivals of ['poisson', 'constant'] as const) {
      for (const service of ['exponential', 'constant'] as const) {
        const level = openLevel(400, arrivals);
        expect(foundOverloaded({ level, windowMs: 250, load, service })).toBeGreaterThanOrEqual(0.9);
      }
    }
  });

  it('is found at a smaller excess in longer slices', () => {
    const level = openLevel(2000, 'poisson');
    expect(foundOverloaded({ level, windowMs: 1000, servers: 4, load: 1.2 })).toBeGreaterThanOrEqual(0.9);
    expect(foundOverloaded({ level, windowMs: 1000, servers: 4, load: 0.95 })).toBeLessThanOrEqual(0.1);
  });

  it('is told by what was offered and what was served', () => {
    const level = openLevel(400);
    const windowMs = 1000;
    const lives = queueLives({
      ...{ level, windowMs, servers: 1, load: 2 },
      ...{ service: 'constant', random: createRandom(1) },
    });
    const [cell] = summariesOf(openRun({ levels: [level], load: () => openLoad(lives, { windowMs }) }));
    expect(cell!.validity).toEqual({
      status: 'caveat',
      reasons: [
        {
          code: 'overloaded',
          offeredPerSecond: expect.closeTo(400, 6),
          servedPerSecond: expect.closeTo(200, -0.5),
        },
      ],
    });
    expect(cell!.metrics.throughput?.point).toBeCloseTo(200, -0.5);
    expect(cell!.requests).toMatchObject({ offered: 2400, sent: 2400, ok: 2400 });
  });

  it('is not one that takes longer than the slice to answer', () => {
    const level = openLevel(100);
    const load = () => openLoad(steadyLives(level, 250, [1000]), { windowMs: 250 });
    const [cell] = summariesOf(openRun({ levels: [level], load }));
    expect(cell!.validity.reasons.map(({ code }) => code)).not.toContain('overloaded');
  });

  it('is not seen in a server that answers late but keeps up', () => {
    const level = openLevel(400);
    const load = () => openLoad(steadyLives(level, 250, [50, 55]), { windowMs: 250 });
    expect(summariesOf(openRun({ levels: [level], load }))[0]!.validity).toEqual({
      status: 'valid',
      reasons: [],
    });
  });
});
