import { describe, expect, it } from 'vitest';
import type { MicroCost, MicroResult } from '../../harness/model/micro.ts';
import { renderMicro } from '../../reports/micro/index.ts';

const between = (point: number, low: number | null, high: number | null) => ({
  point,
  low,
  high,
  confidence: 0.95,
  rounds: 6,
  fewRounds: false,
});

const none: Pick<MicroCost, 'cpuUs' | 'factor'> = { cpuUs: null, factor: null };

const result: MicroResult = {
  kind: 'micro',
  stack: 'node',
  connections: 8,
  cycles: 6,
  measuredSeconds: 40,
  rows: [
    {
      scenario: 'json',
      summary: 'serialises a small JSON object',
      costs: [
        { way: 'handler', label: 'handler alone', cpuUs: between(1.25, 1.2, 1.3), factor: between(1, 1, 1) },
        {
          way: 'framework',
          label: 'Fastify, no socket',
          cpuUs: between(20, 19, 21),
          factor: between(16, 15, 17),
        },
        {
          way: 'dev',
          label: 'served by dev',
          cpuUs: between(40, null, null),
          factor: between(32, null, null),
        },
        { way: 'prefork', label: 'served by prefork ×4', ...none },
      ],
    },
    {
      scenario: 'static',
      summary: 'a picture',
      costs: [
        { way: 'handler', label: 'handler alone', ...none },
        {
          way: 'framework',
          label: 'Fastify, no socket',
          cpuUs: between(50, 49, 51),
          factor: between(1, 1, 1),
        },
      ],
    },
  ],
  notes: ['a fact to read beside the figures, long enough that it has to be broken into several lines'],
};

describe('the table of bench micro', () => {
  it('shows what each way costs, what it adds to the first that can answer, and its factor', () => {
    expect(renderMicro(result, { columns: 70, colour: false }).split('\n')).toEqual([
      'CPU time per request · node                           6 cycles in 40 s',
      '',
      'json · serialises a small JSON object',
      '                      CPU µs            adds µs  × handler alone',
      'handler alone         1.25 (1.20–1.30)           1',
      'Fastify, no socket    20.0 (19.0–21.0)  18.8     16 (15–17)',
      'served by dev         40.0              38.8     32',
      'served by prefork ×4  –                 –        –',
      '',
      'static · a picture',
      '                    CPU µs            adds µs  × Fastify, no socket',
      'Fastify, no socket  50.0 (49.0–51.0)           1',
      '',
      'note: a fact to read beside the figures, long enough that it has to be',
      '  broken into several lines',
      '',
    ]);
  });

  it('adds colour only when asked to', () => {
    const sequence = String.fromCharCode(27);
    expect(renderMicro(result, { columns: 80, colour: false })).not.toContain(sequence);
    expect(renderMicro(result, { columns: 80, colour: true })).toContain(sequence);
  });
});
