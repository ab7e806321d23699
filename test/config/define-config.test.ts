import { describe, expect, it } from 'vitest';
import { defineConfig } from '../../harness/config/define-config.ts';
import { withoutHooks } from '../../harness/config/hook-names.ts';
import { configSchema } from '../../harness/model/config.ts';

// That this compiles is part of what is tested.
const config = defineConfig({
  name: 'shop',
  modes: { single: { command: ['node', 'server.js', '{port}'], ready: { path: '/health', timeout: '5s' } } },
  scenarios: {
    home: { requests: ['/', { path: '/cart', json: { id: 7, tags: ['a', null] }, expect: 201 }] },
    drawn: {
      setup: async ({ url, signal }) => {
        await fetch(url, { signal });
      },
      request: ({ random, row }) => ({ path: `/items/${Math.floor(random() * 10)}?of=${row.id}`, weight: 2 }),
    },
  },
  workloads: { peak: { rate: [100, 200], arrivals: 'poisson' } },
  objectives: ['p99<250ms', { slo: 'failures<1%', scenario: 'home' }],
  defaults: { modes: ['single'], workload: 'peak', rounds: 6, strict: true },
  teardown: ({ mode }) => expect(mode).toBe('single'),
});

describe('defineConfig', () => {
  it('gives back what it is given, which is a configuration', () => {
    const { data, hooks, faults } = withoutHooks(config);
    expect(configSchema.parse(data)).toEqual(data);
    expect(faults).toEqual([]);
    expect(hooks.teardown).toBe(true);
    expect(hooks.scenarios.drawn).toEqual({ setup: true, teardown: false, request: true });
  });

  it('refuses unknown keys and wrong values where it is written', () => {
    // @ts-expect-error there is no such key
    defineConfig({ mode: {} });
    // @ts-expect-error a command is text or a list
    defineConfig({ modes: { a: { command: 5 } } });
  });
});
