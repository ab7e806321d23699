import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { contract } from '../../servers/contract/contract.ts';
import { copySeededDatabase } from '../../servers/contract/database.ts';
import { backOff } from '../../servers/node/backoff.ts';
import { isDay } from '../../servers/node/handlers/attendance.ts';
import { login, passwordHolds } from '../../servers/node/handlers/login.ts';
import { wholeNumber } from '../../servers/node/handlers/work.ts';
import type { AppRequest } from '../../servers/node/message.ts';
import { openStore, type Store } from '../../servers/node/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a number in a query', () => {
  const bounds = { default: 5, min: 1, max: 10 };
  it.each([
    [undefined, 5],
    ['1', 1],
    ['10', 10],
    ['0', null],
    ['11', null],
    ['01', null],
    ['1.0', null],
    [' 1', null],
    ['1e0', null],
    ['', null],
    ['-1', null],
    [['1', '2'], null],
  ])('%j is %j', (given, expected) => {
    expect(wholeNumber(given, bounds)).toBe(expected);
  });
});

describe('a day', () => {
  it.each(['2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s is one', (text) => {
    expect(isDay(text)).toBe(true);
  });
  it.each([
    '2023-02-29',
    '1900-02-29',
    '2024-04-31',
    '0000-01-01',
    '24-01-01',
    '',
    undefined,
    20240101,
    ['2024-01-01'],
  ])('%j is none', (value) => {
    expect(isDay(value)).toBe(false);
  });
});

describe('back-off', () => {
  it('doubles from 100 ms to 5 s while processes die young', () => {
    const restarts = backOff();
    const delays = Array.from({ length: 8 }, () => restarts.delayMs(50));
    expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  });

  it('begins again after a process that lived for 10 s', () => {
    const restarts = backOff();
    restarts.delayMs(0);
    restarts.delayMs(0);
    expect(restarts.delayMs(10_000)).toBe(100);
    expect(restarts.delayMs(9_999)).toBe(200);
  });
});

describe('passwords', () => {
  const stored = 'pbkdf2_sha256$10000$8Qz4vLw1Xr6t$YnXDgsZwgYGgSBMU2gIjHeiEppRMhIwKCWf2gEgL8mc=';
  it('hold for the hash that Python made', () => {
    expect(passwordHolds('chalk-and-slate', stored)).toBe(true);
  });
  it('do not hold for another, for no account, or for a broken hash', () => {
    expect(passwordHolds('chalk', stored)).toBe(false);
    expect(passwordHolds('', null)).toBe(false);
    expect(passwordHolds('chalk-and-slate', 'plain')).toBe(false);
  });
});

describe('login', () => {
  const { maxFailures, windowSeconds } = contract.login;
  const windowMs = windowSeconds * 1000;
  const start = 1_700_000_000_000;
  let store: Store;
  beforeEach(async () => {
    store = openStore(await copySeededDatabase(mkdtempSync(join(folder, 'copy-'))));
  });

  const attempt = (password: string, nowMs: number, client = '127.0.0.1') => {
    const body = new TextEncoder().encode(`username=teacher&password=${password}&csrf_token=T`);
    const request: AppRequest = {
      route: 'login',
      query: {},
      body,
      contentType: 'application/x-www-form-urlencoded',
      client,
      cookies: { csrf: 'T' },
    };
    return login(request, store, nowMs);
  };
  const failOften = () => {
    for (let failure = 0; failure < maxFailures; failure++) {
      expect(attempt('wrong', start + failure * 1000).status).toBe(401);
    }
  };

  it('refuses all after five failures, and says when to come again', () => {
    failOften();
    const refused = attempt('chalk-and-slate', start + 10_000);
    expect(refused.status).toBe(429);
    expect(refused.headers).toEqual({ 'retry-after': String(windowSeconds - 10) });
  });

  it('lets one more try when the oldest failure has left the window', () => {
    failOften();
    expect(attempt('wrong', start + windowMs - 1).status).toBe(429);
    expect(attempt('wrong', start + windowMs).status).toBe(401);
    expect(attempt('wrong', start + windowMs).status).toBe(429);
  });

  it('does not count a refused attempt', () => {
    failOften();
    for (let more = 0; more < 20; more++) attempt('wrong', start + 20_000);
    expect(attempt('chalk-and-slate', start + windowMs + 4000).status).toBe(303);
  });

  it('limits each client by itself', () => {
    failOften();
    expect(attempt('chalk-and-slate', start + 10_000, '127.0.0.2').status).toBe(303);
  });

  it('takes failures back when a login succeeds', () => {
    attempt('wrong', start);
    attempt('wrong', start);
    expect(attempt('chalk-and-slate', start).status).toBe(303);
    failOften();
    expect(attempt('wrong', start + 10_000).status).toBe(429);
  });
});

describe('the seeded database', () => {
  it('is the same bytes in each copy, and each copy is its own', async () => {
    const first = openStore(await copySeededDatabase(mkdtempSync(join(folder, 'copy-'))));
    const second = openStore(await copySeededDatabase(mkdtempSync(join(folder, 'copy-'))));
    expect(first.attendance('2024-03-05', 99)).toEqual(second.attendance('2024-03-05', 99));
    expect(first.attendance('2024-03-05', 99)).toHaveLength(50);
    first.addAttendance({ student: 'S01', date: '2030-01-01', status: 'late' });
    expect(first.attendance('2030-01-01', 99)).toHaveLength(1);
    expect(second.attendance('2030-01-01', 99)).toHaveLength(0);
  });

  it('refuses entries for days that are closed and students that do not exist', async () => {
    const store = openStore(await copySeededDatabase(mkdtempSync(join(folder, 'copy-'))));
    expect(store.addAttendance({ student: 'S01', date: '2024-03-08', status: 'late' })).toBe('closed-day');
    expect(store.addAttendance({ student: 'S51', date: '2030-01-01', status: 'late' })).toBe(
      'unknown-student',
    );
    expect(store.attendance('2024-03-08', 99)).toHaveLength(50);
  });
});
