import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../harness/model/event.ts';
import { makePlan } from '../../harness/plan/make-plan.ts';
import { plainProgress } from '../../harness/progress/progress.ts';
import {
  codeText,
  follow,
  initialStatus,
  roundText,
  type Status,
  timeText,
} from '../../harness/progress/status.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';
import { gatePlan } from '../helpers/gating.ts';
import { someRound, someSlice } from '../helpers/journal.ts';

const plan = makePlan({}, smallCatalogue, 7);
const level = { kind: 'closed', concurrency: 32 } as const;

const events: RunEvent[] = [
  { type: 'run-started', plan, cells: 27, earlier: { rounds: [], slices: [] } },
  { type: 'build-started', variants: ['web', 'web2'], command: 'npm run build' },
  { type: 'round-started', round: 1, elapsedMs: 10 },
  { type: 'warming', round: 1, scenario: 'json' },
  { type: 'slice-started', round: 1, variant: 'dev', scenario: 'wait', level },
  { type: 'slice', slice: someSlice(1), elapsedMs: 4000 },
  { type: 'round', round: someRound(1), elapsedMs: 13_400 },
];

describe('the status of a run', () => {
  it('says what runs now', () => {
    const shown: string[] = [];
    events.reduce<Status>((status, event) => {
      const next = follow(status, event);
      shown.push(next.now);
      return next;
    }, initialStatus);
    expect(shown).toEqual([
      'starting',
      'building web, web2: npm run build',
      'starting fresh servers',
      'warming up json',
      'wait · 32 connections · dev',
      'wait · 32 connections · dev',
      'stopping servers',
    ]);
  });

  it('names the round by what is still to come', () => {
    expect(roundText(2, plan, 1)).toBe('round 2 of at least 6');
    expect(roundText(7, plan, 6)).toBe('round 7, for precision');
    expect(roundText(2, makePlan({ rounds: '3' }, smallCatalogue, 7), 1)).toBe('round 2 of 3');
  });

  it('says of a gate whether all is screened, or what looks worse confirmed, by the rounds that count', () => {
    const gated = { ...plan, gate: { ...gatePlan(), findRate: null } };
    expect(roundText(8, gated, 5)).toBe('round 8, screening (5 of 6 done)');
    expect(roundText(9, gated, 6)).toBe('round 9, confirming what looks worse');
    const left = { ...someRound(1), discarded: ['steal'] };
    const counted = [someRound(1), left].reduce(
      (status, round) => follow(status, { type: 'round', round, elapsedMs: 0 }),
      initialStatus,
    );
    expect(counted).toMatchObject({ roundsDone: 2, kept: 1 });
  });

  it('says of noise that all is measured twice, and how much of it is done', () => {
    const gate = { ...gatePlan(), findRate: null };
    const noisy = { ...plan, gate, noise: { targets: [] } };
    expect(roundText(9, noisy, 7)).toBe('round 9, the same twice');
    const bounded = { ...noisy, rounds: { min: 6, max: 24 } };
    expect(roundText(9, bounded, 7)).toBe('round 9, the same twice (7 of 24 done)');
  });

  it('tells the time left from the budget, or from the rounds so far', () => {
    const status = { ...initialStatus, roundsDone: 2, elapsedMs: 20_000 };
    expect(timeText(status, plan, 20_000)).toBe('20 s of 90 s, at most 70 s left');
    expect(timeText(status, makePlan({ rounds: '3' }, smallCatalogue, 7), 20_000)).toBe(
      '20 s, about 10 s left',
    );
  });
});

describe('progress without a terminal', () => {
  it('begins, where noise is measured, with what is started twice', () => {
    const [dev] = plan.variants;
    const again = { ...dev!, id: 'dev (again)', label: 'dev (again)', again: 'dev' };
    const gate = { ...gatePlan(), findRate: null };
    const noisy = { ...plan, variants: [dev!, again], gate, noise: { targets: [] } };
    let text = '';
    const stream = new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    });
    const view = plainProgress(noisy, stream, () => []);
    view.onEvent({ type: 'run-started', plan: noisy, cells: 6, earlier: { rounds: [], slices: [] } });
    view.close();
    expect(text).toBe('the same twice: dev on json, cpu, wait; all of it in every round, 90 s at most\n');
  });

  it('is one line per round, with the ratios so far, and no control characters', () => {
    let text = '';
    const stream = new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    });
    const view = plainProgress(plan, stream, () => ['json c32, × dev: prefork 1.43 (1.39–1.47)']);
    for (const event of events) view.onEvent(event);
    view.close();
    expect(text).toBe(
      [
        'dev, prefork ×4, threaded ×4: 27 cells a round, 90 s at most',
        'building web, web2: npm run build',
        'round 1 of at least 6 …',
        'round 1 of at least 6: done · 13 s of 90 s, at most 77 s left',
        '  json c32, × dev: prefork 1.43 (1.39–1.47)',
        '',
      ].join('\n'),
    );
  });
});

describe('the code of a git ref', () => {
  it.each<[Extract<RunEvent, { type: 'code' }>['step'], string]>([
    [{ kind: 'checkout', commit: '70dc05c1234567890' }, 'checking out 70dc05c12345'],
    [
      { kind: 'linked', folder: 'node_modules', why: 'same-lockfile' },
      'uses node_modules of the working tree, whose lockfile is the same',
    ],
    [
      { kind: 'linked', folder: '.venv', why: 'environment' },
      'uses .venv of the working tree; --install makes one of its own',
    ],
    [{ kind: 'install', command: 'npm ci', why: '' }, 'npm ci'],
    [
      { kind: 'install', command: 'npm ci', why: 'package.json has a script prepare' },
      'npm ci (package.json has a script prepare)',
    ],
    [
      { kind: 'unlocked', folder: 'package.json' },
      'nothing is installed, for package.json has no lockfile; --install says how',
    ],
  ])('is told as it is made ready: %o', (step, told) => {
    expect(codeText({ type: 'code', of: 'main@70dc05c', step })).toBe(`main@70dc05c: ${told}`);
  });
});
