import type { ValidityReason } from '../../harness/model/estimate.ts';
import type { Level } from '../../harness/model/level.ts';
import { levelsText, servedOf } from './levels.ts';
import { count, milliseconds, NBSP, number, plural, range, tick } from './numbers.ts';
import { type Asked, remedyText } from './remedy.ts';

type Code = ValidityReason['code'];
type Of<C extends Code> = Extract<ValidityReason, { code: C }>;

/** Why a cell is less than plainly valid, and what to try. */
export interface ReasonText {
  readonly text: string;
  readonly remedy: string;
}

/** What the wording needs to know of a cell beside the reason itself. */
export interface ReasonContext {
  /** Requests that were due. */
  readonly sent: number;
  /** Status codes that no request of the scenario takes for right, the most frequent first. */
  readonly wrongStatuses: readonly number[];
  /** How the variant is started by hand, such as `bench serve prefork`; null for one that was running already. */
  readonly serve: string | null;
  readonly asked: Asked;
}

/** Of the cells that a text is about: what kind of level they have, and whether the load generator was near its limit. */
export interface ReasonPlace {
  readonly kind: Level['kind'];
  readonly lowerBound: boolean;
  readonly wrongStatuses: readonly number[];
}

const unbounded: ReasonPlace = { kind: 'closed', lowerBound: false, wrongStatuses: [] };

/** Words one reason of one cell. Every code has a text and a remedy. */
export function reasonText(reason: ValidityReason, context: ReasonContext): ReasonText {
  const { level, lowerBound } = context.asked;
  return {
    text: reasonsText([reason], context.sent, {
      ...{ kind: level.kind, lowerBound, wrongStatuses: context.wrongStatuses },
    }),
    remedy: remedyText(reason, context.serve, context.wrongStatuses, context.asked),
  };
}

/** What is wrong and what to try, as sentences without a full stop at the end. */
export function withRemedy({ text, remedy }: ReasonText): string {
  return `${text}. ${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}`;
}

/**
 * What is wrong, for one cell or for several that share the code (and the detail, where there is one): figures that
 * differ become ranges. `sent` is the number of requests of all these cells.
 */
export function reasonsText(
  reasons: readonly ValidityReason[],
  sent: number,
  place: ReasonPlace = unbounded,
): string {
  const [first] = reasons;
  if (first === undefined) return '';
  const all = <C extends Code>(code: C) => reasons.filter((reason): reason is Of<C> => reason.code === code);
  switch (first.code) {
    case 'failures':
      return failuresText(all('failures'), sent, place.wrongStatuses);
    case 'server-failed':
      return `the server failed: ${first.detail}`;
    case 'loader-failed':
      return `the load generator failed: ${first.detail}`;
    case 'hook-failed':
      return `a hook of the configuration failed: ${first.detail}`;
    case 'no-answers':
      return 'no request had a right answer';
    case 'accounting': {
      const [asked, told] = [sum(all('accounting'), 'sent'), sum(all('accounting'), 'accounted')];
      return `${count(asked)} requests were ${place.kind === 'open' ? 'due' : 'sent'}, but ${count(told)} accounted for`;
    }
    case 'little': {
      const found = all('little');
      const inFlight = range(pick(found, 'inFlight'), number);
      if (first.counted === true) {
        const counted = range(pick(found, 'expected'), number);
        return `response times give ${inFlight} requests in flight on average, where ${counted} were counted`;
      }
      const connections = range(pick(found, 'expected'), count);
      return `throughput × response time gives ${inFlight} requests in flight, for ${connections} connections`;
    }
    case 'slow-clients': {
      const found = all('slow-clients');
      return `${count(sum(found, 'failed'))} of ${count(sum(found, 'ended'))} requests of the slow clients failed`;
    }
    case 'generator-cpu': {
      const share = range(pick(all('generator-cpu'), 'share'), two);
      return `the load generator was busy for ${share} of a core (bound ${two(first.bound)}): throughput is a lower bound, response times include its queue`;
    }
    case 'event-loop': {
      const share = range(pick(all('event-loop'), 'utilization'), two);
      return `the load generator's event loop was busy for ${share} of the time (bound ${two(first.bound)})`;
    }
    case 'loop-delay': {
      const found = range(pick(all('loop-delay'), 'p99Ms'), number);
      return `the load generator's event loop came ${found}${NBSP}ms late (p99; bound ${milliseconds(first.boundMs)}): response times hold that delay`;
    }
    case 'request-hook': {
      const share = range(pick(all('request-hook'), 'share'), percentage);
      return `the request hook took ${share}${NBSP}% of the load generator's time (bound ${percentage(first.bound)}${NBSP}%): response times hold what requests and answers waited for it`;
    }
    case 'generator-ceiling':
      return ceilingText(all('generator-ceiling'));
    case 'schedule': {
      const found = all('schedule');
      return `the load generator sent ${count(sum(found, 'sent'))} of ${count(sum(found, 'offered'))} requests that were due (at least ${percentage(first.bound)}${NBSP}% must be sent): the server met less load than its level says`;
    }
    case 'send-lag': {
      const found = range(pick(all('send-lag'), 'p99Ms'), number);
      return `the load generator sent 1${NBSP}% of the requests ${found}${NBSP}ms late or later (bound ${milliseconds(first.boundMs)}): response times hold that delay`;
    }
    case 'overloaded':
      return overloadedText(all('overloaded'), place);
    case 'censored': {
      const found = all('censored');
      return `${count(sum(found, 'unfinished'))} of ${count(sum(found, 'due'))} requests were unfinished at the end; they count with the time that they had taken by then, so percentiles that they reach are at least so much`;
    }
    case 'exhausted':
      return `${plural(sum(all('exhausted'), 'failed'), 'connection')} could not be made: this machine had no port or file descriptor left`;
    case 'near-generator-floor': {
      const p50 = range(pick(all('near-generator-floor'), 'p50Ms'), number);
      const floor = milliseconds(Math.max(...pick(all('near-generator-floor'), 'floorMs')));
      return `p50 ${p50}${NBSP}ms is near the ${floor} of a server that does nothing: response times are partly the generator's, throughput is usable`;
    }
    case 'few-rounds':
      return `few rounds: ${range(pick(all('few-rounds'), 'rounds'), count)}, where an exact interval needs ${first.needed}`;
    case 'wide-interval': {
      const width = range(pick(all('wide-interval'), 'halfWidth'), percentage);
      return `wide interval: ±${width}${NBSP}% of the figure (bound ±${percentage(first.bound)}${NBSP}%)`;
    }
    case 'unsteady':
      return 'no steady state was reached while warming up';
    case 'saturated': {
      const since = pick(all('saturated'), 'since');
      const level = levelsText(since, place.kind, range(since, tick));
      return place.lowerBound
        ? `throughput grew no further from ${level} on, where the load generator was near its limit: it climbed no further`
        : `saturated since ${level}: it climbed no further`;
    }
    case 'disturbed': {
      const found = all('disturbed');
      const rounds = `${range(pick(found, 'discarded'), count)} of ${range(pick(found, 'rounds'), count)} rounds`;
      return `${rounds} left out because the machine was disturbed`;
    }
  }
}

