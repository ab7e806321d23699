import type { ExperimentName } from '../../harness/model/experiment.ts';
import { type FoundValue, foundText } from './findings.ts';
import { count, megabytes, milliseconds, number, plural, share } from './numbers.ts';

export type Found = Readonly<Record<string, FoundValue>>;

/**
 * How the outcome of an experiment is told. `key` is what variants can have in common and is said once for all of them;
 * `details` are a variant's own figures. What could not be found is left out.
 */
interface Telling {
  readonly key: (found: Found) => string;
  readonly details: (found: Found) => readonly string[];
}

const tellings: Readonly<Record<ExperimentName, Telling>> = {
  recover: {
    key: (found) => {
      return yesNo(found.servesAgain, `serves again${restarted(found.restartedBy)}`, 'does not serve again');
    },
    details: (found) => [
      ...failed(found.failed, 'request'),
      ...told(found.gap, (ms) => `no answer for ${milliseconds(ms)} at most`),
      ...told(found.recovered, (ms) => `full throughput after ${milliseconds(ms)}`),
    ],
  },
  recycle: {
    key: ({ recycled, failed: lost }) => {
      if (typeof recycled !== 'number') return unknown;
      if (recycled === 0) return 'no worker was replaced';
      if (typeof lost !== 'number') return 'workers were replaced';
      return lost === 0
        ? 'workers were replaced and no request failed'
        : 'requests failed while workers were replaced';
    },
    details: (found) => [
      ...told(found.recycled, (n) =>
        typeof found.sent === 'number'
          ? `${count(n)} replaced in ${count(found.sent)} requests`
          : `${count(n)} replaced`,
      ),
      ...(typeof found.failed === 'number' && found.failed > 0 ? failed(found.failed, 'request') : []),
      ...change('footprint', found.footprintStart, found.footprintEnd),
    ],
  },
  stuck: {
    key: (found) => yesNo(found.workerKilled, 'the stuck worker is killed', 'the stuck worker is not killed'),
    details: (found) => [
      ...(typeof found.stuckRequest === 'string' ? [`the stuck request: ${found.stuckRequest}`] : []),
      ...told(found.stuckMs, (ms) => `ended after ${milliseconds(ms)}`),
      ...failed(found.othersFailed, 'other request'),
      ...told(found.othersDuring, (ms) =>
        typeof found.othersBefore === 'number'
          ? `p50 of the others ${milliseconds(found.othersBefore)} before, ${milliseconds(ms)} meanwhile`
          : `p50 of the others ${milliseconds(ms)} meanwhile`,
      ),
    ],
  },
  restart: {
    key: (found) => yesNo(found.sessionSurvives, 'the session survives', 'the session is lost'),
    details: (found) => told(found.down, (ms) => `not serving for ${milliseconds(ms)}`),
  },
  overlap: {
    key: (found) => yesNo(found.overlaps, 'both are served at once', 'one is served after the other'),
    details: (found) => [
      ...told(found.both, (ms) => `${milliseconds(ms)} for both`),
      ...told(found.one, (ms) => `${milliseconds(ms)} for one alone`),
    ],
  },
  reload: {
    key: (found) => yesNo(found.reloads, 'the new code is served', 'the old code stays'),
    details: (found) => [
      ...told(found.after, (ms) => `after ${milliseconds(ms)}`),
      ...failed(found.failed, 'request'),
    ],
  },
  fairness: {
    key: () => '',
    details: (found) => [
      ...told(found.workers, (n) => `${plural(n, 'worker')} answered`),
      ...told(found.requestsIndex, (index) => `Jain's index of requests ${number(index)}`),
      ...told(found.mostShare, (most) => `the busiest had ${share(most)} of them`),
    ],
  },
  users: {
    key: () => '',
    details: (found) => [
      ...told(found.served, (n) => `${plural(n, 'user')} served well`),
      ...told(found.p99, (ms) => `p99 ${milliseconds(ms)}`),
      ...told(found.failedAt, (n) => `${count(n)} not`),
      ...told(found.undecidedAt, (n) => `${count(n)} undecided`),
      ...(found.failedAt === null ? told(found.highest, (n) => `${count(n)} were the most tried`) : []),
    ],
  },
  overload: {
    key: (found) => yesNo(found.survives, 'lives and answers afterwards', 'does not answer afterwards'),
    details: (found) => [
      ...told(found.failedShare, (part) => `${share(part)} of the requests failed`),
      ...change('footprint', found.footprintRest, found.footprintLoad),
    ],
  },
  answers: {
    key: (found) =>
      yesNo(
        found.good,
        'every route is answered as it should be',
        'not every route is answered as it should be',
      ),
    details: (found) => [
      ...told(found.status, (status) => `GET /plain: ${status}`),
      ...(found.good === false ? told(found.goodShare, (part) => `${share(part)} as they should be`) : []),
    ],
  },
  shape: {
    key: (found) =>
      [
        ...told(found.processes, (n) => plural(n, 'process', 'processes')),
        ...told(found.workers, (n) => `${count(n)} of which ${n === 1 ? 'answers' : 'answer'}`),
        ...told(found.threads, (n) => `${plural(n, 'thread')} that ${n === 1 ? 'runs' : 'run'} the app`),
      ].join(', ') || unknown,
    details: () => [],
  },
  warning: {
    key: (found) =>
      yesNo(
        found.warns,
        'warns of being a development server',
        'does not warn of being a development server',
      ),
    details: () => [],
  },
  packages: {
    key: () => '',
    details: (found) => [
      ...told(found.size, megabytes),
      ...told(found.packages, (n) => plural(n, 'package')),
      ...told(found.serverDependencies, (n) => `the server's own package needs ${count(n)}`),
    ],
  },
  websocket: {
    key: (found) => yesNo(found.upgrades, 'the handshake succeeds', 'the handshake fails'),
    details: statusOf,
  },
  errors: {
    key: (found) => yesNo(found.detailed, 'the answer shows details', 'the answer hides details'),
    details: statusOf,
  },
  csrf: {
    key: (found) => yesNo(found.refused, 'refused', 'let through'),
    details: statusOf,
  },
  'rate-limit': {
    key: (found) => yesNo(found.limited, 'further logins are refused', 'no login is refused'),
    details: (found) => told(found.after, (n) => `after ${plural(n, 'request')}`),
  },
  setup: {
    key: () => '',
    details: (found) => told(found.ready, (ms) => `ready after ${milliseconds(ms)}`),
  },
  health: {
    key: ({ healthShare, workersShare }) => {
      if (typeof healthShare !== 'number' || typeof workersShare !== 'number') return unknown;
      return healthShare === 1 && workersShare === 1
        ? 'every /health and /who is answered'
        : 'not every /health and /who is answered';
    },
    details: (found) => [
      ...(found.healthShare === 1 ? [] : told(found.healthShare, (part) => `/health ${share(part)}`)),
      ...(found.workersShare === 1 ? [] : told(found.workersShare, (part) => `/who ${share(part)}`)),
      ...told(found.slowest, (ms) => `slowest after ${milliseconds(ms)}`),
    ],
  },
};

