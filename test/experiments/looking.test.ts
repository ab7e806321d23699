/** The parts of the experiments that only look which can be told apart from any server. */
import { describe, expect, it } from 'vitest';
import { whatIsWrong } from '../../harness/experiments/answers.ts';
import { showsDetails } from '../../harness/experiments/errors.ts';
import type { Answer, Ask } from '../../harness/experiments/exchange.ts';
import { tokenIn } from '../../harness/experiments/login-form.ts';
import { lookingExperiments } from '../../harness/experiments/looking.ts';
import { otherAppLauncher } from '../../harness/experiments/other-app.ts';
import { whoAnswers } from '../../harness/experiments/shape.ts';
import { lookFor } from '../../harness/experiments/warning.ts';
import { acceptFor } from '../../harness/experiments/websocket.ts';
import { experiments } from '../../harness/model/experiment.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const answer = (body: string, status = 200): Answer => ({ status, headers: {}, body });

it('each experiment has exactly the acts of the catalogue', () => {
  for (const { name, acts } of lookingExperiments) {
    expect(Object.keys(acts), name).toEqual(Object.keys(experiments[name].acts));
  }
  expect(new Set(lookingExperiments.map(({ name }) => name)).size).toBe(lookingExperiments.length);
});

describe('answers', () => {
  const exact = { status: 200, body: { kind: 'exact' as const, text: 'grüße' } };
  const part = { status: 'success' as const, body: { kind: 'includes' as const, text: 'rüß' } };

  it('finds nothing wrong with an answer that is as it should be', () => {
    expect(whatIsWrong(answer('grüße'), exact)).toBeNull();
    expect(whatIsWrong(answer('grüße', 302), part)).toBeNull();
  });

  it('says what is wrong', () => {
    expect(whatIsWrong(answer('grüße', 500), exact)).toBe('status 500');
    expect(whatIsWrong(answer('gruss'), exact)).toBe('a body of 5 bytes instead of 7');
    expect(whatIsWrong(answer('gruss'), part)).toBe('text not found in a body of 5 bytes');
    expect(whatIsWrong({ trouble: 'connection reset' }, exact)).toBe('connection reset');
  });
});

describe('warning', () => {
  const flask = 'WARNING: This is a development server. Do not use it in a production deployment.';
  const printed = (text: string) => lookFor({ stdout: '', stderr: text });

  it('knows the line that warns, without its colours', () => {
    const red = ` * Debug mode: off\n\u001b[31m\u001b[1m${flask}\u001b[0m\n * Running on http://127.0.0.1:1\n`;
    expect(printed(red)).toEqual({ warns: true, text: flask });
    expect(lookFor({ stdout: flask.toUpperCase(), stderr: '' }).warns).toBe(true);
  });

  it('takes no other line for a warning, but shows one that names the server', () => {
    const django = 'Starting development server at http://127.0.0.1:8000/';
    expect(printed(`${django}\nQuit the server with CONTROL-C.\n`)).toEqual({ warns: false, text: django });
    expect(printed('WARNING: low on memory\nlistening\n')).toEqual({ warns: false, text: null });
    expect(printed('')).toEqual({ warns: false, text: null });
  });

  it('shows at most 200 characters, none of which controls a terminal', () => {
    const { text } = printed(`development server: do not use\u0007\u0000 ${'x'.repeat(500)}`);
    expect(text).toHaveLength(200);
    expect(text).toMatch(/^development server: do not use {3}x+$/);
  });
});

describe('errors', () => {
  it.each([
    ['a Python traceback', 'Traceback (most recent call last):\n ...'],
    ['a stack of Node', 'Error: oh\n    at handler (file:///x:10:5)'],
    ['a path', '{"error":"in /srv/app/views.py"}'],
    ["the exception's own words", '<p>deliberate failure</p>'],
  ])('details are %s', (_what, body) => {
    expect(showsDetails(body)).toBe(true);
  });

  it.each(['{"error":"internal server error"}', 'Internal Server Error', '', '<h1>500</h1> at 10:05:12'])(
    'no details are in %j',
    (body) => {
      expect(showsDetails(body)).toBe(false);
    },
  );
});

