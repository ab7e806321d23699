import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePath, pathIn, pathText, valueAt } from '../../harness/config/path.ts';

const step = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/), fc.string({ minLength: 1, maxLength: 8 }));
const path = fc.array(step, { minLength: 1, maxLength: 5 });

describe('a path in a configuration', () => {
  it('is written with dots, and names that hold one in quotes', () => {
    expect(pathText(['modes', 'web', 'workers'])).toBe('modes.web.workers');
    expect(pathText(['scenarios', 'home', 'requests', 0, 'path'])).toBe('scenarios.home.requests.0.path');
    expect(pathText(['modes', 'v1.2', 'env', 'a=b'])).toBe('modes."v1.2".env."a=b"');
  });

  it('is read as it is written, whatever its names', () => {
    fc.assert(
      fc.property(path, (steps) => {
        expect(parsePath(pathText(steps))).toEqual(steps);
      }),
    );
  });

  it.each(['', '.', 'a.', '.a', 'a..b', 'a="', '"a', '"a"b', 'a.b=c'])('%j is none', (text) => {
    expect(parsePath(text)).toBeNull();
  });

  it('finds nothing where nothing is, and never what every object has', () => {
    expect(valueAt({ a: [{ b: 1 }] }, ['a', 0, 'b'])).toBe(1);
    expect(valueAt({ a: 1 }, ['a', 'b'])).toBeUndefined();
    expect(valueAt({}, ['constructor'])).toBeUndefined();
  });

  it('is understood without quotes where the keys are known', () => {
    const config = { modes: { 'v1.2': { command: 'x' }, v1: {} } };
    expect(pathIn(config, 'modes.v1.2.command')).toEqual(['modes', 'v1.2', 'command']);
    expect(pathIn(config, 'modes.v1.cwd')).toEqual(['modes', 'v1', 'cwd']);
  });
});
