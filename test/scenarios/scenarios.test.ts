import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { scenarioSchema } from '../../harness/model/scenario.ts';
import { pathScenario, scenarios } from '../../scenarios/index.ts';
import { contract } from '../../servers/contract/contract.ts';

const bodyOf = (name: string) => {
  const scenario = scenarios.find((candidate) => candidate.name === name)!;
  const check = scenario.requests[0]!.expect.body;
  return check.kind === 'any' ? null : check.text;
};

describe('the scenarios', () => {
  it('are plain, json, page, cpu, wait and io, each well formed', () => {
    expect(scenarios.map((scenario) => scenario.name)).toEqual([
      'plain',
      'json',
      'page',
      'cpu',
      'wait',
      'io',
    ]);
    for (const scenario of scenarios) expect(scenarioSchema.parse(scenario)).toEqual(scenario);
  });

  it('ask for routes of the contract only', () => {
    const paths = contract.routes.map((route) => route.path);
    for (const { requests } of scenarios) {
      for (const request of requests) expect(paths).toContain(request.path.split('?')[0]);
    }
  });

  it('check status 200 and the body, wholly but for the page', () => {
    for (const { name, requests } of scenarios) {
      for (const { expect: check } of requests) {
        expect(check.status).toBe(200);
        expect(check.body.kind).toBe(name === 'page' ? 'includes' : 'exact');
      }
    }
  });

  it('expect what the contract says', () => {
    expect(bodyOf('plain')).toBe(contract.plain);
    expect(bodyOf('json')).toBe(JSON.stringify(contract.json));
    const rounds = contract.cpu.rounds.default;
    let digest = createHash('sha256').update(contract.cpu.seed).digest();
    for (let round = 1; round < rounds; round++) digest = createHash('sha256').update(digest).digest();
    expect(bodyOf('cpu')).toBe(JSON.stringify({ rounds, sha256: digest.toString('hex') }));
    expect(bodyOf('wait')).toBe('{"waited_ms":50}');
    expect(bodyOf('io')).toBe('{"waited_ms":50}');
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
