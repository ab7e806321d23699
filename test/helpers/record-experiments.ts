// Results of experiments for a fabricated record: every experiment, every kind of outcome, courses and remarks.
import type { Course, ExperimentName, ExperimentResult } from '../../harness/model/experiment.ts';
import { experimentResultSchema } from '../../harness/model/experiment.ts';

type Findings = Readonly<Record<string, number | boolean | string | null>>;

/** Answers per second round a fault at 2 s. */
function dip(steady: number, during: number, until: number): Course {
  const points = Array.from({ length: 25 }, (_, i) => {
    const atMs = i * 250;
    return { atMs, value: atMs >= 2000 && atMs < until ? during : steady + (i % 3) };
  });
  return {
    name: 'answers per second',
    unit: 'req/s',
    points,
    marks: [{ atMs: 2000, what: 'worker killed' }],
  };
}

export function experimentResults(): ExperimentResult[] {
  let at = 0;
  const result = (
    experiment: ExperimentName,
    act: string,
    variant: string,
    outcome: unknown,
    scenario: string | null = null,
  ) => {
    at += 1500;
    return { experiment, act, variant, scenario, outcome, startedMs: at, tookMs: 1200 };
  };
  const done = (findings: Findings, courses: readonly Course[] = [], remarks: readonly string[] = []) => ({
    kind: 'done',
    findings,
    remarks,
    courses,
  });
  const notApplicable = (why: string) => ({ kind: 'not-applicable', why });
  const recover = (findings: Findings, course?: Course) =>
    done(
      {
        failed: 0,
        gap: null,
        recovered: null,
        servesAgain: null,
        restartedBy: null,
        before: 77,
        after: 77,
        ...findings,
      },
      course ? [course] : [],
    );
  return experimentResultSchema.array().parse([
    result(
      'recover',
      'worker',
      'prefork',
      recover(
        { failed: 3, gap: 48, recovered: 310, servesAgain: true, restartedBy: 'master' },
        dip(77, 58, 2500),
      ),
      'wait',
    ),
    result('recover', 'worker', 'dev', notApplicable('It has no worker beside its only process.')),
    result(
      'recover',
      'master',
      'prefork',
      recover({ failed: 412, gap: 4000, servesAgain: false, after: 0 }, dip(77, 0, 9000)),
      'wait',
    ),
    result(
      'recover',
      'all',
      'dev',
      recover({ failed: 214, gap: 4000, servesAgain: false, before: 19, after: 0 }, dip(19, 0, 9000)),
      'wait',
    ),
    result(
      'recover',
      'all',
      'prefork+supervisor',
      recover(
        { failed: 96, gap: 1310, recovered: 1640, servesAgain: true, restartedBy: 'supervisor' },
        dip(77, 0, 3500),
      ),
      'wait',
    ),
    result(
      'recycle',
      'load',
      'prefork:max-requests=1000',
      done({ recycled: 11, sent: 12_400, failed: 0, footprintStart: 96.4e6, footprintEnd: 99.1e6 }),
      'json',
    ),
    result(
      'recycle',
      'load',
      'prefork',
      done({ recycled: 0, sent: 12_400, failed: 0, footprintStart: 96.4e6, footprintEnd: 96.6e6 }),
      'json',
    ),
    result(
      'stuck',
      'hang',
      'prefork',
      done({
        stuckRequest: 'cut off',
        stuckMs: 3010,
        workerKilled: true,
        othersFailed: 0,
        othersBefore: 52,
        othersDuring: 68,
      }),
      'wait',
    ),
    result(
      'stuck',
      'hang',
      'threaded',
      done({
        stuckRequest: 'unanswered',
        stuckMs: null,
        workerKilled: false,
        othersFailed: 0,
        othersBefore: 51,
        othersDuring: 66,
      }),
      'wait',
    ),
    result('restart', 'random-secret', 'dev', done({ sessionSurvives: false, down: 640 })),
    result('restart', 'kept-secret', 'dev', done({ sessionSurvives: true, down: 612 })),
    result('overlap', 'two', 'dev-threaded', done({ overlaps: true, one: 302, both: 304 })),
    result('overlap', 'two', 'dev', done({ overlaps: false, one: 302, both: 605 })),
    result('overlap', 'two', 'prefork', done({ overlaps: true, one: 303, both: 304 })),
    result('reload', 'touch', 'dev-debug', done({ reloads: true, after: 1180, failed: 2 })),
    result('reload', 'touch', 'prefork', done({ reloads: false, after: null, failed: 0 })),
    result(
      'fairness',
      'load',
      'prefork',
      done({ workers: 4, requestsIndex: 0.912, cpuIndex: 0.934, leastShare: 0.14, mostShare: 0.37 }),
      'json',
    ),
    result(
      'fairness',
      'load',
      'uwsgi',
      done({ workers: 4, requestsIndex: 0.731, cpuIndex: 0.74, leastShare: 0.06, mostShare: 0.52 }),
      'json',
    ),
    result(
      'users',
      'busy',
      'dev',
      done({ served: 19, failedAt: 22, undecidedAt: 20, highest: 400, p99: 981 }),
      'wait',
    ),
    result(
      'users',
      'busy',
      'prefork',
      done({ served: 76, failedAt: 82, undecidedAt: null, highest: 400, p99: 990 }),
      'wait',
    ),
    result(
      'users',
      'thinking',
      'prefork',
      done({ served: 400, failedAt: null, undecidedAt: null, highest: 400, p99: 212 }),
      'wait',
    ),
    result(
      'overload',
      'load',
      'dev-threaded',
      done({ survives: true, failedShare: 0.0004, footprintRest: 26.2e6, footprintLoad: 48.9e6 }),
      'json',
    ),
    result('answers', 'once', 'async-as-documented', done({ status: 500, good: false, goodShare: 0 })),
    result('answers', 'once', 'async', done({ status: 200, good: true, goodShare: 1 })),
    result('shape', 'serving', 'prefork', done({ processes: 5, workers: 4, threads: 4 })),
    result('shape', 'serving', 'threaded', done({ processes: 1, workers: 1, threads: 4 })),
    result('warning', 'start', 'dev', done({ warns: true, text: 'WARNING: This is a development server.' })),
    result('warning', 'start', 'prefork', done({ warns: false, text: null })),
    result(
      'packages',
      'installed',
      'threaded',
      done(
        { size: 11.2e6, packages: 8, serverDependencies: 0 },
        [],
        ['Shared files of the system are not counted.'],
      ),
    ),
    result('websocket', 'own-app', 'async', done({ upgrades: false, status: 400 })),
    result('websocket', 'asgi', 'async', done({ upgrades: true, status: 101 })),
    result('errors', 'raise', 'dev-debug', done({ detailed: true, status: 500 })),
    result('errors', 'raise', 'prefork', done({ detailed: false, status: 500 })),
    result('csrf', 'post', 'prefork', done({ refused: true, status: 403 })),
    result('rate-limit', 'logins', 'prefork', done({ limited: true, after: 5, status: 429 })),
    result('setup', 'cold', 'prefork', done({ ready: 812 })),
    result('setup', 'cold', 'mod-wsgi', {
      kind: 'failed',
      failure: {
        reason: 'not-ready',
        variant: 'mod-wsgi',
        phase: 'start',
        afterMs: 15_000,
        lastSeen: 'connection refused',
        stderrTail: 'AH00558: could not bind\n',
      },
    }),
    result(
      'health',
      'loaded',
      'prefork',
      done({ healthShare: 1, workersShare: 0.9996, slowest: 412 }),
      'json',
    ),
  ]);
}
