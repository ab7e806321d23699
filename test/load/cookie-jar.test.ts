import { describe, expect, it } from 'vitest';
import { CookieJar } from '../../harness/load/native/cookie-jar.ts';

function jarOf(...lines: string[]): CookieJar {
  const jar = new CookieJar();
  for (const line of lines) jar.take(line);
  return jar;
}

describe('a cookie jar', () => {
  it('sends back what was set, without its attributes', () => {
    expect(jarOf('a=1; Path=/; HttpOnly', 'b=x=y; SameSite=Lax').header()).toBe('a=1; b=x=y');
    expect(jarOf().header()).toBe('');
  });

  it('keeps the latest value of a name', () => {
    expect(jarOf('a=1', 'b=2', 'a=3').header()).toBe('a=3; b=2');
  });

  it('tells whether what is sent has changed', () => {
    const jar = jarOf('a=1');
    expect(jar.take('a=1; Path=/')).toBe(false);
    expect(jar.take('a=2')).toBe(true);
    expect(jar.take('a=; Max-Age=0')).toBe(true);
    expect(jar.take('a=; Max-Age=0')).toBe(false);
  });

  it.each(['a=; Max-Age=0', 'a=x; max-age=-1; Path=/', 'a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/'])(
    'forgets what has expired: %s',
    (line) => {
      expect(jarOf('a=1', 'b=2', line).header()).toBe('b=2');
    },
  );

  it.each(['a=2; Max-Age=60', 'a=2; Expires=Fri, 31 Dec 2199 00:00:00 GMT', 'a=2; Max-Age=x; Expires=y'])(
    'keeps what has not: %s',
    (line) => {
      expect(jarOf('a=1', line).header()).toBe('a=2');
    },
  );

  it.each(['', '=x', 'name only', 'a=\u0000', 'a\u0001=b', `a=${'x'.repeat(4096)}`])(
    'leaves aside what is no cookie, or cannot be sent back (%#)',
    (line) => {
      expect(jarOf(line).header()).toBe('');
    },
  );

  it('holds fifty cookies and no more, and still changes those', () => {
    const jar = jarOf(...Array.from({ length: 60 }, (_, i) => `c${i}=1`));
    expect(jar.header().split('; ')).toHaveLength(50);
    jar.take('c3=2');
    expect(jar.header()).toContain('c3=2');
  });

  it('can be emptied', () => {
    const jar = jarOf('a=1');
    jar.clear();
    expect(jar.header()).toBe('');
  });
});
