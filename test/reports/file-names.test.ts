import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileNames } from '../../reports/file-names.ts';

describe('names of files', () => {
  it('stay readable', () => {
    const names = new FileNames();
    expect(names.stemOf('prefork:workers=8', 'db-read')).toBe('prefork-workers-8_db-read');
    expect(names.stemOf('flask/prefork+nginx', '/x?y=1')).toBe('flask-prefork-nginx_x-y-1');
  });

  it('are told apart where names are not, whatever a file system makes of capitals', () => {
    const names = new FileNames();
    expect([names.stemOf('A', 'x'), names.stemOf('a', 'x'), names.stemOf('a!', 'x')]).toEqual([
      'A_x',
      'a_x-2',
      'a_x-3',
    ]);
    expect([names.stemOf('日本', 'x'), names.stemOf('', 'x')]).toEqual(['unnamed_x', 'unnamed_x-2']);
  });

  it('lead nowhere else', () => {
    const names = new FileNames();
    expect(names.stemOf('../../etc/passwd', '..')).toBe('etc-passwd_unnamed');
    expect(names.stemOf('.hidden', 'C:\\nul')).toBe('hidden_C-nul');
  });

  it('are harmless, short enough and each given once, whatever things are called', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ minLength: 70, maxLength: 80 }),
      fc.constantFrom('a', 'A', '.', '..', '/'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { minLength: 1, maxLength: 8 }), (pairs) => {
        const names = new FileNames();
        const stems = pairs.map((pair) => names.stemOf(...pair));
        for (const stem of stems) {
          expect(stem).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]$/);
          expect(stem.length).toBeLessThan(140);
        }
        expect(new Set(stems.map((stem) => stem.toLowerCase())).size).toBe(pairs.length);
      }),
      { numRuns: 50 },
    );
  });
});