const failureKindWords: Readonly<Record<string, string>> = {
  connect: 'no connection',
  reset: 'connection broken',
  timeout: 'timed out',
  status: 'wrong status',
  protocol: 'malformed answer',
  body: 'wrong body',
  exhausted: 'no port or descriptor',
  dropped: 'dropped',
  unfinished: 'unfinished',
};

/** So many codes are told of. */
const mostStatuses = 3;

/** `(status 404: 405, timed out: 20)`: what went wrong before how often, for either may look like a status. */
function failuresText(
  reasons: readonly Of<'failures'>[],
  sent: number,
  wrongStatuses: readonly number[],
): string {
  const share = range(pick(reasons, 'share'), percentage);
  const bound = Math.min(...pick(reasons, 'bound'));
  const base = reasons.length === 1 ? plural(sent, 'request') : "each cell's requests";
  const found = new Map<string, number>();
  for (const [kind, n] of reasons.flatMap((reason) => Object.entries(reason.kinds))) {
    if (n > 0) found.set(kind, (found.get(kind) ?? 0) + n);
  }
  const statuses = wrongStatuses.slice(0, mostStatuses).join(', ');
  const words = (kind: string) =>
    kind === 'status' && statuses !== '' ? `status${NBSP}${statuses}` : (failureKindWords[kind] ?? kind);
  const named = [...found].map(([kind, n]) => `${words(kind)}:${NBSP}${count(n)}`);
  const kinds = named.length === 0 ? '' : ` (${named.join('; ')})`;
  return `${share}${NBSP}% of ${base} failed${kinds}; at most ${percentage(bound)}${NBSP}% may`;
}

/** How near the load generator came to what it reaches against a server that does nothing. */
function ceilingText(found: readonly Of<'generator-ceiling'>[]): string {
  const share = range(pick(found, 'share'), percentage);
  const sent = range(pick(found, 'perSecond'), number);
  const ceiling = range(pick(found, 'ceilingPerSecond'), number);
  const bound = percentage(Math.min(...pick(found, 'bound')));
  return `the load generator sent ${sent} req/s, ${share}${NBSP}% of the ${ceiling} that it reaches on this machine (bound ${bound}${NBSP}%): throughput is a lower bound`;
}

/** Never the server's limit where it may be the load generator's. */
function overloadedText(found: readonly Of<'overloaded'>[], { lowerBound }: ReasonPlace): string {
  const [only] = found;
  const told =
    found.length === 1 && only !== undefined
      ? servedOf(only.servedPerSecond, only.offeredPerSecond)
      : `${range(pick(found, 'servedPerSecond'), number)} of ${range(pick(found, 'offeredPerSecond'), tick)}`;
  const grow = 'response times grow with the length of the slice';
  return lowerBound
    ? `at least ${told} req/s served, with the load generator near its limit: the server may serve more; ${grow}`
    : `overloaded: serves ${told} req/s, so ${grow}`;
}

/** The values of one numeric field. */
function pick<K extends string>(items: readonly Readonly<Record<K, number>>[], key: K): readonly number[] {
  return items.map((item) => item[key]);
}

function sum<K extends string>(items: readonly Readonly<Record<K, number>>[], key: K): number {
  return pick(items, key).reduce((total, value) => total + value, 0);
}

function two(value: number): string {
  return number(value, 2);
}

/** A share in percent, without the sign. */
function percentage(share: number): string {
  return number(share * 100, 2);
}

/** The short word for each state of a cell. */
export const statusWords = {
  valid: 'valid',
  caveat: 'valid, with a caveat',
  inconclusive: 'inconclusive',
  invalid: 'invalid',
} as const;
