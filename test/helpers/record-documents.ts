// A fabricated record of `bench claims`: some twenty Flask variants, of which few meet each scenario; claims of every
// kind and verdict; experiments.
import { type ClaimVerdict, claimVerdictSchema } from '../../harness/model/claim.ts';
import { type CellSummary, cellSummarySchema } from '../../harness/model/estimate.ts';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { type Fabrication, fabricateRecord } from './record.ts';
import { experimentResults } from './record-experiments.ts';
import { environment } from './record-run.ts';

/** Id, label, requests that can block at once; then req/s in json (64 connections), in page, and in wait (16). */
const variants = [
  ['dev', 'dev', 1, 3400, 1150, 19.4],
  ['dev-threaded', 'dev-threaded', null, 1570, 890, 298],
  ['dev-debug', 'dev-debug', null, 1490, null, null],
  ['prefork:workers=1', 'prefork ×1', 1, 3500, null, 19.3],
  ['prefork:workers=2', 'prefork ×2', 2, 7500, 2300, 39.1],
  ['prefork', 'prefork ×4', 4, 5700, 2410, 77.2],
  ['prefork:max-requests=1000', 'prefork ×4 max-requests 1000', 4, 6900, null, 76.8],
  ['prefork:workers=8', 'prefork ×8', 8, 5300, null, null],
  ['prefork-threaded', 'prefork-threaded ×2×4', 8, 5100, null, 154],
  ['prefork-gevent', 'prefork-gevent ×4', null, 4400, null, 291],
  ['threaded', 'threaded ×4', 4, 3850, 1210, 78.9],
  ['async', 'async ×4', null, 8700, 2660, 196],
  ['async-as-documented', 'async-as-documented ×4', null, null, null, null],
  ['uwsgi', 'uwsgi ×4', 4, 8300, 2580, 78.1],
  ['mod-wsgi', 'mod-wsgi ×2×4', 8, null, null, null],
  ['prefork+nginx', 'prefork+nginx ×4', 4, 5200, null, null],
  ['prefork+caddy', 'prefork+caddy ×4', 4, 4800, null, null],
  ['prefork+supervisor', 'prefork+supervisor ×4', 4, null, null, null],
  ['django/dev', 'django dev', null, 610, null, null],
  ['django/prefork', 'django prefork ×4', 4, 1900, null, null],
] as const;

const scenarios = [
  { name: 'json', summary: 'a fixed JSON body', level: 64, column: 3 },
  { name: 'page', summary: 'a page of 50 rows', level: 64, column: 4 },
  { name: 'wait', summary: 'blocks 50 ms per request', level: 16, column: 5 },
  { name: 'upload', summary: 'a body of 1 MiB', level: 8, column: null },
] as const;

const spread = (point: number, share: number) => ({
  point,
  low: point * (1 - share),
  high: point * (1 + share),
  confidence: 0.95,
  rounds: 6,
  fewRounds: false,
});

function cells(): CellSummary[] {
  const summaries = scenarios.flatMap(({ name, level, column }) =>
    variants.flatMap((variant, index) => {
      const rate = column === null ? null : variant[column];
      if (rate === null) return [];
      const p50 = (1000 * level) / rate;
      const figure = (point: number, unit: string) => ({ ...spread(point, 0.03), unit });
      const invalid = variant[0] === 'prefork-gevent' && name === 'json';
      return [
        {
          variant: variant[0],
          scenario: name,
          level: { kind: 'closed', concurrency: level },
          validity: invalid
            ? { status: 'invalid', reasons: [{ code: 'no-answers' }] }
            : { status: 'valid', reasons: [] },
          metrics: {
            throughput: figure(rate, 'req/s'),
            p50: figure(p50, 'ms'),
            p95: figure(p50 * 1.4, 'ms'),
            p99: name === 'wait' ? null : figure(p50 * 2.1, 'ms'),
            footprint: figure((26 + index * 9) * 1e6, 'B'),
            rss: figure((31 + index * 14) * 1e6, 'B'),
            pss: figure((25 + index * 9) * 1e6, 'B'),
            uss: figure((21 + index * 8) * 1e6, 'B'),
            cpuPerRequest: figure(0.3 + index * 0.02, 'ms'),
          },
          requests: { sent: 1800, ok: 1800, failed: 0, unfinished: 0, reconnects: 0 },
          slices: 6,
        },
      ];
    }),
  );
  return cellSummarySchema.array().parse(summaries);
}

