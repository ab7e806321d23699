import type { ValidityReason } from '../../harness/model/estimate.ts';
import { inlineCode } from './command.ts';
import { count, list, milliseconds, NBSP, number, percent, plural } from './numbers.ts';

/** Why a cell is less than plainly valid, and what to try. */
export interface ReasonText {
  readonly text: string;
  readonly remedy: string;
}

/** What the wording needs to know of the cell beside the reason itself. */
export interface ReasonContext {
  readonly sent: number;
  /** How the variant is started by hand, such as `bench serve prefork`. */
  readonly serve: string;
}

const failureKindWords: Readonly<Record<string, string>> = {
  connect: 'no connection',
  reset: 'connection broken',
  timeout: 'timed out',
  status: 'wrong status',
  protocol: 'malformed answer',
  body: 'wrong body',
  unfinished: 'unfinished',
};

/** Words a validity reason. Every code has a text and a remedy. */
export function reasonText(reason: ValidityReason, context: ReasonContext): ReasonText {
  switch (reason.code) {
    case 'failures':
      return {
        text: `${percent(reason.share)} of ${plural(context.sent, 'request')} failed${kinds(reason.kinds)}; at most ${percent(reason.bound)} may`,
        remedy: `start it by hand with ${inlineCode(context.serve)} and read what it prints, or measure fewer connections`,
      };
    case 'server-failed':
      return {
        text: `the server failed: ${reason.detail}`,
        remedy: `start it by hand with ${inlineCode(context.serve)} and read what it prints`,
      };
    case 'loader-failed':
      return {
        text: `the load generator failed: ${reason.detail}`,
        remedy: 'was it killed, or out of memory? Measure again',
      };
    case 'no-answers':
      return {
        text: 'no request was answered',
        remedy: `start it by hand with ${inlineCode(context.serve)} and ask it once yourself`,
      };
    case 'accounting':
      return {
        text: `${count(reason.sent)} requests were sent, but ${count(reason.accounted)} accounted for`,
        remedy: 'this is a fault of the load generator: repeat with the other `--engine` and report it',
      };
    case 'little':
      return {
        text: `${number(reason.inFlight)} requests were in flight, where throughput × response time gives ${number(reason.expected)}`,
        remedy: 'requests were lost or counted twice: repeat with the other `--engine`',
      };
    case 'generator-cpu':
      return {
        text: `the load generator was busy for ${number(reason.share, 2)} of a core (bound ${number(reason.bound, 2)}): throughput is a lower bound, response times include its queue`,
        remedy: 'use fewer connections, a heavier scenario or a machine with more cores',
      };
    case 'event-loop':
      return {
        text: `the load generator's event loop was busy for ${number(reason.utilization, 2)} of the time (bound ${number(reason.bound, 2)})`,
        remedy: 'use fewer connections, a heavier scenario or a machine with more cores',
      };
    case 'near-generator-floor':
      return {
        text: `p50 ${milliseconds(reason.p50Ms)} is near the ${milliseconds(reason.floorMs)} of a server that does nothing: response times include up to ${milliseconds(reason.floorMs)} of generator; throughput is usable`,
        remedy: 'for response times, use a heavier scenario',
      };
    default:
      return roundsReason(reason);
  }
}

type RoundsReason = Extract<
  ValidityReason,
  { code: 'few-rounds' | 'wide-interval' | 'unsteady' | 'saturated' | 'disturbed' }
>;

function roundsReason(reason: RoundsReason): ReasonText {
  switch (reason.code) {
    case 'few-rounds':
      return {
        text: `few rounds: ${reason.rounds} of the ${reason.needed} that an exact interval needs`,
        remedy: `raise \`--budget\`, or ask for \`--rounds ${reason.needed}\``,
      };
    case 'wide-interval':
      return {
        text: `the interval is wide: ±${percent(reason.halfWidth)} of the figure, where ±${percent(reason.bound)} was asked for`,
        remedy: 'raise `--budget` or `--rounds`, or close what else runs on this machine',
      };
    case 'unsteady':
      return {
        text: 'no steady state was reached while warming up',
        remedy: 'measure again; if it stays so, the server keeps changing and a single figure hides that',
      };
    case 'saturated':
      return {
        text: `saturated since ${plural(reason.since, 'connection')}: it climbed no further`,
        remedy: `to measure beyond, name the levels with \`--concurrency\``,
      };
    case 'disturbed':
      return {
        text: `${plural(reason.discarded, 'round')} of ${reason.rounds} left out because the machine was disturbed`,
        remedy: 'close what else runs on this machine, or measure on a quieter one',
      };
  }
}

function kinds(found: Readonly<Record<string, number>>): string {
  const named = Object.entries(found)
    .filter(([, n]) => n > 0)
    .map(([kind, n]) => `${failureKindWords[kind] ?? kind}${NBSP}${count(n)}`);
  return named.length === 0 ? '' : ` (${list(named)})`;
}

/** The short word for each state of a cell. */
export const statusWords = {
  valid: 'valid',
  caveat: 'valid, with a caveat',
  inconclusive: 'inconclusive',
  invalid: 'invalid',
} as const;
