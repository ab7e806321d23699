import { describe, expect, it } from 'vitest';
import { type PlanningRequest, parsePlanning } from '../../harness/plan/parse-planning.ts';
import { Problems } from '../../harness/plan/problems.ts';

function parse(request: PlanningRequest) {
  const problems = new Problems();
  const planning = parsePlanning(request, problems);
  return {
    planning,
    said: problems.found.map(({ where, message, hint }) => `${where}: ${message} · ${hint}`),
  };
}

describe('what is asked of a plan', () => {
  it('is a target, with head-room of 30 % and no growth unless said', () => {
    expect(parse({ targetRps: '2000' }).planning).toEqual({
      targetRps: 2000,
      headroom: 0.3,
      growth: 1,
      instances: [],
      extrapolate: false,
    });
  });

  it.each([
    ['2k', 2000],
    ['2.5K', 2500],
    ['1m', 1_000_000],
    ['0.5', 0.5],
  ])('reads a target of %s', (targetRps, value) => {
    expect(parse({ targetRps }).planning?.targetRps).toBe(value);
  });

  it.each([
    ['2x', 2],
    ['1.5', 1.5],
    ['3\u00d7', 3],
    ['+50%', 1.5],
  ])('reads growth of %s', (growth, value) => {
    expect(parse({ targetRps: '1', growth }).planning?.growth).toBe(value);
  });

  it.each([
    ['0%', 0],
    ['30%', 0.3],
    ['0.25', 0.25],
    ['95%', 0.95],
  ])('reads head-room of %s', (headroom, value) => {
    expect(parse({ targetRps: '1', headroom }).planning?.headroom).toBe(value);
  });

  it.each([
    ['-5', '"-5" is out of bounds · allowed: 0.01 to 100000000 requests per second'],
    ['1e12', '"1e12" is out of bounds · allowed: 0.01 to 100000000 requests per second'],
    ['abc', '"abc" is not a number of requests per second · write 2000 or 2k'],
    ['1e3', '"1e3" is not a number of requests per second · write 2000 or 2k'],
    ['', '"" is not a number of requests per second'],
    ['many', '"many" is not a number of requests per second'],
    ['0', '"0" is out of bounds · allowed: 0.01 to 100000000 requests per second'],
    ['900m', '"900m" is out of bounds'],
  ])('refuses a target of %s', (targetRps, message) => {
    expect(parse({ targetRps })).toEqual({
      planning: null,
      said: [expect.stringContaining(`--target-rps: ${message}`)],
    });
  });

  it.each([
    [
      '100%',
      '"100%" is not a share from 0 to 95 % · write 30%: part of the capacity that is kept free; of "100%" next to nothing would be left for requests',
    ],
    ['-10%', '"-10%" is not a share from 0 to 95 % · write 30%: part of the capacity that is kept free'],
  ])('refuses head-room of %s', (headroom, message) => {
    expect(parse({ targetRps: '1', headroom }).said).toEqual([`--headroom: ${message}`]);
  });

  it.each(['0', '0x', '5000x'])('refuses growth of %s', (growth) => {
    expect(parse({ targetRps: '1', growth }).said).toEqual([
      `--growth: "${growth}" is out of bounds · allowed: 0.01x to 1000x; leave it out for no growth`,
    ]);
  });

  it('says what growth in percent may mean', () => {
    expect(parse({ targetRps: '1', growth: '150%' }).said).toEqual([
      '--growth: "150%" may mean two things · write +150% for so much more, 1.5x for so many times as much',
    ]);
  });

  it('tells everything that is wrong at once', () => {
    const { said } = parse({
      targetRps: '-1',
      headroom: '30',
      growth: 'twice',
      instance: ['memory=8GB', 'cores=0'],
    });
    expect(said).toEqual([
      '--target-rps: "-1" is out of bounds · allowed: 0.01 to 100000000 requests per second',
      '--headroom: "30" is not a share from 0 to 95 % · write 30%',
      '--growth: "twice" is not a factor · write 2x for twice as much, +50% for half as much again',
      '--instance: an instance needs its cores · add cores=4',
      '--instance: no whole number of cores from 1 to 4096 stands here · write cores=4',
    ]);
  });

  it('refuses prices that cannot be compared', () => {
    const instance = ['cores=2,price=0.1USD/h', 'cores=4,price=60EUR/month', 'cores=8,price=1', 'cores=1'];
    expect(parse({ targetRps: '1', instance }).said).toEqual([
      '--instance: prices are in "USD/h" and in "EUR/month" and in no unit, which cannot be compared · write all of them in one unit',
    ]);
    expect(parse({ targetRps: '1', instance: ['cores=2,price=1$', 'cores=4,price=2 $'] }).said).toEqual([]);
  });

  it('refuses what only a plan has a use for, where nothing is to be served', () => {
    expect(parse({ growth: '2x', extrapolate: true }).said).toEqual([
      '--growth: is of a plan, and nothing is to be served · add --target-rps 2000',
      '--extrapolate: is of a plan, and nothing is to be served · add --target-rps 2000',
    ]);
  });
});
