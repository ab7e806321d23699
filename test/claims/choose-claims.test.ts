import { describe, expect, it } from 'vitest';
import { chooseClaims } from '../../harness/claims/choose-claims.ts';
import { bundled } from '../helpers/judging.ts';

const chosen = (document?: string, claims?: string) => {
  const choice = chooseClaims(bundled, { document, claims });
  return {
    ids: choice.claims.map(({ id }) => id),
    problems: choice.problems.map(({ where, message, hint }) => `${where}: ${message} | ${hint}`),
  };
};

describe('claims', () => {
  it('are all wanted where none is named', () => {
    expect(chosen().ids).toHaveLength(bundled.length);
  });

  it('are chosen by document and by id, in the order of the files', () => {
    expect(new Set(chosen('D2,D3').ids.map((id) => id.slice(0, 2)))).toEqual(new Set(['D2', 'D3']));
    expect(chosen(undefined, 'D1-shape, D0-ratio').ids).toEqual(['D0-ratio', 'D1-shape']);
    expect(chosen('D1', 'D1-shape,D0-ratio').ids).toEqual(['D1-shape']);
  });

  it('are refused with every name that does not exist', () => {
    expect(chosen('D9,D1', 'D0-rato').problems).toEqual([
      '--document: there is no document "D9" | did you mean D0? Allowed: D0, D1, D2, D3',
      expect.stringMatching(
        /^--claims: there is no claim "D0-rato" \| did you mean D0-ratio\? Allowed: D0-rps-dev, /,
      ),
    ]);
    expect(chosen('D1', 'D0-ratio').problems).toEqual([
      '--claims: none of these claims is in these documents | leave --document or --claims out',
    ]);
  });
});
