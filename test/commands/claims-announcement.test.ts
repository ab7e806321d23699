import { describe, expect, it } from 'vitest';
import { needsOf } from '../../harness/claims/needs.ts';
import { announcement } from '../../harness/commands/claims-announcement.ts';
import { bundled } from '../helpers/judging.ts';
import { syntheticPlan } from '../helpers/slices.ts';

const announce = (ids: readonly string[], absent: Parameters<typeof announcement>[1]['absent'] = []) => {
  const claims = bundled.filter(({ id }) => ids.includes(id));
  const needs = needsOf(claims, { cores: 2, stacks: null, isAbsent: () => false });
  const rounds = { min: 6, max: 6 };
  const plan = syntheticPlan({
    variants: ['dev'],
    scenarios: ['json', 'page', 'wait'],
    concurrency: [8, 32],
    overrides: { rounds },
  });
  return announcement(claims, { plan, needs, absent });
};

describe('before it starts, bench claims', () => {
  it('says what it will measure and about how long that takes', () => {
    expect(announce(['D0-ratio', 'D0-csrf'])).toEqual([
      '2 claims of 1 document',
      '4 servers, json, page, wait, 8 connections, 32 connections, 6 rounds: about 2 min',
      '2 acts of 1 experiment on 2 servers: about 2 s',
    ]);
  });

  it('leaves out what there is none of', () => {
    expect(announce(['D1-warning'])).toEqual([
      '1 claim of 1 document',
      '2 acts of 1 experiment on 2 servers: about 2 s',
    ]);
  });

  it('names what is not installed, with the line that installs it', () => {
    const apache = {
      stack: 'flask',
      mode: 'mod-wsgi',
      layers: [],
      missing: 'Apache',
      install: 'apt-get install apache2',
    };
    const nginx = {
      stack: 'flask',
      mode: 'prefork',
      layers: ['nginx'],
      missing: 'nginx',
      install: 'apt-get install nginx',
    };
    expect(announce(['D1-warning'], [apache, nginx]).slice(2)).toEqual([
      'not installed: Apache (apt-get install apache2); what is said of flask/mod-wsgi is not tested',
      'not installed: nginx (apt-get install nginx); what is said of flask/prefork+nginx is not tested',
    ]);
  });
});
