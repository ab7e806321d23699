/**
 * The contract of the reference app, held against every mode of every stack. A new mode or stack needs nothing here:
 * each mode of the list is run, at a small size. What only some modes do is tested beside this file; what a server
 * imposes is in `imposed.ts`. A mode whose server is missing is skipped, but fails where CI is set; one that is declared
 * to fail is left out.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withLayers } from '#built/harness/model/layered.js';
import { scenarios } from '#built/scenarios/index.js';
import { contract, contractPath } from '#built/servers/contract/contract.js';
import { serverModes } from '#built/servers/index.js';
import { serverLayers } from '#built/servers/layers/index.js';
import { nativeEngine } from '../../harness/load/native/engine.ts';
import type { ServerMode } from '../../harness/model/launch.ts';
import type { LoadOrder } from '../../harness/model/load.ts';
import { parseHtml } from '../helpers/html-document.ts';
import { cookiesOf, type Reply } from '../helpers/http.ts';
import { endAll, endWhole, type Serving, serve } from '../helpers/serving.ts';
import { describeSideBySide } from '../helpers/side-by-side.ts';
import { until } from '../helpers/until.ts';
import {
  handsOverNoChunkedBody,
  notHttp,
  otherAnswers,
  readsBodyToItsEnd,
  refusedByLayer,
  tooLargeAtOnce,
} from './imposed.ts';

interface Case {
  readonly name: string;
  readonly request: { method: string; path: string; headers?: Record<string, string>; body?: string };
  readonly expect: { status: number; type: string; headers?: Record<string, string>; body: string };
}

const cases = JSON.parse(readFileSync(contractPath('cases.json'), 'utf8')) as Case[];
const errorText = (name: keyof typeof contract.errors) => JSON.stringify({ error: contract.errors[name] });
const mediaType = (reply: Reply) => (reply.headers['content-type'] ?? '').split(';', 1)[0];
const formType = { 'content-type': 'application/x-www-form-urlencoded' };

/** Each layer round some mode, stacked ones, and servers that do not keep connections. */
const layered = [
  'flask prefork+nginx',
  'node prefork+nginx',
  'flask dev-threaded+nginx',
  'flask threaded+caddy',
  'node prefork+caddy',
  'flask prefork+supervisor',
  'node threaded+supervisor+nginx',
].map((written) => {
  const [stack, name = ''] = written.split(' ');
  const [inner, ...names] = name.split('+');
  const mode = serverModes.find((candidate) => candidate.stack === stack && candidate.name === inner);
  const layers = names.flatMap((one) => serverLayers.find((layer) => layer.name === one) ?? []);
  if (mode === undefined || layers.length !== names.length) throw new Error(`no such server: ${written}`);
  return withLayers(mode, layers);
});

const sizes = ['workers', 'threads', 'backends'];
/** A development server makes a secret of its own at each start, so copies would not know each other's sessions. */
const sizeOf = (mode: ServerMode, name: string) => (mode.development && name === 'backends' ? 1 : 2);
const variants = await Promise.all(
  [...serverModes.filter((mode) => mode.expect !== 'failing'), ...layered].map(async (mode) => {
    const options = Object.fromEntries(
      Object.entries(mode.options).map(([name, option]) => [
        name,
        sizes.includes(name) ? sizeOf(mode, name) : option.default,
      ]),
    );
    const availability = await mode.availability();
    const missing = availability.installed ? '' : ` (not installed: ${availability.install})`;
    return {
      name: `${mode.stack} ${mode.name} ${mode.size(options)}`.trim() + missing,
      mode,
      options,
      missing,
    };
  }),
);

afterAll(endAll);

