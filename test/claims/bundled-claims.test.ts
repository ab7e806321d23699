import { describe, expect, it } from 'vitest';
import { readBundledClaims } from '../../harness/claims/read-claims.ts';
import { statedOf } from '../../harness/claims/reason.ts';
import { vocabulary } from '../../harness/runs/claim-vocabulary.ts';
import { documented } from '../helpers/claim-vocabulary.ts';
import { bundled } from '../helpers/judging.ts';

/** Every row of the list of what the documents state; a row may be several claims, whose ids begin alike. */
const rows = [
  ...['D0-rps-dev', 'D0-rps-prod', 'D0-users-dev', 'D0-users-prod', 'D1-rps-dev', 'D1-rps-gunicorn'],
  ...['D1-rps-waitress', 'D1-order-rps', 'D1-uvicorn-fast', 'D2-gunicorn-uwsgi', 'D3-waitress-tuning'],
  ...['D0-ratio', 'D1-ratio-gunicorn', 'D1-ratio-waitress', 'D0-D1-contradict'],
  ...['D0-mem-dev', 'D0-mem-prod', 'D0-mem-django', 'D0-size', 'D1-mem-order', 'D1-mem-times4', 'D1-preload'],
  ...['D1-cpu-order', 'D1-workers-rule'],
  ...['D0-single-thread', 'D1-single-thread', 'D3-single-thread', 'D1-uvicorn-wsgi', 'D3-uvicorn-wsgi'],
  ...['D1-shape', 'D1-warning', 'D1-deps', 'D1-websocket', 'D3-websocket', 'D3-systemd', 'D0-crash'],
  ...['D0-recovery', 'D1-max-requests', 'D1-timeout', 'D0-debug-errors', 'D0-secret', 'D0-autoreload'],
  ...['D0-csrf', 'D0-rate-limit', 'D0-setup', 'D1-health', 'D1-logs', 'D0-code-reuse'],
  ...['D3-proxy-static', 'D3-proxy-slow', 'D3-proxy-balance'],
];

describe('the claims that come with the harness', () => {
  it.each(rows)('hold %s', (row) => {
    expect(bundled.some(({ id }) => id === row || id.startsWith(`${row}-`))).toBe(true);
  });

  it('are sound, each under its own id and that of its document', () => {
    expect(readBundledClaims(documented).problems).toEqual([]);
    expect(new Set(bundled.map(({ id }) => id)).size).toBe(bundled.length);
    for (const { id, document } of bundled) expect(id.startsWith(`${document}-`), id).toBe(true);
    expect([...new Set(bundled.map(({ document }) => document))]).toEqual(['D0', 'D1', 'D2', 'D3']);
  });

  it('can all be tested but for what is said to be untestable', () => {
    const untestable = bundled.filter(({ kind }) => kind === 'untestable').map(({ id }) => id);
    expect(untestable).toEqual(['D3-systemd']);
  });

  it('speak only of what this version has', () => {
    expect(readBundledClaims(vocabulary).problems).toEqual([]);
  });

  it.each([
    ['D0-ratio', [100, 500], [10, 20], '10–25 × (5–50)'],
    ['D1-ratio-gunicorn', [1000, 5000], [100, 500], '10 × (2–50)'],
    ['D1-ratio-waitress', [800, 3000], [100, 500], '6–8 × (1.6–30)'],
  ] as const)('%s holds the quotients of the stated rates %j and %j', (id, top, bottom, stated) => {
    const claim = bundled.find((one) => one.id === id)!;
    if (claim.kind !== 'ratio') throw new Error('not a ratio');
    const ends = [top[0] / bottom[0], top[1] / bottom[1]].sort((a, b) => a - b);
    expect([...claim.bounds].sort((a, b) => Number(a) - Number(b))).toEqual(ends);
    expect(claim.widest).toEqual([top[0] / bottom[1], top[1] / bottom[0]]);
    expect(statedOf(claim)).toBe(stated);
  });
});
