import type { ValidityReason } from '../../harness/model/estimate.ts';
import type { Level } from '../../harness/model/level.ts';
import type { Plan } from '../../harness/model/plan.ts';
import { inlineCode } from './command.ts';

/** What was asked for already, so that no remedy asks for it again. */
export interface Asked {
  readonly plan: Pick<Plan, 'search' | 'engine' | 'loaders' | 'loadCpus' | 'serverCpus' | 'pacing'>;
  readonly cores: number;
  readonly level: Level;
  /** The load generator was near its limit. */
  readonly lowerBound: boolean;
}

/** What a search finds as it goes on, and no flag of it would change. */
const searchedFor: ReadonlySet<ValidityReason['code']> = new Set([
  'overloaded',
  'censored',
  'few-rounds',
  'wide-interval',
  'saturated',
]);

/**
 * What to try against one reason. `serve` starts the variant by hand; null for one that was running already.
 * `wrongStatuses` are those of the cell's answers that nothing expected.
 */
export function remedyText(
  reason: ValidityReason,
  serve: string | null,
  wrongStatuses: readonly number[],
  asked: Asked,
): string {
  const byHand = serve === null ? 'look where it runs and' : `start it by hand with ${inlineCode(serve)} and`;
  const open = asked.level.kind === 'open';
  if (asked.plan.search !== undefined && searchedFor.has(reason.code))
    return 'nothing is to be done: a search tries rates that fail, each in few runs; its answer is of all of them';
  switch (reason.code) {
    case 'failures':
      return (
        ofStatus(wrongStatuses) ??
        `${byHand} read what it prints, or ${open ? 'ask for a lower `--rate`' : 'measure fewer connections'}`
      );
    case 'server-failed':
      return `${byHand} read what it prints`;
    case 'loader-failed':
      return 'was it killed, or out of memory? Measure again';
    case 'hook-failed':
      return 'mend the hook; it must work on every launch';
    case 'request-hook':
      return 'do less in the hook: return requests that were made before, or take them from a feed';
    case 'no-answers':
      return `${byHand} ask it once yourself`;
    case 'accounting':
      return open
        ? 'this is a fault of the load generator: report it'
        : `this is a fault of the load generator: repeat with ${otherEngine(asked)} and report it`;
    case 'little':
      return open
        ? 'measure again: requests may be lost or counted twice; if it stays so, report it'
        : `repeat with ${otherEngine(asked)}: requests may be lost or counted twice`;
    case 'slow-clients':
      return 'find out how the server treats them: does it close slow connections, or run out of them?';
    case 'generator-cpu':
    case 'event-loop':
    case 'generator-ceiling':
    case 'schedule':
      return lighten(asked);
    case 'loop-delay':
      return punctual(asked);
    case 'send-lag':
      return spinning(asked) ?? punctual(asked);
    case 'overloaded':
      return asked.lowerBound
        ? lighten(asked)
        : 'for its response times ask for a lower `--rate`; the most that it serves is told by `--concurrency`';
    case 'censored':
      return 'ask for a lower `--rate`, or for a longer `--timeout` so that they can end';
    case 'exhausted':
      return `raise \`ulimit -n\`, or ask for ${open ? 'a lower `--rate`' : 'fewer connections'}; \`bench doctor\` tells the limits`;
    case 'near-generator-floor':
      return 'for response times, use a heavier scenario';
    case 'few-rounds':
      return `ask for \`--rounds ${reason.needed}\``;
    case 'wide-interval':
      return 'raise `--rounds`, or close what else runs on this machine';
    case 'unsteady':
      return 'measure again; if it stays so, the server keeps changing and one figure hides that';
    case 'saturated':
      return open
        ? 'to measure beyond, name the rates with `--rate`'
        : 'to measure beyond, name the levels with `--concurrency`';
    case 'disturbed':
      return 'close what else runs on this machine, or measure on a quieter one';
  }
}

/** What a server means by the status that it refuses with; null for one that tells no more than that it failed. */
function ofStatus([most]: readonly number[]): string | null {
  switch (most) {
    case 404:
    case 405:
    case 410:
      return 'ask for a path and method that it has: mend the scenario, or `--path`';
    case 400:
    case 422:
      return 'the request lacks something that it wants: a query, a header or a body';
    case 401:
    case 403:
      return 'it wants to know who asks: send a header, or log in by a step with `once: true` and `cookies: true`';
    case 429:
      return 'it limits how much a client may ask: lift that limit while measuring';
    default:
      return null;
  }
}

function otherEngine({ plan }: Asked): string {
  return plan.engine === 'native' ? '`--engine autocannon`' : '`--engine native`';
}

/** Less work for each loader: more of them where CPUs are left for them, else a lighter load. */
function lighten({ plan, cores, level }: Asked): string {
  const less = level.kind === 'open' ? 'ask for a lower `--rate`' : 'use fewer connections';
  return plan.engine === 'native' && plan.loaders < cores - 1
    ? `share the sending with \`--loaders ${plan.loaders + 1}\`, or ${less}`
    : `${less}, a heavier scenario or a machine with more cores`;
}

/** A core that looks at the clock wakes the loader closer to the time, where such a core can be spared. */
function spinning({ plan, cores }: Asked): string | null {
  if (plan.pacing === 'spin' || plan.loaders + 1 >= cores) return null;
  return 'close what else runs on this machine, or send closer to the time with `--pacing spin`';
}

/** CPUs of its own for whatever sends, or for lack of CPUs a quieter machine. */
function punctual({ plan, cores }: Asked): string {
  const quiet = 'close what else runs on this machine';
  if (plan.loadCpus !== null)
    return `${quiet}, or give the loaders more CPUs: they have \`--load-cpus ${plan.loadCpus}\``;
  return cores > 1
    ? `${quiet}, or give the loaders CPUs of their own with \`--load-cpus\` and \`--server-cpus\``
    : `${quiet}, or measure on a machine with more cores`;
}