function comparisonsOf(summaries: readonly CellSummary[]): RunRecord['comparisons'] {
  return summaries.flatMap((cell) => {
    const base = summaries.find((one) => one.variant === 'dev' && one.scenario === cell.scenario);
    const [own, other] = [cell.metrics.throughput, base?.metrics.throughput];
    if (cell.variant === 'dev' || !own || !other || cell.validity.status === 'invalid') return [];
    const ratio = spread(own.point / other.point, 0.04);
    const verdict = ratio.low > 1 ? 'improved' : ratio.high < 1 ? 'regressed' : 'no-difference';
    return [
      {
        baseline: 'dev',
        candidate: cell.variant,
        scenario: cell.scenario,
        level: cell.level,
        metric: 'throughput' as const,
        ratio,
        verdict: verdict as 'improved',
      },
    ];
  });
}

type Evidence = Readonly<Record<string, unknown>>;

export const figure = (
  scenario: string,
  of: string,
  point: number,
  verdict: string,
  unit = '×',
  half = 0.03,
): Evidence => ({
  scenario,
  level: scenario === 'wait' ? 'c16' : 'c64',
  measured: { point, low: point * (1 - half), high: point * (1 + half), unit },
  of,
  verdict,
});

export const seen = (
  name: string,
  act: string,
  finding: string,
  variant: string,
  value: number | boolean | string | null,
  verdict: string,
  unit = 'is',
): Evidence => ({
  scenario: null,
  level: null,
  experiment: { name, act, finding, variant },
  measured: null,
  seen: { value, unit },
  verdict,
});

/** A claim with what most of them have in common. */
export function claim(given: Readonly<Record<string, unknown>>): ClaimVerdict {
  return claimVerdictSchema.parse({
    document: 'D1',
    documentTitle: 'Production servers for a Flask app',
    place: 'performance comparison',
    standIn: false,
    candidate: 'prefork',
    reason: 'It was measured.',
    evidence: [],
    ...given,
  });
}

const d0 = { document: 'D0', documentTitle: 'From the development server to Gunicorn' };
const d3 = { document: 'D3', documentTitle: 'Ways to deploy a Flask app' };
const untested = { verdict: 'not-tested', kind: 'untestable', candidate: null };

