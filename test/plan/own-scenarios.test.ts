import { describe, expect, it } from 'vitest';
import { type RequestConfig, type ScenarioConfig, scenarioConfigSchema } from '../../harness/model/config.ts';
import { requestOf, scenarioOf } from '../../harness/plan/own-scenarios.ts';
import { Problems } from '../../harness/plan/problems.ts';

const any = { kind: 'any' };
const get = { method: 'GET', path: '/a', headers: {}, body: null, expect: { status: 'success', body: any } };

function request(config: RequestConfig) {
  const problems = new Problems();
  const spec = requestOf(config, 'at', problems);
  return {
    spec,
    told: problems.found.map(({ where, message, hint }) => `${where}: ${message} | ${hint ?? ''}`),
  };
}

function scenario(config: ScenarioConfig, made = false) {
  const problems = new Problems();
  const resolved = scenarioOf('home', scenarioConfigSchema.parse(config), { folder: '/app', made }, problems);
  return {
    resolved,
    told: problems.found.map(({ where, message, hint }) => `${where}: ${message} | ${hint ?? ''}`),
  };
}

describe('a request of a configuration', () => {
  it('is GET of a path, where it is only a path', () => {
    expect(request('/a').spec).toEqual(get);
    expect(request({ path: '/a' }).spec).toEqual(get);
  });

  it.each<[string, RequestConfig, object]>([
    ['a body is posted as it is', { path: '/a', body: 'x' }, { method: 'POST', body: 'x', headers: {} }],
    ['a method is kept', { path: '/a', method: 'PUT', body: 'x' }, { method: 'PUT' }],
    [
      'JSON has its type',
      { path: '/a', json: { id: '{{n}}', none: null } },
      {
        method: 'POST',
        body: '{"id":"{{n}}","none":null}',
        headers: { 'Content-Type': 'application/json' },
      },
    ],
    [
      'JSON may be null',
      { path: '/a', json: null },
      { method: 'POST', body: 'null', headers: { 'Content-Type': 'application/json' } },
    ],
    [
      'a form is written as browsers do, but for placeholders',
      { path: '/a', form: { 'a b': 'c&d é', token: 'x {{token}}' } },
      {
        method: 'POST',
        body: 'a+b=c%26d+%C3%A9&token=x+{{token}}',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      },
    ],
    [
      'a type of its own wins',
      { path: '/a', json: 1, headers: { 'content-type': 'application/vnd.x+json' } },
      { headers: { 'content-type': 'application/vnd.x+json' } },
    ],
    ['a status is expected', { path: '/a', expect: 201 }, { expect: { status: 201, body: any } }],
    [
      'a body is expected',
      { path: '/a', expect: { body: 'ok' } },
      { expect: { status: 'success', body: { kind: 'exact', text: 'ok' } } },
    ],
    [
      'a part of it is',
      { path: '/a', expect: { status: 200, includes: 'ok' } },
      { expect: { status: 200, body: { kind: 'includes', text: 'ok' } } },
    ],
    [
      'its length is',
      { path: '/a', expect: { bytes: 3 } },
      { expect: { body: { kind: 'length', bytes: 3 } } },
    ],
    ['it may be a step of a flow', { path: '/a', once: true, cookies: true }, { once: true, cookies: true }],
  ])('%s', (_what, config, expected) => {
    const { spec, told } = request(config);
    expect(spec).toMatchObject(expected);
    expect(told).toEqual([]);
  });

  it('has one body, and is held to one', () => {
    expect(request({ path: '/a', body: 'x', json: 1, expect: { body: 'a', bytes: 1 } }).told).toEqual([
      'at: has body and json, and a request has one body | keep one of them',
      'at.expect: has body and bytes, and a body is held to one | keep one of them',
    ]);
  });

  it('cannot end its own lines', () => {
    expect(request({ path: '/a b', headers: { 'X Y': '1', 'X-Z': 'a\r\nHost: b' } }).told).toEqual([
      'at.path: "/a b" has a space | write %20 in its place',
      'at.headers: "X Y" is no name of a header | ',
      'at.headers.X-Z: has a line break, which no header can have | leave it out',
    ]);
  });
});

describe('a scenario of a configuration', () => {
  it('is told in a few words by its requests, unless it tells itself', () => {
    const summary = (config: ScenarioConfig) => scenario(config).resolved.summary;
    expect(summary({ requests: ['/a', { path: '/b', json: 1 }] })).toBe('GET /a, POST /b');
    expect(summary({ requests: ['/a', '/b', '/c', '/d'] })).toBe('GET /a, GET /b, GET /c, …');
    expect(summary({ summary: 'buys', requests: ['/a'] })).toBe('buys');
  });

  it('has a think time, and rows of a file beside the configuration', () => {
    const { resolved } = scenario({ requests: ['/{{id}}'], think: '1.5 s', feed: { file: 'ids.csv' } });
    expect(resolved).toMatchObject({ thinkMs: 1500, feed: { file: '/app/ids.csv', order: 'sequential' } });
    expect(scenario({ requests: ['/'], think: 250 }).resolved.thinkMs).toBe(250);
    expect(scenario({ requests: ['/'] }).resolved).not.toHaveProperty('thinkMs');
  });

  it('needs requests, or a hook that makes them', () => {
    expect(scenario({}).told).toEqual([
      'scenarios.home: has no requests | name at least one: requests: ["/"]; or have a request hook, in bench.config.ts',
    ]);
    expect(scenario({}, true)).toMatchObject({ resolved: { requests: [] }, told: [] });
  });

  it('is refused where it makes no sense', () => {
    expect(scenario({ requests: [{ path: '/{{token}}', once: true }], think: '2m' }).told).toEqual([
      'scenarios.home: every request is an opening step, so none is left to repeat | ',
      'scenarios.home: GET /{{token}}: no earlier request captures {{token}} | ',
      'scenarios.home.think: "2m" is out of bounds | allowed: 0s to 30s',
    ]);
  });
});
