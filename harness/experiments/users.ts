import type { LoadOrder } from '../model/load.ts';
import { askerOf } from './exchange.ts';
import type { Act, Bench, Experiment, Found, ServerUnderTest } from './experiment.ts';
import { loadOrder } from './load-order.ts';
import { Service, slowMs } from './served-well.ts';
import { wellAnswered } from './well-answered.ts';

/** Judged apart, since it depends on what a request does. */
const scenarios = ['json', 'page', 'wait'] as const;

const ladder = [1, 2, 5, 10, 20, 50, 100, 200];
/** A level is left after the first look when nothing was slow, and after the second at the latest. */
const looksMs = [1000, 2000];
/** What the level in question may take in addition, and a look at it. */
const confirmMs = 16_000;
const confirmLookMs = 2000;

/** The most first: who serves many users well serves fewer well too. */
const thinkers = [100, 50, 5];
/** A look takes one think time, in which each user sends once. */
const thinkMs = 5000;
/** 300 requests decide where none is slow; so few users as 5 send them in no time that anybody would wait. */
const thinkingLooks: Readonly<Record<number, number>> = { 100: 5, 50: 6, 5: 3 };

function busyUsers(scenario: string): Act<'users'> {
  return async (bench) => {
    const server = await startChecked(bench, scenario);
    const climbed: Service[] = [];
    for (const users of ladder) {
      const service = new Service(users);
      await look(bench, server, service, { scenario, looksMs, thinkMs: 0, enough: stopsClimb });
      climbed.push(service);
      if (service.verdict === 'not well') break;
    }
    // The highest level that is still open decides; those below it have the same or an easier load.
    let leftMs = confirmMs;
    for (const service of [...climbed].reverse()) {
      if (service.verdict === 'well') break;
      if (service.verdict === 'not well' || leftMs <= 0) continue;
      const startedMs = bench.now();
      const looksMs = times(Math.ceil(leftMs / confirmLookMs), confirmLookMs);
      await look(bench, server, service, { scenario, looksMs, thinkMs: 0, enough: isDecided });
      leftMs -= bench.now() - startedMs;
    }
    return foundOf(climbed, scenario);
  };
}

function thinkingUsers(scenario: string): Act<'users'> {
  return async (bench) => {
    const server = await startChecked(bench, scenario);
    const tried: Service[] = [];
    for (const users of thinkers) {
      const service = new Service(users);
      const looksMs = times(thinkingLooks[users] ?? 1, thinkMs);
      await look(bench, server, service, { scenario, looksMs, thinkMs, enough: isDecided });
      tried.push(service);
      if (service.verdict === 'well') break;
    }
    return foundOf(tried.reverse(), scenario);
  };
}

const isDecided = (service: Service) => service.verdict !== 'undecided';
const stopsClimb = (service: Service) => isDecided(service) || service.slow === 0;

async function startChecked(bench: Bench, scenario: string): Promise<ServerUnderTest> {
  const server = await bench.start();
  const path = bench.scenario(scenario).requests[0]?.path ?? '/';
  await wellAnswered(server, askerOf(bench, server), { path });
  return server;
}

interface Look {
  readonly scenario: string;
  readonly looksMs: readonly number[];
  readonly thinkMs: number;
  enough(service: Service): boolean;
}

/** Looks at one level again and again, until that is enough or there is no more time for it. */
async function look(bench: Bench, server: ServerUnderTest, service: Service, how: Look): Promise<void> {
  const session = await bench.openLoad(server.target, service.users);
  for (const ms of how.looksMs) {
    const order = userOrder(loadOrder(bench, how.scenario, service.users, ms), how.thinkMs);
    service.add(await session.drive(order));
    if (how.enough(service)) break;
  }
  await session.close();
  // What given-up requests left behind must not weigh on the next level: this one waits its turn behind them.
  await askerOf(bench, server)({ path: '/health' });
}

/** Whoever waits longer than a second gives up: then it is decided that this request was slow. */
function userOrder(order: LoadOrder, thinkMs: number): LoadOrder {
  return { ...order, thinkMs, requestTimeoutMs: slowMs, drainTimeoutMs: 2 * slowMs };
}

function times(count: number, value: number): readonly number[] {
  return Array.from({ length: count }, () => value);
}

/** `tried` in rising order. */
export function foundOf(tried: readonly Service[], scenario: string): Found<'users'> {
  const served = tried.findLast((service) => service.verdict === 'well') ?? null;
  const above = tried.filter((service) => service.users > (served?.users ?? 0));
  const fewest = (verdict: Service['verdict']) =>
    above.find((service) => service.verdict === verdict)?.users ?? null;
  return {
    findings: {
      served: served?.users ?? null,
      failedAt: fewest('not well'),
      undecidedAt: fewest('undecided'),
      highest: tried.at(-1)?.users ?? null,
      p99: served?.p99() ?? null,
    },
    scenario,
    remarks: tried.map((service) => service.inWords()),
  };
}

export const users: Experiment<'users'> = {
  name: 'users',
  acts: { busy: scenarios.map(busyUsers), thinking: scenarios.map(thinkingUsers) },
};