/** Claims of every kind and verdict, with figures such as a first look gave. */
export function documentClaims(): ClaimVerdict[] {
  return [
    claim({
      ...d0,
      id: 'D0-rps-dev',
      kind: 'range',
      place: 'performance comparison',
      subject: 'the development server: throughput',
      metric: 'throughput',
      stated: '10–20 req/s',
      bounds: { low: 10, high: 20, widest: null, unit: 'req/s' },
      blocking: { lowMs: 50, highMs: 100, parallelism: 1 },
      candidate: 'dev',
      verdict: 'depends',
      evidence: [
        figure('json', 'dev', 3400, 'refuted', 'req/s'),
        figure('page', 'dev', 1150, 'refuted', 'req/s'),
        figure('wait', 'dev', 19.4, 'supported', 'req/s', 0.01),
      ],
    }),
    claim({
      ...d0,
      id: 'D0-users-dev',
      kind: 'range',
      subject: 'the development server serves well',
      metric: null,
      stated: '1–5 users',
      bounds: { low: 1, high: 5, widest: null, unit: 'users' },
      candidate: 'dev',
      verdict: 'refuted',
      reading: 'p99 ≤ 1 s and failures below 1 %',
      evidence: [
        {
          ...figure('wait', 'dev', 19, 'refuted', 'users', 0.04),
          level: null,
          experiment: { name: 'users', act: 'busy', finding: 'served', variant: 'dev' },
        },
      ],
    }),
    claim({
      ...d0,
      id: 'D0-ratio',
      kind: 'ratio',
      subject: 'Gunicorn with 2 workers against the development server: throughput',
      about: 'Gunicorn with 2 workers',
      over: 'the development server',
      metric: 'throughput',
      stated: '10–25 × (5–50)',
      bounds: { low: 10, high: 25, widest: { low: 5, high: 50 }, unit: '×' },
      candidate: 'prefork:workers=2',
      baseline: 'dev',
      verdict: 'refuted',
      evidence: [
        figure('json', 'prefork:workers=2 ÷ dev', 2.2, 'refuted'),
        figure('page', 'prefork:workers=2 ÷ dev', 2, 'refuted'),
        figure('wait', 'prefork:workers=2 ÷ dev', 2.02, 'refuted', '×', 0.01),
      ],
    }),
    claim({
      ...d0,
      id: 'D0-mem-prod',
      kind: 'range',
      place: 'memory comparison',
      subject: 'Gunicorn with 2 workers: sum of RSS',
      metric: 'rss',
      stated: '100–150 MB (100–200)',
      bounds: { low: 100e6, high: 150e6, widest: { low: 100e6, high: 200e6 }, unit: 'B' },
      candidate: 'prefork:workers=2',
      verdict: 'inconclusive',
      evidence: [figure('json', 'prefork:workers=2', 98e6, 'inconclusive', 'B', 0.05)],
    }),
    claim({
      ...d0,
      id: 'D0-single-thread',
      kind: 'behaviour',
      place: 'key differences',
      subject: 'the development server',
      stated: 'answers one request at a time',
      candidate: 'dev-threaded',
      verdict: 'depends',
      evidence: [
        seen('overlap', 'two', 'overlaps', 'dev-threaded', true, 'refuted'),
        seen('overlap', 'two', 'overlaps', 'dev', false, 'supported'),
      ],
    }),
    claim({
      ...d0,
      id: 'D0-crash',
      kind: 'behaviour',
      place: 'performance comparison',
      subject: 'the development server',
      stated: 'crashes under load',
      candidate: 'dev-threaded',
      verdict: 'refuted',
      evidence: [seen('overload', 'load', 'survives', 'dev-threaded', true, 'refuted')],
    }),
    claim({
      ...d0,
      id: 'D0-csrf',
      kind: 'behaviour',
      place: 'key differences',
      subject: 'a form without its token',
      stated: 'refused under both',
      verdict: 'supported',
      evidence: [seen('csrf', 'post', 'refused', 'prefork', true, 'supported')],
    }),
    claim({
      id: 'D1-rps-gunicorn',
      kind: 'range',
      subject: 'Gunicorn with 4 workers: throughput',
      metric: 'throughput',
      stated: '1000–5000 req/s',
      bounds: { low: 1000, high: 5000, widest: null, unit: 'req/s' },
      blocking: { lowMs: 0.8, highMs: 4, parallelism: 4 },
      verdict: 'depends',
      evidence: [
        figure('json', 'prefork', 5700, 'refuted', 'req/s'),
        figure('page', 'prefork', 2410, 'supported', 'req/s'),
        figure('wait', 'prefork', 77.2, 'refuted', 'req/s'),
      ],
    }),
    claim({
      id: 'D1-ratio-gunicorn',
      kind: 'ratio',
      subject: 'Gunicorn with 4 workers against the development server: throughput',
      about: 'Gunicorn with 4 workers',
      over: 'the development server',
      metric: 'throughput',
      stated: '10 × (2–50)',
      bounds: { low: 8.33, high: 12, widest: { low: 2, high: 50 }, unit: '×' },
      baseline: 'dev',
      verdict: 'depends',
      reading: 'both paired ends make 10; within a fifth of it counts as 10',
      evidence: [
        figure('json', 'prefork ÷ dev', 1.68, 'refuted'),
        figure('page', 'prefork ÷ dev', 2.1, 'widest-reading'),
        figure('wait', 'prefork ÷ dev', 3.98, 'widest-reading', '×', 0.01),
      ],
    }),
    claim({
      id: 'D1-ratio-waitress',
      kind: 'ratio',
      subject: 'Waitress with 4 threads against the development server: throughput',
      about: 'Waitress with 4 threads',
      over: 'the development server',
      metric: 'throughput',
      stated: '6–8 × (1.6–30)',
      bounds: { low: 6, high: 8, widest: { low: 1.6, high: 30 }, unit: '×' },
      candidate: 'threaded',
      baseline: 'dev',
      verdict: 'depends',
      evidence: [
        figure('json', 'threaded ÷ dev', 1.13, 'refuted'),
        figure('wait', 'threaded ÷ dev', 4.07, 'widest-reading', '×', 0.01),
      ],
    }),
    claim({
      id: 'D1-order-rps',
      kind: 'ordering',
      subject: 'the development server, Waitress and Gunicorn: throughput',
      metric: 'throughput',
      stated: 'development server < Waitress < Gunicorn',
      verdict: 'supported',
      evidence: [
        figure('json', 'threaded ÷ dev', 1.13, 'supported'),
        figure('json', 'prefork ÷ threaded', 1.48, 'supported'),
      ],
    }),
    claim({
      id: 'D1-mem-times4-rss',
      kind: 'ratio',
      place: 'memory',
      subject: 'Gunicorn with 4 workers against the development server: sum of RSS',
      about: 'Gunicorn with 4 workers',
      over: 'the development server',
      metric: 'rss',
      stated: '4 ×',
      bounds: { low: 3.33, high: 4.8, widest: null, unit: '×' },
      baseline: 'dev',
      verdict: 'supported',
      evidence: [figure('json', 'prefork ÷ dev', 4.1, 'supported')],
    }),
    claim({
      id: 'D1-uvicorn-wsgi',
      kind: 'behaviour',
      place: 'Uvicorn',
      subject: 'Uvicorn as it is started there',
      stated: 'serves the WSGI app',
      candidate: 'async-as-documented',
      verdict: 'refuted',
      evidence: [seen('answers', 'once', 'status', 'async-as-documented', 500, 'refuted', 'status')],
    }),
    claim({
      id: 'D1-recovery',
      kind: 'behaviour',
      place: 'Gunicorn',
      subject: 'Gunicorn',
      stated: 'a worker that dies is replaced',
      verdict: 'supported',
      evidence: [seen('recover', 'worker', 'servesAgain', 'prefork', true, 'supported')],
    }),
    claim({
      ...d3,
      id: 'D2-gunicorn-uwsgi',
      kind: 'question',
      place: 'question',
      subject: 'Gunicorn or uWSGI',
      metric: 'throughput',
      stated: 'left open',
      candidate: 'uwsgi',
      baseline: 'prefork',
      verdict: 'depends',
      reason: 'uWSGI serves more in json, and no difference was shown in wait.',
      evidence: [
        figure('json', 'uwsgi ÷ prefork', 1.46, 'supported'),
        figure('wait', 'uwsgi ÷ prefork', 1.01, 'inconclusive'),
      ],
    }),
    claim({
      ...d3,
      ...untested,
      id: 'D3-systemd',
      place: 'process management',
      subject: 'systemd',
      stated: 'restarts a server that failed',
      reason: 'There is no init system on this machine.',
    }),
    claim({
      ...d3,
      ...untested,
      id: 'D3-mod-wsgi',
      kind: 'behaviour',
      place: 'servers',
      subject: 'mod_wsgi',
      stated: 'serves the app',
      reason: 'mod_wsgi is not installed: apt-get install libapache2-mod-wsgi-py3.',
    }),
    claim({
      ...d3,
      id: 'D3-waitress-tuning',
      kind: 'ordering',
      place: 'servers',
      subject: 'Waitress and Gunicorn: throughput',
      metric: 'throughput',
      stated: 'Waitress may not reach Gunicorn',
      standIn: true,
      candidate: 'threaded',
      verdict: 'inconclusive',
      evidence: [figure('wait', 'prefork ÷ threaded', 0.98, 'inconclusive')],
    }),
  ];
}

