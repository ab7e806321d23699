import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import { slowRequestMs } from '../../harness/model/scenario.ts';
import { ladder } from '../../harness/plan/designs/ladder.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { slowClient } from '../../scenarios/slow-client.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const catalogue = { ...smallCatalogue, scenarios: [...smallCatalogue.scenarios, slowClient] };
const plan = (request: RunRequest) => makePlan(request, catalogue, 7);

describe('a plan with slow clients', () => {
  it('carries them', () => {
    expect(plan({ scenarios: 'json,slow-client' }).scenarios.map(({ slow }) => slow?.clients)).toEqual([
      undefined,
      12,
    ]);
  });

  it('is refused for an engine that has none', () => {
    const refused = () => plan({ scenarios: 'json,slow-client', engine: 'autocannon' });
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow('--engine: autocannon has no slow clients, which scenario "slow-client" needs');
    expect(() => plan({ scenarios: 'json', engine: 'autocannon' })).not.toThrow();
  });

  it('gives the scenario windows that hold several slow requests, also where the budget is short', () => {
    const least = 3 * slowRequestMs(slowClient.slow!);
    const made = plan({ scenarios: 'json,slow-client', budget: '20s' });
    const design = ladder(made);
    const windows = (step: ReturnType<typeof design.next>) =>
      step.kind === 'round' ? step.visits.map(({ scenario, window }) => [scenario, window.minMs]) : [];
    const three = (name: string, ms: number) => Array.from({ length: 3 }, () => [name, ms]);
    expect(windows(design.next({ rounds: [], slices: [], elapsedSeconds: 0 }))).toEqual([
      ...three('json', 250),
      ...three('slow-client', least),
    ]);
    const slow = { round: 1, startedMs: 0, endedMs: 10_000, warmups: [], launches: [], discarded: [] };
    expect(windows(design.next({ rounds: [slow], slices: [], elapsedSeconds: 10 }))).toEqual([
      ...three('json', 200),
      ...three('slow-client', least),
    ]);
  });
});

describe('the scenario slow-client', () => {
  it('occupies a worker that reads by itself for long, but for far less than a request may take', () => {
    expect(slowRequestMs(slowClient.slow!)).toBeGreaterThan(100);
    expect(8 * slowRequestMs(slowClient.slow!)).toBeLessThan(plan({}).requestTimeoutMs / 2);
  });
});
