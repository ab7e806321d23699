import { describe, expect, it } from 'vitest';
import { nameHint, nearName } from '../../harness/model/name-hint.ts';

describe('a name that is not known', () => {
  it('is held against the known ones', () => {
    expect(nearName('prefrk', ['dev', 'prefork'])).toBe('prefork');
    expect(nearName('gunicorn', ['dev', 'prefork'])).toBe(null);
    expect(nameHint('prefrk', ['dev', 'prefork'])).toBe('did you mean prefork? Allowed: dev, prefork');
  });

  it('is near to nothing where nothing is known, as of a file that cannot be read', () => {
    expect(nearName('mine', [])).toBe(null);
  });
});
