import { describe, expect, it } from 'vitest';
import { parseRedirect } from '../../servers/preload/redirect.ts';

describe('MODEBENCH_PORT', () => {
  it('is the new port, or the old one and the new one', () => {
    expect(parseRedirect('40213')).toEqual({ from: null, to: 40213 });
    expect(parseRedirect('3000:40213')).toEqual({ from: 3000, to: 40213 });
  });

  it.each(['', 'x', '3000:', ':3000', '0', '3000:70000', '1:2:3', '-1'])(
    '%j is refused by what it may be',
    (text) => {
      expect(() => parseRedirect(text)).toThrow(
        `MODEBENCH_PORT is "${text}"; write the new port, or old:new, such as 3000:40213`,
      );
    },
  );
});
