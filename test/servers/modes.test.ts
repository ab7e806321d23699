import { describe, expect, it } from 'vitest';
import { contract } from '../../servers/contract/contract.ts';
import { djangoModes } from '../../servers/django/index.ts';
import { flaskModes } from '../../servers/flask/index.ts';
import { serverModes } from '../../servers/index.ts';
import { createApp } from '../../servers/node/app.ts';
import { parseHtml } from '../helpers/html-document.ts';

describe('the list of modes', () => {
  it('names each once per stack', () => {
    const names = serverModes.map((mode) => `${mode.stack} ${mode.name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['node dev', 'node prefork', 'node threaded']));
  });

  it.each(serverModes.map((mode) => ({ name: mode.name, mode })))(
    '$name has sane options, a summary and notes',
    ({ mode }) => {
      for (const option of Object.values(mode.options)) {
        expect(option.min).toBeLessThanOrEqual(option.default);
        expect(option.default).toBeLessThanOrEqual(option.max);
        expect(option.summary).not.toBe('');
      }
      expect(mode.summary.length).toBeLessThan(80);
      expect(mode.notes({}).length).toBeGreaterThan(0);
    },
  );

  it('says how many requests each can block at once, and its size', () => {
    const shown = (name: string, options = {}) => {
      const mode = serverModes.find((candidate) => candidate.name === name)!;
      return [mode.parallelism(options), mode.size(options)];
    };
    expect(shown('dev')).toEqual([1, '']);
    expect(shown('prefork')).toEqual([4, '×4']);
    expect(shown('prefork', { workers: 8 })).toEqual([8, '×8']);
    expect(shown('threaded', { threads: 1 })).toEqual([1, '×1']);
  });

  it('names the scheduling policy of prefork', () => {
    const prefork = serverModes.find((mode) => mode.name === 'prefork')!;
    expect(prefork.notes({}).join()).toContain('round-robin');
  });

  it('says what the modes of Flask can block at once, and their size', () => {
    const shown = (name: string, options = {}) => {
      const mode = flaskModes.find((candidate) => candidate.name === name)!;
      return [mode.parallelism(options), mode.size(options)];
    };
    expect(shown('dev')).toEqual([1, '']);
    expect(shown('dev-threaded')).toEqual([null, '']);
    expect(shown('prefork', { workers: 2 })).toEqual([2, '×2']);
    expect(shown('prefork-threaded', { workers: 2, threads: 3 })).toEqual([6, '×2×3']);
    expect(shown('prefork-gevent')).toEqual([null, '×4']);
    expect(shown('async', { workers: 2 })).toEqual([20, '×2']);
    expect(shown('mod-wsgi', { workers: 2, threads: 3 })).toEqual([6, '×2×3']);
    expect(shown('uwsgi')).toEqual([4, '×4']);
    expect(shown('uwsgi', { workers: 2, threads: 2 })).toEqual([4, '×2×2']);
  });

  it('says what the modes of Django can block at once, and their size', () => {
    const shown = djangoModes.map((mode) => [mode.name, mode.parallelism({}), mode.size({})]);
    expect(shown).toEqual([
      ['dev', 1, ''],
      ['dev-threaded', null, ''],
      ['dev-reload', null, ''],
      ['prefork', 4, '×4'],
      ['threaded', 4, '×4'],
    ]);
    const flask = flaskModes.find((mode) => mode.name === 'prefork')!;
    expect(djangoModes.find((mode) => mode.name === 'prefork')!.options).toEqual(flask.options);
  });

  it('declares one mode to fail, the one that a document writes down wrongly', () => {
    const failing = serverModes.filter((mode) => mode.expect === 'failing');
    expect(failing.map((mode) => mode.name)).toEqual(['async-as-documented']);
  });

  it('says in the notes of Gunicorn what was asked of it', () => {
    const prefork = flaskModes.find((mode) => mode.name === 'prefork')!;
    expect(prefork.notes({ preload: 1 }).join()).toContain('loaded before forking');
    const recycled = prefork.notes({ 'max-requests': 1000, 'max-requests-jitter': 100 }).join();
    expect(recycled).toContain('workers are replaced after 1000 to 1100 requests');
  });

  it('knows what is installed', async () => {
    for (const mode of serverModes.filter(({ stack }) => stack === 'node')) {
      expect(await mode.availability()).toEqual({
        installed: true,
        version: expect.stringMatching(/^Node \d+\.\d+\.\d+, Fastify 5\.\d+\.\d+$/),
      });
    }
  });
});

describe('/health', () => {
  it('is 503 with the nonce until the server is at full strength', async () => {
    let ready = false;
    const app = await createApp({
      development: false,
      nonce: 'n-1',
      secret: 'a secret of this test, long enough',
      ready: () => ready,
      answer: () => {
        throw new Error('not for a handler');
      },
    });
    const starting = await app.inject('/health');
    expect([starting.statusCode, starting.body]).toEqual([503, '{"status":"starting"}']);
    expect(starting.headers[contract.nonceHeader]).toBe('n-1');
    ready = true;
    const ok = await app.inject('/health');
    expect([ok.statusCode, ok.body]).toEqual([200, '{"status":"ok"}']);
    await app.close();
  });
});

describe('the reader of HTML that the conformance suite uses', () => {
  const same = (a: string, b: string) => expect(parseHtml(a)).toEqual(parseHtml(b));

  it('finds documents equal that differ in escaping, order of attributes and white space', () => {
    same('<p class="a" id="b">1 &lt; 2 &#39;x&#x27;</p>\n', '<p id="b"   class="a">\n1 &lt; 2 \'x\'</p>');
    same('<meta charset="utf-8"><br>', '<meta charset="utf-8" /><br/>');
  });

  it('finds documents different that differ in text, attributes or structure', () => {
    expect(parseHtml('<p>a</p>')).not.toEqual(parseHtml('<p>b</p>'));
    expect(parseHtml('<p id="a"></p>')).not.toEqual(parseHtml('<p id="b"></p>'));
    expect(parseHtml('<p><b>x</b></p>')).not.toEqual(parseHtml('<p>x</p>'));
  });

  it.each([
    '<p>a & b</p>',
    '<p>a < b</p>',
    '<p><b></p></b>',
    '<p>',
    '</p>',
    '<p title="a"b">x</p>',
    '<p>&nope;</p>',
  ])('refuses %s', (html) => {
    expect(() => parseHtml(html)).toThrow();
  });
});