describe('websocket', () => {
  it('knows the answer to a key (the example of RFC 6455)', () => {
    expect(acceptFor('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });

  it('does not apply to a server without ASGI, nor to one that lacks what it needs for it', async () => {
    const [mode] = smallCatalogue.modes;
    await expect(otherAppLauncher(mode!, 'asgi')).rejects.toThrow('Its server serves no ASGI app.');
    const install = 'apt-get install python3-websockets';
    const asgi = {
      availability: async () => ({ installed: false as const, missing: 'websockets', install }),
      launch: mode!.launch,
    };
    await expect(otherAppLauncher({ ...mode!, otherApps: { asgi } }, 'asgi')).rejects.toThrow(
      `It needs websockets, not installed here: ${install}`,
    );
  });
});

describe('a login form', () => {
  it('holds a token, wherever its attributes stand', () => {
    expect(tokenIn('<form><input type="hidden" name="csrf_token" value="a-b_c"></form>')).toBe('a-b_c');
    expect(tokenIn('<input value="xyz"\n name="csrf_token" />')).toBe('xyz');
  });

  it('may hold none', () => {
    expect(tokenIn('<input name="username" value="csrf_token">')).toBeNull();
    expect(tokenIn('<input name="csrf_token" value="">')).toBeNull();
    expect(tokenIn('')).toBeNull();
  });
});

describe('shape', () => {
  /** A server of `workers` with `threads` each that gives work to the first thread that is free. */
  function pool(workers: number, threads: number): { ask: Ask; most: () => number } {
    const free = Array.from({ length: workers * threads }, (_, index) => index);
    const waiting: (() => void)[] = [];
    let inside = 0;
    let most = 0;
    const ask: Ask = async ({ path }) => {
      inside += 1;
      most = Math.max(most, inside);
      while (free.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      const index = free.shift()!;
      await new Promise((resolve) => setTimeout(resolve, path.startsWith('/wait') ? 60 : 0));
      free.push(index);
      free.sort((a, b) => a - b);
      waiting.shift()?.();
      inside -= 1;
      const who = { pid: 100 + Math.floor(index / threads), thread: threads === 1 ? 0 : index, worker: 1 };
      return answer(JSON.stringify(who));
    };
    return { ask, most: () => most };
  }

  it('finds every worker and thread of one that always takes the first that is free', async () => {
    const { ask, most } = pool(2, 3);
    const seen = await whoAnswers(ask, 6);
    expect([...seen.pids].sort()).toEqual([100, 101]);
    expect(seen.threads.size).toBe(6);
    expect(most()).toBeLessThanOrEqual(seen.atOnce);
  });

  it('finds one where there is one', async () => {
    const { pids, threads } = await whoAnswers(pool(1, 1).ask, 1);
    expect([pids.size, threads.size]).toEqual([1, 1]);
  });

  it('sees more threads than could be at work where each connection has its own, and ends', async () => {
    let thread = 0;
    const ask: Ask = async () => {
      thread += 1;
      return answer(`{"pid":7,"thread":${thread},"worker":0}`);
    };
    const { pids, threads, atOnce } = await whoAnswers(ask, 8);
    expect(pids.size).toBe(1);
    expect(threads.size).toBeGreaterThan(atOnce);
    expect(thread).toBeLessThan(1000);
  });

  it('gives up at once on a server that does not answer, and says so', async () => {
    let asked = 0;
    const ask: Ask = async () => {
      asked += 1;
      return { trouble: 'connection refused' };
    };
    const { pids, remarks } = await whoAnswers(ask, 1);
    expect(pids.size).toBe(0);
    expect(asked).toBe(4);
    expect(remarks).toEqual(['GET /who was asked 4 times.', '4 of them failed: connection refused']);
  });

  it('takes no other answer for one of /who', async () => {
    for (const body of ['<html>', '{"pid":"7","thread":0}', '[]', '{"pid":7}']) {
      const { pids } = await whoAnswers(async () => answer(body), 1);
      expect(pids.size, body).toBe(0);
    }
  });
});
