import { describe, expect, it } from 'vitest';
import { StopRule } from '../../harness/load/stop-rule.ts';

const window = { minMs: 250, maxMs: 2000, minAnswers: 20 };

describe('the stop rule', () => {
  it('ends sending at the shortest time once there are enough answers', () => {
    const rule = new StopRule(window);
    expect(rule.over(100, 20)).toBe(false);
    expect(rule.over(249.9, 50)).toBe(false);
    expect(rule.end).toBeNull();
    expect(rule.over(251.3, 51)).toBe(true);
    expect(rule.end).toEqual({ atMs: 250, byCount: false });
  });

  it('goes on until the answer that makes enough', () => {
    const rule = new StopRule(window);
    expect(rule.over(300, 19)).toBe(false);
    expect(rule.over(333, 20)).toBe(true);
    expect(rule.end).toEqual({ atMs: 333, byCount: true });
  });

  it('never goes on beyond the longest time', () => {
    const rule = new StopRule(window);
    expect(rule.over(1999, 3)).toBe(false);
    expect(rule.over(2050, 3)).toBe(true);
    expect(rule.end).toEqual({ atMs: 2000, byCount: false });
  });

  it('ends at the longest time when the last answer needed comes after it', () => {
    const rule = new StopRule(window);
    expect(rule.over(2050, 20)).toBe(true);
    expect(rule.end).toEqual({ atMs: 2000, byCount: false });
  });

  it('stays over, and keeps its end', () => {
    const rule = new StopRule({ ...window, minAnswers: 0 });
    expect(rule.over(260, 0)).toBe(true);
    expect(rule.over(300, 500)).toBe(true);
    expect(rule.end).toEqual({ atMs: 250, byCount: false });
  });

  it('holds to the shortest time when the longest is shorter still', () => {
    const rule = new StopRule({ minMs: 250, maxMs: 100, minAnswers: 20 });
    expect(rule.over(200, 0)).toBe(false);
    expect(rule.over(260, 0)).toBe(true);
    expect(rule.end?.atMs).toBe(250);
  });
});

describe('the stop rule of several loaders', () => {
  /** Tells that all have enough, as the harness would. */
  function together(count = 2) {
    const told: number[] = [];
    let tell: (last: boolean) => void = () => {};
    const enough = new Promise<boolean>((resolve) => {
      tell = resolve;
    });
    const rule = new StopRule(window, { count, answers: (answers) => void told.push(answers), enough });
    return {
      rule,
      told,
      async enough(last = false) {
        tell(last);
        await enough;
      },
    };
  }

  it('tells once of a fair share, and no more before the shortest time', () => {
    const { rule, told } = together();
    for (let answers = 1; answers <= 60; answers += 1) rule.over(answers * 4, answers);
    expect(told).toEqual([10]);
  });

  it('goes on beyond its own answers until all have enough', async () => {
    const { rule, enough } = together();
    expect(rule.over(400, 500)).toBe(false);
    await enough();
    expect(rule.over(420, 510)).toBe(true);
    expect(rule.end).toEqual({ atMs: 420, byCount: false });
  });

  it('ends at the shortest time when all had enough before', async () => {
    const { rule, enough } = together();
    rule.over(20, 10);
    await enough();
    expect(rule.over(100, 50)).toBe(false);
    expect(rule.over(251, 90)).toBe(true);
    expect(rule.end).toEqual({ atMs: 250, byCount: false });
  });

  it('tells of every few answers after the shortest time, up to as many as are needed', () => {
    const { rule, told } = together();
    rule.over(251, 3);
    for (let answers = 4; answers <= 40; answers += 1) rule.over(300 + answers, answers);
    expect(told[0]).toBe(3);
    expect(told.at(-1)).toBe(21);
    expect(told.length).toBeLessThanOrEqual(16);
  });

  it('ends at the answer that made enough where that was its own', async () => {
    const { rule, told, enough } = together();
    rule.over(251, 8);
    rule.over(300, 12);
    expect(told).toEqual([8, 12]);
    await enough(true);
    expect(rule.over(301, 12)).toBe(true);
    expect(rule.end).toEqual({ atMs: 300, byCount: true });
  });

  it('asks to be looked at when all have enough, and ends at the longest time when they never have', async () => {
    const { rule, enough } = together();
    let asked = 0;
    rule.onEnough = () => {
      asked += 1;
    };
    await enough();
    expect(asked).toBe(1);
    const { rule: patient } = together();
    expect(patient.over(2001, 500)).toBe(true);
    expect(patient.end).toEqual({ atMs: 2000, byCount: false });
  });

  it('needs nobody where no answers are needed', () => {
    const told: number[] = [];
    const peers = {
      count: 2,
      answers: (n: number) => void told.push(n),
      enough: new Promise<boolean>(() => {}),
    };
    const rule = new StopRule({ ...window, minAnswers: 0 }, peers);
    expect(rule.over(251, 100)).toBe(true);
    expect(told).toEqual([]);
  });
});
