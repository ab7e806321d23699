import { describe, expect, it } from 'vitest';
import type { Server } from '../../harness/claims/claim.ts';
import { type Ground, needsOf } from '../../harness/claims/needs.ts';
import { bundled, claimsIn } from '../helpers/judging.ts';

const everything: Ground = { cores: 2, stacks: null, isAbsent: () => false };

const needs = (ids: readonly string[], ground: Partial<Ground> = {}) =>
  needsOf(
    bundled.filter(({ id }) => ids.includes(id)),
    { ...everything, ...ground },
  ).map(({ spec, scenarios, started, acts }) => ({
    spec,
    scenarios: scenarios.join(' '),
    started,
    acts: acts.map(({ experiment, act }) => `${experiment} ${act}`).join(', '),
  }));

const loaded = { scenarios: 'json page wait', started: true, acts: '' };
const idle = { scenarios: '', started: false };

describe('what claims need', () => {
  it('is the servers of a range, in its scenarios', () => {
    expect(needs(['D0-rps-dev'])).toEqual([{ spec: 'flask/dev-debug', ...loaded }]);
    expect(needs(['D3-proxy-static'])).toEqual([
      { spec: 'flask/prefork', ...loaded, scenarios: 'static' },
      { spec: 'flask/prefork+nginx', ...loaded, scenarios: 'static' },
    ]);
  });

  it('is those of a ratio and their stand-ins', () => {
    expect(needs(['D0-ratio'])).toEqual([
      { spec: 'flask/prefork:workers=2', ...loaded },
      { spec: 'flask/dev-debug', ...loaded },
      { spec: 'node/prefork:workers=2', ...loaded },
      { spec: 'node/dev', ...loaded },
    ]);
    expect(needs(['D0-ratio'], { stacks: ['node'] }).map(({ spec }) => spec)).toEqual([
      'node/prefork:workers=2',
      'node/dev',
    ]);
  });

  it('is a fresh start, and no load, for what is measured at rest', () => {
    expect(needs(['D0-mem-dev-rest'])).toEqual([
      { spec: 'flask/dev-debug', scenarios: '', started: true, acts: '' },
    ]);
  });

  it('is one server for each count of a sweep, by the cores of the machine', () => {
    const counts = (cores: number) => needs(['D1-workers-rule'], { cores }).map(({ spec }) => spec);
    expect(counts(2)).toEqual([1, 2, 4, 8].map((n) => `flask/prefork:workers=${n}`));
    expect(counts(8)).toEqual([4, 8, 16, 32].map((n) => `flask/prefork:workers=${n}`));
    expect(counts(1)).toEqual([1, 2, 4].map((n) => `flask/prefork:workers=${n}`));
  });

  it('is the acts of a behaviour, on each server those that are checked there', () => {
    expect(needs(['D0-recovery'])).toEqual([
      { spec: 'flask/prefork:workers=2', ...idle, acts: 'recover worker' },
      { spec: 'flask/dev', ...idle, acts: 'recover all' },
    ]);
    expect(needs(['D0-users-dev', 'D0-users-dev-thinking'])).toEqual([
      { spec: 'flask/dev-debug', ...idle, acts: 'users busy, users thinking' },
    ]);
  });

  it('is each server and each act once, however many claims want it and however they write it', () => {
    const specs = needs([
      'D1-shape',
      'D1-max-requests',
      'D1-rps-gunicorn',
      'D1-logs',
      'D3-waitress-tuning',
      'D1-deps',
    ]);
    expect(new Set(specs.map(({ spec }) => spec)).size).toBe(specs.length);
    const twice = claimsIn(`
document: mine
title: Mine
subjects:
  short: { name: short, stack: flask, mode: prefork }
  long: { name: long, stack: flask, mode: prefork, options: { workers: 4, preload: 0 } }
claims:
  - { id: a, kind: range, place: p, about: short, metric: throughput, bounds: [1, 2], scenarios: [json] }
  - { id: b, kind: range, place: p, about: long, metric: throughput, bounds: [1, 2], scenarios: [page] }
`);
    expect(needsOf(twice, everything)).toMatchObject([
      { spec: 'flask/prefork', scenarios: ['json', 'page'] },
    ]);
  });

  it('puts those that rounds start first', () => {
    const started = needs(['D1-warning', 'D1-rps-waitress']).map((need) => need.started);
    expect(started).toEqual([true, false, false]);
  });

  it('is nothing of a comparison whose other server is not installed, and the rest of a behaviour', () => {
    const isAbsent = ({ mode }: Server) => mode === 'uwsgi' || mode === 'mod-wsgi';
    expect(needs(['D2-gunicorn-uwsgi'], { isAbsent })).toEqual([]);
    const reuse = needs(['D0-code-reuse'], { isAbsent }).map(({ spec }) => spec);
    expect(reuse).toHaveLength(8);
    expect(reuse).not.toContain('flask/uwsgi');
  });

  it('is nothing for what cannot be tested, nor for servers of the user', () => {
    expect(needs(['D3-systemd'])).toEqual([]);
    const own = claimsIn(`
document: mine
title: Mine
subjects:
  ours: { name: ours, command: ours }
claims:
  - { id: a, kind: range, place: p, about: ours, metric: throughput, bounds: [1, 2], scenarios: [/] }
`);
    expect(needsOf(own, everything)).toEqual([]);
  });

  it('of all documents together can be measured in one run', () => {
    const all = needsOf(bundled, everything);
    const started = all.filter((need) => need.started);
    expect(started.length).toBeLessThanOrEqual(24);
    expect(started.map(({ spec }) => spec)).not.toContain('flask/async-as-documented');
    expect(started.reduce((sum, need) => sum + need.scenarios.length, 0)).toBeLessThanOrEqual(70);
  });
});
