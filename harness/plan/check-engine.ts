import { beyondAutocannon } from '../model/flow.ts';
import type { Plan } from '../model/plan.ts';
import { quote } from './parse-quantity.ts';
import { flagOf, type Problems } from './problems.ts';

/** What only our own engine can do, as written. */
export interface BeyondRequest {
  readonly rate?: string | undefined;
  readonly think?: string | undefined;
  readonly connectTimeout?: string | undefined;
  readonly idleTimeout?: string | undefined;
}

/** Notes what autocannon cannot do of what was asked for, each with what to do instead. */
export function checkEngine(
  { engine, scenarios }: Pick<Plan, 'engine' | 'scenarios'>,
  request: BeyondRequest,
  problems: Problems,
): void {
  if (engine !== 'autocannon') return;
  const refuse = (cannot: string, instead: string) =>
    problems.add('--engine', `autocannon ${cannot}`, `use --engine native, or ${instead}`);
  if (request.rate !== undefined) {
    refuse(
      'sends what a second brings in one burst, so it cannot keep to a rate',
      'name --concurrency in place of --rate',
    );
  }
  if (request.think !== undefined) refuse('has no think time', 'leave out --think');
  const timeouts = (['connectTimeout', 'idleTimeout'] as const).filter((name) => request[name] !== undefined);
  if (timeouts.length > 0) {
    refuse('has no time-out but --timeout', `leave out ${timeouts.map(flagOf).join(' and ')}`);
  }
  for (const { name, requests, slow, thinkMs = 0 } of scenarios) {
    if (thinkMs > 0) refuse(`has no think time, which scenario ${quote(name)} has`, `leave ${name} out`);
    const beyond = beyondAutocannon(requests);
    if (beyond !== null) refuse(`cannot send scenario ${name}: it cannot ${beyond}`, `leave ${name} out`);
    if (slow !== undefined)
      refuse(`has no slow clients, which scenario ${quote(name)} needs`, `leave ${name} out`);
  }
}
