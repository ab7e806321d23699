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
  { engine, scenarios, hooks }: Pick<Plan, 'engine' | 'scenarios' | 'hooks'>,
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
  for (const { name, requests, slow, feed, thinkMs = 0 } of scenarios) {
    if (thinkMs > 0) refuse(`has no think time, which scenario ${quote(name)} has`, `leave ${name} out`);
    if (hooks?.scenarios[name]?.request === true)
      refuse(`cannot call the request hook of scenario ${quote(name)}`, `leave ${name} out`);
    if (feed !== undefined) {
      refuse(`has no feeds, which scenario ${quote(name)} takes its rows from`, `leave ${name} out`);
      continue;
    }
    const beyond = beyondAutocannon(requests);
    if (beyond !== null) refuse(`cannot send scenario ${name}: it cannot ${beyond}`, `leave ${name} out`);
    if (slow !== undefined)
      refuse(`has no slow clients, which scenario ${quote(name)} needs`, `leave ${name} out`);
  }
}
