import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathText, valueAt } from '../../harness/config/path.ts';
import { assignAll, parseAssignments } from '../../harness/config/set-values.ts';
import type { UsageProblem } from '../../harness/model/failure.ts';

/** What comes of `--set` for each of the texts, and what is said of those that cannot be. */
function set(root: unknown, ...texts: string[]): { value: unknown; told: string[] } {
  const problems: UsageProblem[] = [];
  const value = assignAll(root, parseAssignments(texts, problems), problems);
  return {
    value,
    told: problems.map(({ where, message, hint }) => [`${where}: ${message}`, hint].join(' | ')),
  };
}

const names = fc.array(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });

describe('--set', () => {
  it('takes a value as JSON where it is JSON, and else as text', () => {
    expect(set({}, 'a=8', 'b=2m', 'c=true', 'd="8"', 'e=["x"]', 'f=', 'g=a=b', 'h=null').value).toEqual({
      ...{ a: 8, b: '2m', c: true, d: '8', e: ['x'], f: '', g: 'a=b', h: null },
    });
  });

  it('makes what is not there, and leaves the rest as it was', () => {
    const given = { modes: { web: { command: 'x', workers: 2 } } };
    const { value } = set(given, 'modes.web.workers=8', 'defaults.budget=2m');
    expect(value).toEqual({ modes: { web: { command: 'x', workers: 8 } }, defaults: { budget: '2m' } });
    expect(given).toEqual({ modes: { web: { command: 'x', workers: 2 } } });
  });

  it('reaches into lists by index, and adds at their end', () => {
    const given = { requests: [{ path: '/a' }, '/b'] };
    expect(set(given, 'requests.0.path=/x', 'requests.2=/c').value).toEqual({
      requests: [{ path: '/x' }, '/b', '/c'],
    });
  });

  it('keeps functions', () => {
    const setup = () => undefined;
    expect(set({ setup, a: 1 }, 'a=2').value).toEqual({ setup, a: 2 });
  });

  it('sets one after the other', () => {
    expect(set({}, 'a={"b":1}', 'a.b=2', 'a.c=3').value).toEqual({ a: { b: 2, c: 3 } });
  });

  it('says what is no assignment, and what cannot be set', () => {
    expect(set({ a: 1, list: [1, 2] }, 'a', '=1', 'a..b=1', 'a.b=1', 'list.4=1', 'list.x=1').told).toEqual([
      '--set: "a" is no assignment | write --set defaults.budget=2m or --set scenarios.home.requests.0.path=/; names with a dot in quotes',
      '--set: "=1" is no assignment | write --set defaults.budget=2m or --set scenarios.home.requests.0.path=/; names with a dot in quotes',
      '--set: "a..b=1" is no assignment | write --set defaults.budget=2m or --set scenarios.home.requests.0.path=/; names with a dot in quotes',
      '--set a.b: a is 1, which holds no b | ',
      '--set list.4: list is a list, and 4 is no index from 0 to 2 | ',
      '--set list.x: list is a list, and x is no index from 0 to 2 | ',
    ]);
  });

  it('puts any value at any path of names, and touches nothing beside it', () => {
    fc.assert(
      fc.property(names, fc.jsonValue(), (path, value) => {
        fc.pre(path[0] !== '\u0000other');
        const given = Object.freeze({ '\u0000other': 1 });
        const { value: result, told } = set(given, `${pathText(path)}=${JSON.stringify(value)}`);
        expect(told).toEqual([]);
        expect(valueAt(result, path)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(valueAt(result, ['\u0000other'])).toBe(1);
        expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
      }),
    );
  });

  it('cannot reach what every object has', () => {
    const { value } = set({}, '__proto__.polluted=1');
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
