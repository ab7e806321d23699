import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../harness/load/clock.ts';
import { ConstantPacer } from '../../harness/load/pacer.ts';
import { type Sleeper, SpinWaker, TimerWaker, type Waker, wakerFor } from '../../harness/load/waker.ts';
import { FakeClock } from './fake-clock.ts';

/** Takes notice of arrivals, and does nothing else. */
class Watcher implements Sleeper {
  happened = 0;
  looks = 0;
  readonly noticedAt: number[] = [];
  readonly dues: number[] = [];
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #pacer: ConstantPacer;
  readonly #count: number;
  #next: number;

  constructor(clock: Clock, rate: number, count: number) {
    this.#clock = clock;
    this.#pacer = new ConstantPacer(rate, { index: 0, of: 1 });
    this.#count = count;
    this.#startedAt = clock.now();
    this.#next = this.#pacer.next();
  }

  look(): number {
    this.looks += 1;
    const now = this.#clock.now() - this.#startedAt;
    while (this.#next <= now) {
      this.happened += 1;
      this.dues.push(this.#next);
      this.noticedAt.push(now);
      this.#next = this.happened === this.#count ? Number.POSITIVE_INFINITY : this.#pacer.next();
    }
    return this.#next - now;
  }
}

const realWakers: [string, () => Waker][] = [
  ['sleeping', () => new TimerWaker(systemClock)],
  ['spinning', () => new SpinWaker(systemClock)],
];

describe('the waker', () => {
  it('sleeps until the next arrival is due, and ends with the last', () => {
    const clock = new FakeClock();
    const watcher = new Watcher(clock, 100, 3);
    const waker = new TimerWaker(clock);
    waker.start(watcher);
    clock.advance(100);
    expect(watcher.noticedAt).toEqual([5, 15, 25].map((ms) => expect.closeTo(ms, 6)));
    expect(watcher.looks).toBeLessThanOrEqual(7);
    expect(clock.pending).toBe(0);
    expect(waker.spinMs).toBeNull();
  });

  it('wakes no more when it is stopped', () => {
    const clock = new FakeClock();
    const watcher = new Watcher(clock, 100, 1000);
    const waker = new TimerWaker(clock);
    waker.start(watcher);
    clock.advance(20);
    waker.stop();
    expect(clock.pending).toBe(0);
    expect(watcher.noticedAt).toHaveLength(2);
  });

  it.each(realWakers)('comes to every arrival in time, %s', async (_, make) => {
    const watcher = new Watcher(systemClock, 1000, 100);
    make().start(watcher);
    await expect.poll(() => watcher.happened, { timeout: 20_000 }).toBe(100);
    for (const [index, due] of watcher.dues.entries())
      expect(watcher.noticedAt[index]).toBeGreaterThanOrEqual(due);
  });

  it('tells turns in which nothing happened apart from work', () => {
    // A clock that each reading moves on by 2 µs, each look that finds something by 30 µs, and one gap by 50 ms.
    let now = 0;
    let turn: (() => void) | null = null;
    const clock: Clock = {
      now: () => now,
      after: () => () => {},
      soon: () => () => {},
      every: () => () => {},
      afterReading(callback) {
        turn = callback;
        return () => {
          turn = null;
        };
      },
    };
    const costs = [0, 0.002, 0.002, 0.03, 0.002, 50, 0.002];
    let look = 0;
    const sleeper = {
      happened: 0,
      look() {
        const cost = costs[look] ?? 0;
        look += 1;
        now += cost;
        if (cost === 0.03) this.happened += 1;
        return look === costs.length ? Number.POSITIVE_INFINITY : 1;
      },
    };
    const waker = new SpinWaker(clock);
    waker.start(sleeper);
    while (turn !== null && look < costs.length) (turn as () => void)();
    expect(look).toBe(costs.length);
    expect(waker.spinMs).toBeCloseTo(4 * 0.002, 9);
  });

  it('is the one that the order asks for', () => {
    expect(wakerFor('timer', systemClock)).toBeInstanceOf(TimerWaker);
    expect(wakerFor('spin', systemClock)).toBeInstanceOf(SpinWaker);
  });
});