describeSideBySide(variants, 2, ({ mode, options, missing }) => {
  if (missing !== '' && !process.env.CI) {
    it.skip('serves the contract', () => {});
    return;
  }
  const id = `${mode.stack} ${mode.name}`;
  let server: Serving;
  beforeAll(async () => {
    expect(missing, 'in CI every server must be installed').toBe('');
    server = await serve(mode, options);
  });
  afterAll(() => endWhole(server));

  /** Sends these bytes; what comes back until the server closes. */
  const exchange = async (bytes: string) => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(bytes);
    let answer = '';
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
    });
    await once(socket, 'close');
    return answer;
  };

  it.each(cases)('$name', async ({ name, request, expect: contracted }) => {
    const expected = (otherAnswers[id]?.[name] ??
      otherAnswers[mode.stack]?.[name] ??
      contracted) as Case['expect'];
    const reply = await server.send(request);
    const refused = refusedByLayer[mode.name.split('+').slice(1).at(-1) ?? '']?.[name];
    if (refused !== undefined) {
      expect(reply.status).toBe(refused);
      return;
    }
    expect(reply.text).toBe(expected.body);
    expect(reply.status).toBe(expected.status);
    expect(mediaType(reply)).toBe(expected.type);
    for (const [header, value] of Object.entries(expected.headers ?? {})) {
      expect(reply.headers[header]).toBe(value);
    }
  });

  it.each(scenarios)('passes the checks of scenario $name', async ({ requests }) => {
    const target = { host: '127.0.0.1', port: server.port };
    const order: LoadOrder = {
      requests,
      level: { kind: 'closed', concurrency: 2 },
      window: { minMs: 1, maxMs: 30_000, minAnswers: 4 * requests.length },
      requestTimeoutMs: 10_000,
      drainTimeoutMs: 10_000,
    };
    const session = await nativeEngine.open(target, 2, order);
    const report = await session.drive(order).finally(() => session.close());
    expect(report.samples).toEqual([]);
    expect(report.unfinished).toBe(0);
    expect(report.ok).toBe(report.sent);
    expect(report.ok).toBeGreaterThanOrEqual(4 * requests.length);
  });

  it('tells on /health which launch answered', async () => {
    const reply = await server.get('/health');
    expect(reply.status).toBe(200);
    expect(reply.text).toBe('{"status":"ok"}');
    expect(reply.headers[contract.nonceHeader]).toBe(`nonce-${server.port}`);
    expect(mediaType(reply)).toBe('application/json');
  });

  it('renders 50 rows of attendance, every name and note escaped', async () => {
    const reply = await server.get('/page');
    expect(reply.status).toBe(200);
    expect(mediaType(reply)).toBe('text/html');
    expect(parseHtml(reply.text)).toEqual(parseHtml(readFileSync(contractPath('page.html'), 'utf8')));
  });

  it.each([
    { file: 'style.css', type: 'text/css' },
    { file: 'picture.jpg', type: 'image/jpeg' },
  ])('serves /static/$file', async ({ file, type }) => {
    const bytes = readFileSync(contractPath(`static/${file}`));
    const reply = await server.get(`/static/${file}`);
    expect(reply.status).toBe(200);
    expect(mediaType(reply)).toBe(type);
    expect(reply.body.equals(bytes)).toBe(true);
    const head = await server.send({ method: 'HEAD', path: `/static/${file}` });
    expect(head.status).toBe(200);
    expect(head.headers['content-length']).toBe(String(bytes.length));
    expect(head.body).toHaveLength(0);
  });

  it('keeps a new entry, whoever is asked for it', async () => {
    const date = '2031-03-04';
    const entry = { student: 'S30', date, status: 'late' };
    const reply = await server.send({
      method: 'POST',
      path: '/api/attendance',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(entry),
    });
    expect(reply.status).toBe(201);
    expect(reply.text).toBe(`{"student":"S30","name":"Dmitri Иванов","date":"${date}","status":"late"}`);
    for (let asked = 0; asked < 4; asked++) {
      const { text } = await server.get(`/api/attendance?date=${date}`);
      expect(text).toBe(
        `{"date":"${date}","rows":[{"student":"S30","name":"Dmitri Иванов","status":"late","note":""}]}`,
      );
    }
  });

  it('takes entries from many clients at once and shows at most 50 of a day', async () => {
    const date = '2031-05-06';
    const body = JSON.stringify({ student: 'S01', date, status: 'present' });
    const post = () =>
      server.send({
        method: 'POST',
        path: '/api/attendance',
        headers: { 'content-type': 'application/json' },
        body,
      });
    const replies = await Promise.all(Array.from({ length: 60 }, post));
    expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 201));
    const { rows } = JSON.parse((await server.get(`/api/attendance?date=${date}`)).text) as {
      rows: unknown[];
    };
    expect(rows).toHaveLength(contract.attendance.maxRows);
  });

  it('refuses an entry that is not UTF-8', async () => {
    const body = Buffer.from('{"student":"S07","date":"2031-01-02","status":"l\xe4te"}', 'latin1');
    const headers = { 'content-type': 'application/json' };
    const reply = await server.send({ method: 'POST', path: '/api/attendance', headers, body });
    expect(reply.status).toBe(400);
    expect(reply.text).toBe(errorText('badEntry'));
  });

  describe('bodies', () => {
    const limit = contract.limits.uploadBytes;
    const upload = (body: Uint8Array, how: { agent?: Agent; chunked?: boolean } = {}) =>
      server.send({ method: 'POST', path: '/upload', body, ...how });

    it('hashes an upload of 8 MiB', async () => {
      const body = Buffer.alloc(limit, 'attendance');
      const reply = await upload(body);
      const sha256 = createHash('sha256').update(body).digest('hex');
      expect(reply.status).toBe(200);
      expect(reply.text).toBe(`{"bytes":${limit},"sha256":"${sha256}"}`);
    });

    it('drains one byte more, then answers 413', async () => {
      const reply = await upload(Buffer.alloc(limit + 1));
      expect(reply.status).toBe(413);
      expect(reply.text).toBe(errorText('tooLarge'));
    });

    it('keeps serving a connection after a refused upload', async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const refused = await upload(Buffer.alloc(limit + 1), { agent });
      expect(refused.status).toBe(413);
      const taken = await upload(Buffer.from('abc'), { agent });
      expect(taken.status).toBe(200);
      expect(taken.text).toContain('"bytes":3,"sha256":"ba7816bf');
      agent.destroy();
    });

    if (handsOverNoChunkedBody.includes(id)) {
      it('never sees a chunked upload, which its server does not hand over', async () => {
        // In one piece: the server closes without having read what comes later, which would take the answer back.
        const reply = await exchange(
          'POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
        );
        expect(reply).toMatch(/^HTTP\/1\.1 200 /);
        expect(reply).toContain('{"bytes":0,');
      });
    } else {
      it('hashes a chunked upload', async () => {
        const taken = await upload(Buffer.from('abc'), { chunked: true });
        expect(taken.status).toBe(200);
        expect(taken.text).toContain('"bytes":3,"sha256":"ba7816bf');
      });

      it('drains a chunked upload that is too large, then answers 413', async () => {
        const reply = await upload(Buffer.alloc(limit + 70_000), { chunked: true });
        expect(reply.status).toBe(413);
        expect(reply.text).toBe(errorText('tooLarge'));
      });
    }

    it('answers 413 at once when draining would take too long', async () => {
      const socket = connect(server.port, '127.0.0.1');
      socket.write(
        `POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: ${contract.limits.drainBytes + 1}\r\n\r\nabc`,
      );
      let answer = '';
      socket.setEncoding('utf8').on('data', (text) => {
        answer += text;
      });
      const { [id]: text = errorText('tooLarge') } = tooLargeAtOnce;
      if (text === null) {
        // What was asked later is answered meanwhile.
        for (let asked = 0; asked < 8; asked++) expect((await server.get('/plain')).status).toBe(200);
        expect(answer).toBe('');
        socket.destroy();
        return;
      }
      if (readsBodyToItsEnd.includes(id)) {
        await until('the answer', () => answer.includes(text));
        socket.destroy();
      } else await once(socket, 'close');
      expect(answer).toMatch(/^HTTP\/1\.[01] 413 /);
      expect(answer).toContain(text);
    });

    it('refuses an entry that is too long, and reads a long body where none is wanted', async () => {
      const body = JSON.stringify({ note: 'x'.repeat(contract.limits.bodyBytes) });
      const headers = { 'content-type': 'application/json' };
      const entry = await server.send({ method: 'POST', path: '/api/attendance', headers, body });
      expect(entry.status).toBe(413);
      expect(entry.text).toBe(errorText('tooLarge'));
      const form = await server.send({ method: 'POST', path: '/login', headers: formType, body });
      expect(form.status).toBe(413);
      const nowhere = await server.send({ method: 'POST', path: '/json', headers, body });
      expect(nowhere.status).toBe(405);
    });
  });

  it('answers bytes that are no HTTP with 400', async () => {
    const answer = await exchange('no such thing\r\n\r\n');
    expect(answer).toMatch(notHttp[id] ?? /^HTTP\/1\.[01] 400 /);
  });

  it('says on /who which process and thread answered', async () => {
    const { pid, thread, worker } = JSON.parse((await server.get('/who')).text) as Record<string, unknown>;
    expect(Number.isInteger(pid)).toBe(true);
    expect(Number.isInteger(thread)).toBe(true);
    expect(Number.isInteger(worker)).toBe(true);
  });

  it(`${mode.development ? 'shows' : 'hides'} the details of an error`, async () => {
    const reply = await server.get('/error');
    expect(reply.status).toBe(500);
    if (mode.development) expect(reply.text).toContain(contract.errors.deliberate);
    else expect(reply.text).toBe(errorText('internal'));
  });

  describe('login', () => {
    const openForm = async (at = server) => {
      const form = await at.get('/login');
      const token = /name="csrf_token" value="([^"]+)"/.exec(form.text)?.[1] ?? '';
      return { form, token, cookie: cookiesOf(form) };
    };
    const logIn = async (fields: Record<string, string>, at = server) => {
      const { token, cookie } = await openForm(at);
      const body = new URLSearchParams({ ...fields, csrf_token: token }).toString();
      return at.send({ method: 'POST', path: '/login', headers: { ...formType, cookie }, body });
    };
    const right = { username: 'teacher', password: 'chalk-and-slate' };
    const wrong = { username: 'teacher', password: 'chalk' };

    it('shows a form with a fresh token', async () => {
      const { form, token } = await openForm();
      expect(form.status).toBe(200);
      expect(mediaType(form)).toBe('text/html');
      expect(token.length).toBeGreaterThanOrEqual(16);
      expect((await openForm()).token).not.toBe(token);
      const masked = parseHtml(form.text.replace(token, 'TOKEN'));
      expect(masked).toEqual(parseHtml(readFileSync(contractPath('login.html'), 'utf8')));
    });

    it('refuses a token of another form', async () => {
      const { cookie } = await openForm();
      const { token } = await openForm();
      const body = new URLSearchParams({ ...right, csrf_token: token }).toString();
      const reply = await server.send({
        method: 'POST',
        path: '/login',
        headers: { ...formType, cookie },
        body,
      });
      expect(reply.status).toBe(403);
      expect(reply.text).toBe(errorText('badCsrf'));
    });

    it('remembers who logged in, whichever worker is asked', async () => {
      const reply = await logIn(right);
      expect(reply.status).toBe(303);
      expect(reply.headers.location).toBe('/me');
      const cookie = cookiesOf(reply);
      expect(String(reply.headers['set-cookie'])).toMatch(/HttpOnly/i);
      for (let asked = 0; asked < 4; asked++) {
        const me = await server.send({ path: '/me', headers: { cookie } });
        expect(me.status).toBe(200);
        expect(me.text).toBe('{"user":"teacher"}');
      }
      const forged = await server.send({
        path: '/me',
        headers: { cookie: cookie.replace(/=./, (start) => (start === '=x' ? '=y' : '=x')) },
      });
      expect(forged.status).toBe(401);
    });

    it('lets exactly five attempts fail, across workers and without cookies, then refuses all', async ({
      onTestFinished,
    }) => {
      // A server of its own: all tests are the same client.
      const fresh = await serve(mode, options);
      onTestFinished(() => endWhole(fresh));
      const stranger = { username: 'nobody', password: 'x' };
      const replies = await Promise.all(
        Array.from({ length: 12 }, (_, attempt) => logIn(attempt % 2 === 0 ? wrong : stranger, fresh)),
      );
      const failed = replies.filter((reply) => reply.status === 401);
      const limited = replies.filter((reply) => reply.status === 429);
      expect(failed).toHaveLength(contract.login.maxFailures);
      expect(limited).toHaveLength(replies.length - contract.login.maxFailures);
      for (const reply of failed) expect(reply.text).toBe(errorText('badLogin'));
      for (const reply of [...limited, await logIn(right, fresh)]) {
        expect(reply.status).toBe(429);
        expect(reply.text).toBe(errorText('tooManyLogins'));
        const retryAfter = Number(reply.headers['retry-after']);
        expect(retryAfter).toBeGreaterThan(0);
        expect(retryAfter).toBeLessThanOrEqual(contract.login.windowSeconds);
      }
    });
  });
});
