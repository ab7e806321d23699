import { describe, expect, it } from 'vitest';
import { type ScenarioConfig, scenarioConfigSchema } from '../../harness/model/config.ts';
import { scenarioOf } from '../../harness/plan/own-scenarios.ts';
import { Problems } from '../../harness/plan/problems.ts';

const any = { kind: 'any' };

function scenario(config: ScenarioConfig, made = false) {
  const problems = new Problems();
  const resolved = scenarioOf('home', scenarioConfigSchema.parse(config), { folder: '/app', made }, problems);
  return {
    resolved,
    told: problems.found.map(({ where, message, hint }) => `${where}: ${message} | ${hint ?? ''}`),
  };
}

describe('a request of a configuration', () => {
  it('is written out', () => {
    const { requests } = scenario({
      requests: ['/a', { path: '/b', json: { id: 1 }, expect: 201 }],
    }).resolved;
    expect(requests).toEqual([
      { method: 'GET', path: '/a', headers: {}, body: null, expect: { status: 'success', body: any } },
      {
        ...{ method: 'POST', path: '/b', headers: { 'Content-Type': 'application/json' }, body: '{"id":1}' },
        expect: { status: 201, body: any },
      },
    ]);
  });

  it('has one body, and no part that ends its line', () => {
    const odd = { path: '/a b', headers: { 'X Y': '1', 'X-Z': 'a\r\nHost: b' }, body: 'x', json: 1 };
    expect(scenario({ requests: ['/', odd] }).told).toEqual([
      'scenarios.home.requests.1: body and json: a request has one body | keep one of them',
      'scenarios.home.requests.1: the path "/a b" has a space | write %20 in its place',
      'scenarios.home.requests.1.headers: "X Y" is no name of a header | ',
      'scenarios.home.requests.1.headers.X-Z: has a line break, which no header can have | leave it out',
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

  it('does not think for ever', () => {
    expect(scenario({ requests: ['/'], think: '2m' }).told).toEqual([
      'scenarios.home.think: "2m" is out of bounds | allowed: 0s to 30s',
    ]);
  });
});
