import type { ValidityReason } from '../../harness/model/estimate.ts';
import { inlineCode } from './command.ts';
import { count, list, milliseconds, NBSP, number, plural, range } from './numbers.ts';

type Code = ValidityReason['code'];
type Of<C extends Code> = Extract<ValidityReason, { code: C }>;

/** Why a cell is less than plainly valid, and what to try. */
export interface ReasonText {
  readonly text: string;
  readonly remedy: string;
}

/** What the wording needs to know of a cell beside the reason itself. */
export interface ReasonContext {
  readonly sent: number;
  /** How the variant is started by hand, such as `bench serve prefork`. */
  readonly serve: string;
}

/** Words one reason of one cell. Every code has a text and a remedy. */
export function reasonText(reason: ValidityReason, context: ReasonContext): ReasonText {
  return { text: reasonsText([reason], context.sent), remedy: remedyText(reason, context.serve) };
}

/** What is wrong and what to try, as sentences without a full stop at the end. */
export function withRemedy({ text, remedy }: ReasonText): string {
  return `${text}. ${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}`;
}

/**
 * What is wrong, for one cell or for several that share the code (and the detail, where there is one): figures that
 * differ become ranges. `sent` is the number of requests of all these cells.
 */
export function reasonsText(reasons: readonly ValidityReason[], sent: number): string {
  const [first] = reasons;
  if (first === undefined) return '';
  const all = <C extends Code>(code: C) => reasons.filter((reason): reason is Of<C> => reason.code === code);
  switch (first.code) {
    case 'failures':
      return failuresText(all('failures'), sent);
    case 'server-failed':
      return `the server failed: ${first.detail}`;
    case 'loader-failed':
      return `the load generator failed: ${first.detail}`;
    case 'no-answers':
      return 'no request was answered';
    case 'accounting': {
      const [asked, told] = [sum(all('accounting'), 'sent'), sum(all('accounting'), 'accounted')];
      return `${count(asked)} requests were sent, but ${count(told)} accounted for`;
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
      return `the load generator's event loop was late by ${found}${NBSP}ms (p99; bound ${milliseconds(first.boundMs)})`;
    }
    case 'generator-ceiling': {
      const share = range(pick(all('generator-ceiling'), 'share'), percentage);
      return `${share}${NBSP}% of the most that the load generator reaches on this machine (bound ${percentage(first.bound)}${NBSP}%)`;
    }
    case 'schedule': {
      const found = all('schedule');
      return `${count(sum(found, 'sent'))} of ${count(sum(found, 'offered'))} requests that were due were sent (at least ${percentage(first.bound)}${NBSP}% must be)`;
    }
    case 'send-lag': {
      const found = range(pick(all('send-lag'), 'p99Ms'), number);
      return `requests were sent up to ${found}${NBSP}ms late (p99; bound ${milliseconds(first.boundMs)})`;
    }
    case 'overloaded': {
      const served = range(pick(all('overloaded'), 'servedPerSecond'), number);
      const offered = range(pick(all('overloaded'), 'offeredPerSecond'), number);
      return `overloaded: ${served} req/s served of ${offered} offered, so response times grow with the length of the slice`;
    }
    case 'censored': {
      const found = all('censored');
      return `${count(sum(found, 'unfinished'))} of ${count(sum(found, 'due'))} requests were unfinished at the end and count with the time they had taken by then`;
    }
    case 'exhausted':
      return `${count(sum(all('exhausted'), 'failed'))} connections could not be made for want of ports or file descriptors`;
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
      const connections = since.every((one) => one === 1)
        ? '1 connection'
        : `${range(since, count)} connections`;
      return `saturated since ${connections}: it climbed no further`;
    }
    case 'disturbed': {
      const found = all('disturbed');
      const rounds = `${range(pick(found, 'discarded'), count)} of ${range(pick(found, 'rounds'), count)} rounds`;
      return `${rounds} left out because the machine was disturbed`;
    }
  }
}

/** What to try. `serve` starts the variant by hand. */
function remedyText(reason: ValidityReason, serve: string): string {
  const byHand = `start it by hand with ${inlineCode(serve)} and`;
  switch (reason.code) {
    case 'failures':
      return `${byHand} read what it prints, or measure fewer connections`;
    case 'server-failed':
      return `${byHand} read what it prints`;
    case 'loader-failed':
      return 'was it killed, or out of memory? Measure again';
    case 'no-answers':
      return `${byHand} ask it once yourself`;
    case 'accounting':
      return 'this is a fault of the load generator: repeat with the other `--engine` and report it';
    case 'little':
      return 'repeat with the other `--engine`: requests may be lost or counted twice';
    case 'slow-clients':
      return 'find out how the server treats them: does it close slow connections, or run out of them?';
    case 'generator-cpu':
    case 'event-loop':
      return 'use fewer connections, a heavier scenario or a machine with more cores';
    case 'loop-delay':
    case 'send-lag':
      return 'close what else runs on this machine, or give the loader CPUs of its own with `--load-cpus`';
    case 'generator-ceiling':
    case 'schedule':
      return 'ask for a lower `--rate`, or share the sending with `--loaders`';
    case 'overloaded':
      return 'ask for a lower `--rate`: what it serves at most is told by `--concurrency`';
    case 'censored':
      return 'ask for a lower `--rate`, or a longer `--timeout`';
    case 'exhausted':
      return 'raise `ulimit -n`, or ask for fewer connections; `bench doctor` tells the limits';
    case 'near-generator-floor':
      return 'for response times, use a heavier scenario';
    case 'few-rounds':
      return `ask for \`--rounds ${reason.needed}\``;
    case 'wide-interval':
      return 'raise `--rounds`, or close what else runs on this machine';
    case 'unsteady':
      return 'measure again; if it stays so, the server keeps changing and one figure hides that';
    case 'saturated':
      return 'to measure beyond, name the levels with `--concurrency`';
    case 'disturbed':
      return 'close what else runs on this machine, or measure on a quieter one';
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

function failuresText(reasons: readonly Of<'failures'>[], sent: number): string {
  const share = range(pick(reasons, 'share'), percentage);
  const bound = Math.min(...pick(reasons, 'bound'));
  const base = reasons.length === 1 ? plural(sent, 'request') : "each cell's requests";
  const found = new Map<string, number>();
  for (const [kind, n] of reasons.flatMap((reason) => Object.entries(reason.kinds))) {
    if (n > 0) found.set(kind, (found.get(kind) ?? 0) + n);
  }
  const named = [...found].map(([kind, n]) => `${failureKindWords[kind] ?? kind}${NBSP}${count(n)}`);
  const kinds = named.length === 0 ? '' : ` (${list(named)})`;
  return `${share}${NBSP}% of ${base} failed${kinds}; at most ${percentage(bound)}${NBSP}% may`;
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
