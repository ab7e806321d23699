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
