import { describe, expect, it } from 'vitest';
import type { ValidityReason } from '../../harness/model/estimate.ts';
import { findingText, measuredText } from '../../reports/wording/claims.ts';
import { shellCommand } from '../../reports/wording/command.ts';
import { failureText } from '../../reports/wording/failure.ts';
import { reasonText } from '../../reports/wording/validity.ts';

const context = { sent: 1000, serve: 'bench serve dev' };
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('reasons of validity', () => {
  it.each<[ValidityReason, string]>([
    [
      { code: 'failures', share: 0.024, bound: 0.01, kinds: { timeout: 20, reset: 4, connect: 0 } },
      '2.4 % of 1000 requests failed (timed out 20 and connection broken 4); at most 1.0 % may',
    ],
    [{ code: 'server-failed', detail: 'exit code 3' }, 'the server failed: exit code 3'],
    [{ code: 'no-answers' }, 'no request was answered'],
    [{ code: 'accounting', sent: 10, accounted: 9 }, '10 requests were sent, but 9 accounted for'],
    [
      { code: 'little', inFlight: 12.06, expected: 8 },
      '12.1 requests were in flight, where throughput × response time gives 8.00',
    ],
    [
      { code: 'generator-cpu', share: 0.97, bound: 0.95 },
      'the load generator was busy for 0.97 of a core (bound 0.95): throughput is a lower bound, response times include its queue',
    ],
    [
      { code: 'event-loop', utilization: 0.96, bound: 0.95 },
      "the load generator's event loop was busy for 0.96 of the time (bound 0.95)",
    ],
    [
      { code: 'near-generator-floor', p50Ms: 0.31, floorMs: 0.2 },
      'p50 0.310 ms is near the 0.200 ms of a server that does nothing: response times include up to 0.200 ms of generator; throughput is usable',
    ],
    [{ code: 'few-rounds', rounds: 3, needed: 6 }, 'few rounds: 3 of the 6 that an exact interval needs'],
    [
      { code: 'wide-interval', halfWidth: 0.14, bound: 0.05 },
      'the interval is wide: ±14 % of the figure, where ±5.0 % was asked for',
    ],
    [{ code: 'unsteady' }, 'no steady state was reached while warming up'],
    [{ code: 'saturated', since: 8 }, 'saturated since 8 connections: it climbed no further'],
    [
      { code: 'disturbed', discarded: 3, rounds: 9 },
      '3 rounds of 9 left out because the machine was disturbed',
    ],
  ])('words $code and says what to try', (reason, text) => {
    const worded = reasonText(reason, context);
    expect(plain(worded.text)).toBe(text);
    expect(worded.remedy.length).toBeGreaterThan(10);
  });
});

describe('failures', () => {
  it('name variant, phase and what was seen', () => {
    const at = { variant: 'old', phase: 'start' };
    expect(
      plain(
        failureText({
          reason: 'not-ready',
          ...at,
          afterMs: 10_000,
          lastSeen: 'connection refused',
          stderrTail: '',
        }),
      ),
    ).toBe('old, start: not ready after 10.0 s (connection refused)');
    expect(
      failureText({ reason: 'server-exited', ...at, exitCode: null, signal: 'SIGKILL', stderrTail: '' }),
    ).toBe('old, start: the server ended by itself (signal SIGKILL)');
    expect(failureText({ reason: 'journal-write', path: '/x', code: 'ENOSPC' })).toBe(
      'the journal /x could not be written (ENOSPC)',
    );
  });
});

describe('claims', () => {
  const evidence = (scenario: string, level: string, point: number, verdict: 'supported' | 'refuted') => ({
    scenario,
    level,
    measured: { point, low: null, high: null, unit: '×' },
    verdict,
  });

  it('are grouped by what the figures do with the statement', () => {
    expect(
      plain(
        findingText([
          evidence('wait', 'c32', 4, 'supported'),
          evidence('io', 'c32', 3.5, 'supported'),
          evidence('json', 'c8', 0.97, 'refuted'),
          evidence('json', 'c32', 0.99, 'refuted'),
        ]),
      ),
    ).toBe('wait 4.0 ×, io 3.5 × fit; json c8 0.97 ×, json c32 0.99 × do not fit');
  });

  it('give bytes as MB and other units as they are', () => {
    expect(plain(measuredText({ point: 96.4e6, low: 95e6, high: 97.9e6, unit: 'B' }))).toBe(
      '96.4 MB (95.0–97.9)',
    );
    expect(plain(measuredText({ point: 19.94, low: null, high: null, unit: 'req/s' }))).toBe('19.9 req/s');
  });
});

describe('commands', () => {
  it('are quoted where a shell would read more into them', () => {
    expect(
      shellCommand(['bench', 'run', '--cmd', "new=it's $HOME", '--modes', 'dev,prefork:workers=8']),
    ).toBe("bench run --cmd 'new=it'\\''s $HOME' --modes dev,prefork:workers=8");
    expect(shellCommand([''])).toBe("''");
  });
});
