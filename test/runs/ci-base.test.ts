import { describe, expect, it } from 'vitest';
import { ciBase } from '../../harness/runs/ci-base.ts';

describe('the base of a CI job', () => {
  it.each([
    [{ GITHUB_BASE_REF: 'main' }, 'origin/main'],
    [{ GITHUB_BASE_REF: 'release/2' }, 'origin/release/2'],
    [{ CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', CI_MERGE_REQUEST_DIFF_BASE_SHA: '70dc05c' }, '70dc05c'],
    [{ CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '89abcde', CI_MERGE_REQUEST_DIFF_BASE_SHA: '70dc05c' }, '89abcde'],
    [{ SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main' }, 'origin/main'],
  ])('%o is %s', (env, ref) => {
    expect(ciBase(env)?.ref).toBe(ref);
  });

  it('is none where no variable tells one, or an empty one', () => {
    expect(ciBase({})).toBeNull();
    expect(ciBase({ GITHUB_BASE_REF: '' })).toBeNull();
  });

  it('says which variable told it', () => {
    expect(ciBase({ CHANGE_TARGET: 'main' })?.variable).toBe('CHANGE_TARGET');
  });
});
