import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { flowFaults } from '../../harness/model/flow.ts';
import { bodyText, scenarioSchema } from '../../harness/model/scenario.ts';
import { pathScenario, scenarios } from '../../scenarios/index.ts';
import { contract, contractPath } from '../../servers/contract/contract.ts';

const named = (name: string) => scenarios.find((candidate) => candidate.name === name)!;

const bodyOf = (name: string) => {
  const check = named(name).requests[0]!.expect.body;
  return 'text' in check ? check.text : null;
};

describe('the scenarios', () => {
  it('are listed in this order, each well formed and without faults', () => {
    expect(scenarios.map((scenario) => scenario.name)).toEqual([
      'plain',
      'json',
      'page',
      'cpu',
      'wait',
      'io',
      'db-read',
      'db-write',
      'session',
      'static',
      'upload',
      'mix',
      'slow-client',
    ]);
    for (const scenario of scenarios) {
      expect(scenarioSchema.parse(scenario)).toEqual(scenario);
      expect(flowFaults(scenario.requests)).toEqual([]);
    }
  });

  it('ask for routes of the contract only', () => {
    const known = (path: string) =>
      contract.routes.some((route) =>
        route.path.endsWith('*') ? path.startsWith(route.path.slice(0, -1)) : route.path === path,
      );
    for (const { requests, slow } of scenarios) {
      for (const request of [...requests, ...(slow?.requests ?? [])])
        expect(known(request.path.split('?')[0]!), request.path).toBe(true);
    }
  });

  it('check one status and something of the body', () => {
    for (const { requests } of scenarios) {
      for (const { expect: check } of requests) {
        expect(check.status).toBeTypeOf('number');
        expect(check.body.kind).not.toBe('any');
      }
    }
  });

  it('say of themselves when they write to the database, be it only attempts to log in', () => {
    const writing = scenarios.filter(({ requests }) =>
      requests.some(({ method, path }) => method === 'POST' && path !== '/upload'),
    );
    expect(scenarios.filter(({ writes }) => writes)).toEqual(writing);
    expect(writing.map(({ name }) => name)).toEqual(['db-write', 'session', 'mix']);
  });

  it('expect what the contract says', () => {
    expect(bodyOf('plain')).toBe(contract.plain);
    expect(bodyOf('json')).toBe(JSON.stringify(contract.json));
    const rounds = contract.cpu.rounds.default;
    let digest = createHash('sha256').update(contract.cpu.seed).digest();
    for (let round = 1; round < rounds; round++) digest = createHash('sha256').update(digest).digest();
    expect(bodyOf('cpu')).toBe(JSON.stringify({ rounds, sha256: digest.toString('hex') }));
    const [upload] = scenarios.find(({ name }) => name === 'slow-client')?.slow?.requests ?? [];
    const sha256 = createHash('sha256').update(bodyText(upload!.body!)).digest('hex');
    const answer = JSON.stringify({ bytes: bodyText(upload!.body!).length, sha256 });
    expect(upload!.expect.body).toEqual({ kind: 'exact', text: answer });
    expect(bodyOf('wait')).toBe('{"waited_ms":50}');
    expect(bodyOf('io')).toBe('{"waited_ms":50}');
  });

  it('read days that are closed, so that no write changes what they expect', () => {
    const seed = readFileSync(contractPath('seed.sql'), 'utf8');
    const closed = /INSERT INTO closed_day .*?;/s.exec(seed)![0];
    const days = named('db-read').requests.map(({ path }) => path.split('date=')[1]!);
    expect(new Set(days).size).toBe(5);
    for (const day of days) expect(closed).toContain(`'${day}'`);
  });

  it('write entries that the contract takes, of students who exist', () => {
    const seed = readFileSync(contractPath('seed.sql'), 'utf8').replaceAll("''", "'");
    for (const { body, expect: check } of named('db-write').requests) {
      const entry = JSON.parse(bodyText(body!)) as Record<string, string>;
      expect(contract.attendance.statuses).toContain(entry.status);
      const answer = JSON.parse((check.body as { text: string }).text) as Record<string, string>;
      expect(seed).toContain(`('${entry.student}', '${answer.name}')`);
    }
  });

  it('know the size of the picture, and the hash of what they upload', () => {
    const size = statSync(contractPath('static/picture.jpg')).size;
    expect(named('static').requests[1]!.expect.body).toEqual({ kind: 'length', bytes: size });
    const style = readFileSync(contractPath('static/style.css'), 'utf8');
    expect(style.endsWith((named('static').requests[0]!.expect.body as { text: string }).text)).toBe(true);
    const sent = bodyText(named('upload').requests[0]!.body!);
    const sha256 = createHash('sha256').update(sent).digest('hex');
    expect(bodyOf('upload')).toBe(JSON.stringify({ bytes: 256 * 1024, sha256 }));
    expect(sent.length).toBe(256 * 1024);
  });

  it('mix half json, a fifth each of page and db-read, and a twentieth each of db-write and static', () => {
    const weights = new Map<string, number>();
    for (const { method, path, weight } of named('mix').requests) {
      const kind = `${method} ${path.split('?')[0]!.replace(/^\/static.*/, '/static')}`;
      weights.set(kind, (weights.get(kind) ?? 0) + weight!);
    }
    expect(Object.fromEntries(weights)).toEqual({
      'GET /json': 100,
      'GET /page': 40,
      'GET /api/attendance': 40,
      'POST /api/attendance': 10,
      'GET /static': 10,
    });
  });
});

describe('the scenario of a path', () => {
  it('gets it and takes any body with a status of success', () => {
    const scenario = pathScenario('/shop?item=1');
    expect(scenarioSchema.parse(scenario)).toEqual(scenario);
    expect(scenario).toEqual({
      name: '/shop?item=1',
      summary: 'GET /shop?item=1',
      requests: [
        {
          method: 'GET',
          path: '/shop?item=1',
          headers: {},
          body: null,
          expect: { status: 'success', body: { kind: 'any' } },
        },
      ],
    });
  });
});
