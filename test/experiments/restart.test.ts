import { describe, expect, it } from 'vitest';
import { mergedCookies } from '../../harness/experiments/restart.ts';

describe('the cookies of a login', () => {
  it('are those from before with those set anew, without their attributes', () => {
    const headers = { 'set-cookie': ['session=new=; Path=/; HttpOnly', 'other=1'] };
    expect(mergedCookies('csrf=a; session=old', headers)).toBe('csrf=a; session=new=; other=1');
  });

  it('are none where none were set', () => {
    expect(mergedCookies('', {})).toBe('');
    expect(mergedCookies('a=1', {})).toBe('a=1');
  });
});
