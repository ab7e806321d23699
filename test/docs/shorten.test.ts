import { describe, expect, it } from 'vitest';
import { shorten, shortProgram } from './shorten.ts';

const way = (line: string, ...earlier: string[]) => {
  const { args, ...rest } = shorten(line.split(' '), earlier, () => 'first-of-mine');
  return { ...rest, line: args.join(' ') };
};

describe('a command of the documentation', () => {
  it.each([
    'report latest',
    'config --rate 5',
    'run --resume',
    'doctor',
    'claims --record latest',
    'run --help',
    'capacity latest --target-rps 2000',
  ])('is done as it stands when it measures nothing or little: %s', (line) => {
    expect(way(line)).toEqual({ way: 'as it is', line });
  });

  it.each([
    ['run --rounds 6 --budget 5m', 'run --rounds 6 --budget 5m --rounds 1 -c 1,8'],
    ['run --slo p99<1s', 'run --slo p99<1s --rounds 1 --budget 30s'],
    ['claims', 'claims --rounds 1 --claims D0-ratio'],
    ['claims --document D1', 'claims --document D1 --rounds 1 --claims D1-ratio-gunicorn'],
    ['claims --file mine.yml', 'claims --file mine.yml --rounds 1 --claims first-of-mine'],
    ['experiment recover stuck --modes dev,prefork', 'experiment recover --modes dev,prefork --modes dev'],
    ['micro', 'micro --budget 5s'],
    ['doctor --calibrate', 'doctor --calibrate --budget 20s'],
    ['capacity --slo p99<1s --budget 20m', 'capacity --slo p99<1s --budget 20m --budget 30s'],
  ])('is shortened when it is the first on its page: %s', (line, short) => {
    expect(way(line)).toEqual({ way: 'shortened', line: short });
  });

  it('is planned when it is a later run, unless a program reads what it prints', () => {
    expect(way('run -c 4', 'run')).toEqual({ way: 'planned', line: 'config -c 4' });
    expect(way('run --json', 'run')).toEqual({
      way: 'shortened',
      line: 'run --json --rounds 1 --budget 30s -c 1,8',
    });
    expect(way('run -c 4', 'claims').way).toBe('shortened');
    expect(way('run --url a=http://127.0.0.1:1', 'run').way).toBe('shortened');
  });

  it('is refused for one thing alone when it is a later one of the others', () => {
    expect(way('claims --document D1', 'claims')).toEqual({
      way: 'refused',
      line: 'claims --document D1 --claims refused-by-the-test',
      problem: 'bench: --claims: ',
    });
    expect(way('experiment stuck', 'experiment')).toMatchObject({ problem: 'bench: --format: ' });
    expect(way('micro', 'micro')).toMatchObject({ problem: 'bench: --budget: ' });
    expect(way('capacity --slo p99<1s', 'capacity')).toMatchObject({ problem: 'bench: --budget: ' });
  });
});

describe('a program of the documentation', () => {
  it('measures one round', () => {
    expect(shortProgram("await run({ rounds: 6, budget: '5m', scenarios })")).toBe(
      "await run({ rounds: 1, budget: '5s', scenarios })",
    );
    expect(shortProgram('await run({ rounds: 6 })')).toBe("await run({ rounds: 1, budget: '30s' })");
  });
});