export interface ClaimsFabrication {
  readonly edit?: (draft: RunRecord) => void;
}

/** A record as `bench claims` leaves it: rounds and slices are not invented, for reports of claims do not show them. */
export function fabricateClaimsRecord({ edit }: ClaimsFabrication = {}): RunRecord {
  const base = fabricateRecord({ rounds: 1, concurrency: [8] });
  const summaries = cells();
  const [request] = base.plan.scenarios[0]!.requests;
  const draft: RunRecord = {
    ...base,
    id: '2026-03-04T10-15-00-claims',
    command: ['claims', '--stack', 'flask'],
    environment: { ...environment(), servers: { flask: '2.2.2', gunicorn: '20.1.0', waitress: '2.1.2' } },
    plan: {
      ...base.plan,
      name: 'claims',
      variants: variants.map(([id, label, parallelism]) => ({
        id,
        label,
        source: {
          kind: 'reference',
          stack: id.startsWith('django') ? 'django' : 'flask',
          mode: id.replace(/.*\/|[:+].*/g, ''),
          layers: [],
        },
        options: {},
        parallelism,
        development: id.includes('dev'),
        notes: [],
      })),
      scenarios: scenarios.map(({ name, summary }) => ({ name, summary, requests: [request!] })),
      levels: [8, 16, 64].map((concurrency) => ({ kind: 'closed', concurrency })),
    },
    rounds: base.rounds.map((round) => ({ ...round, launches: [], warmups: [] })),
    slices: [],
    summaries,
    comparisons: comparisonsOf(summaries),
    experiments: experimentResults(),
    claims: documentClaims(),
  };
  edit?.(draft);
  return recordSchema.parse(draft);
}

/** A record of experiments alone: nothing was measured round by round. */
export function fabricateExperimentsRecord(fabrication: Fabrication = {}): RunRecord {
  const { plan } = fabricateClaimsRecord();
  return fabricateRecord({
    ...fabrication,
    edit: (draft) => {
      Object.assign(draft, {
        id: '2026-03-04T10-15-00-experiments',
        command: ['experiment', 'recover,overlap'],
        plan: { ...plan, name: 'experiments' },
        rounds: [],
        slices: [],
        summaries: [],
        comparisons: [],
        claims: [],
        stop: 'rounds',
        experiments: experimentResults(),
      });
      fabrication.edit?.(draft);
    },
  });
}
