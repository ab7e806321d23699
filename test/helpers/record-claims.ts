// Claims of a fabricated record: one for each verdict.
import { type ClaimVerdict, claimVerdictSchema } from '../../harness/model/claim.ts';

export function claims(): ClaimVerdict[] {
  const evidence = (
    scenario: string,
    point: number,
    low: number,
    high: number,
    verdict: ClaimVerdict['verdict'],
  ) => ({
    scenario,
    level: 'c32',
    measured: { point, low, high, unit: '×' },
    verdict,
  });
  return claimVerdictSchema.array().parse([
    {
      id: 'D1-ratio-gunicorn',
      document: 'D1',
      subject: 'Gunicorn with 4 workers against the development server: throughput',
      stated: '10 × (2–50)',
      standIn: true,
      candidate: 'prefork',
      verdict: 'depends',
      reason: 'It fits the widest reading where handlers block, and does not where they do not.',
      evidence: [
        evidence('wait', 3.99, 3.92, 4.06, 'widest-reading'),
        evidence('json', 1.66, 1.6, 1.72, 'refuted'),
      ],
    },
    {
      id: 'D1-ratio-waitress',
      document: 'D1',
      subject: 'Waitress with 4 threads against the development server: throughput',
      stated: '6–8 × (1.6–30)',
      standIn: true,
      candidate: 'threaded',
      verdict: 'widest-reading',
      reason: 'It fits the widest reading only.',
      evidence: [evidence('wait', 3.98, 3.91, 4.05, 'widest-reading')],
    },
    {
      id: 'D1-mem-order',
      document: 'D1',
      subject:
        'the development server, Waitress with 4 threads and Gunicorn with 4 workers: memory footprint',
      stated: 'development server < Waitress < Gunicorn',
      standIn: true,
      candidate: null,
      verdict: 'supported',
      reason: 'The footprints are in the stated order, and their intervals do not overlap.',
      evidence: [],
    },
    {
      id: 'D1-mem-times4-rss',
      document: 'D1',
      subject: 'Gunicorn with 4 workers against the development server: sum of RSS',
      stated: '4 ×',
      standIn: true,
      candidate: 'prefork',
      verdict: 'supported',
      reason: 'Each process is counted with all of its pages.',
      evidence: [
        evidence('json', 4.07, 3.7, 4.48, 'supported'),
        evidence('wait', 3.99, 3.77, 4.24, 'supported'),
      ],
    },
    {
      id: 'D1-mem-times4-footprint',
      document: 'D1',
      subject: 'Gunicorn with 4 workers against the development server: memory footprint',
      stated: '4 ×',
      standIn: true,
      candidate: 'prefork',
      verdict: 'refuted',
      reason: 'The footprint grows less, for processes share pages.',
      evidence: [evidence('json', 3.31, 3.28, 3.35, 'refuted')],
    },
    {
      id: 'D1-order-rps',
      document: 'D1',
      subject: 'the development server, Waitress with 4 threads and Gunicorn with 4 workers: throughput',
      stated: 'development server < Waitress < Gunicorn',
      standIn: true,
      candidate: null,
      verdict: 'inconclusive',
      reason: 'In json the threaded mode cannot be told from the development server.',
      evidence: [],
    },
    {
      id: 'D1-uvicorn-fast',
      document: 'D1',
      subject: 'Gunicorn with 4 workers and Uvicorn: throughput',
      stated: 'ordering against Gunicorn with the same worker count',
      standIn: false,
      candidate: null,
      verdict: 'not-tested',
      reason: 'No mode of this run stands for Uvicorn.',
      evidence: [],
    },
  ]);
}