const unknown = 'cannot be told';

/** What variants can have in common: "serves again, restarted by the master"; empty where there are only figures. */
export function outcomeKey(experiment: ExperimentName, found: Found): string {
  return tellings[experiment].key(found);
}

/** A variant's own figures: "304 ms for both, 302 ms for one alone". */
export function outcomeDetails(experiment: ExperimentName, found: Found): string {
  return tellings[experiment].details(found).join(', ');
}

/** ", restarted by the master"; nobody restarts what goes on with the processes it has left. */
function restarted(by: FoundValue | undefined): string {
  if (typeof by !== 'string' || by === '') return '';
  if (by === 'nobody') return ', with nothing restarted';
  return `, restarted by ${/^(master|supervisor)$/.test(by) ? `the ${by}` : by}`;
}

function yesNo(value: FoundValue | undefined, yes: string, no: string): string {
  return value === true ? yes : value === false ? no : unknown;
}

function told(value: FoundValue | undefined, say: (value: number) => string): readonly string[] {
  return typeof value === 'number' ? [say(value)] : [];
}

function failed(value: FoundValue | undefined, what: string): readonly string[] {
  return told(value, (n) => (n === 0 ? `no ${what} failed` : `${plural(n, what)} failed`));
}

function change(what: string, from: FoundValue | undefined, to: FoundValue | undefined): readonly string[] {
  return typeof from === 'number' && typeof to === 'number'
    ? [`${what} ${foundText(from, 'B')} → ${foundText(to, 'B')}`]
    : [];
}

function statusOf(found: Found): readonly string[] {
  return told(found.status, (status) => `status ${status}`);
}
