import { describe, expect, it } from 'vitest';
import { ClientPool } from '../../harness/load/native/client-pool.ts';
import { FakeClock } from './fake-clock.ts';
import { ScriptedClient } from './scripted-clients.ts';

function client(stands: boolean): ScriptedClient {
  const made = new ScriptedClient(new FakeClock(), () => 'silent', 0);
  made.stands = stands;
  return made;
}

/** As the workload does. */
const take = (pool: ClientPool) => pool.takeStanding() ?? pool.takeClosed();

describe('the pool of clients', () => {
  it('makes no client before it is taken, and no more than the limit', () => {
    const made: ScriptedClient[] = [];
    const pool = new ClientPool([], 3, () => {
      made.push(client(false));
      return made.at(-1)!;
    });
    expect(pool.clients).toHaveLength(0);
    expect(pool.closed).toBe(3);
    const taken = [take(pool), take(pool), take(pool), take(pool)];
    expect(taken).toEqual([...made, null]);
    expect(made).toHaveLength(3);
    expect(pool.closed).toBe(0);
    expect(pool.clients).toEqual(made);
  });

  it('gives those that were there first: standing ones, then closed ones, then new ones', () => {
    const there = [client(false), client(true), client(false), client(true)];
    const added = client(false);
    const pool = new ClientPool(there, 5, () => added);
    const taken = [take(pool), take(pool), take(pool), take(pool), take(pool), take(pool)];
    expect(taken.map((one) => (one === null ? null : there.indexOf(one as ScriptedClient)))).toEqual([
      1,
      3,
      0,
      2,
      -1,
      null,
    ]);
  });

  it('gives the most recently used one first', () => {
    const [one, two] = [client(true), client(true)];
    const pool = new ClientPool([one, two], 2, () => client(false));
    take(pool);
    take(pool);
    pool.give(one);
    pool.give(two);
    expect(take(pool)).toBe(two);
    expect(take(pool)).toBe(one);
  });

  it('passes over one whose connection was closed while it was free', () => {
    const [one, two] = [client(true), client(true)];
    const pool = new ClientPool([two, one], 2, () => client(false));
    two.stands = false;
    expect(take(pool)).toBe(one);
    expect(take(pool)).toBe(two);
    expect(take(pool)).toBeNull();
  });
});
