/** Where a base was found: a git ref, and who says that it is the one. */
export interface FoundBase {
  /** Of a branch its tip; what the change is to be compared with is where it left that. */
  readonly ref: string;
  readonly is: 'branch' | 'commit';
  readonly variable: string;
}

interface Convention {
  readonly variable: string;
  /** A branch is that of the remote: a CI job checks out no other than its own. */
  readonly is: 'branch' | 'commit';
}

/**
 * What CI systems tell of the branch that a change is to be merged into, in the order in which they are asked: those that
 * know the very commit first.
 */
const conventions: readonly Convention[] = [
  // GitLab sets it in pipelines for merged results alone, whose checkout has what the target branch gained meanwhile.
  { variable: 'CI_MERGE_REQUEST_TARGET_BRANCH_SHA', is: 'commit' },
  // In every pipeline of a merge request: where the change left the branch. A fork's origin may lag behind that.
  { variable: 'CI_MERGE_REQUEST_DIFF_BASE_SHA', is: 'commit' },
  { variable: 'GITHUB_BASE_REF', is: 'branch' },
  { variable: 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME', is: 'branch' },
  { variable: 'BITBUCKET_PR_DESTINATION_BRANCH', is: 'branch' },
  { variable: 'SYSTEM_PULLREQUEST_TARGETBRANCH', is: 'branch' },
  { variable: 'BUILDKITE_PULL_REQUEST_BASE_BRANCH', is: 'branch' },
  { variable: 'CHANGE_TARGET', is: 'branch' },
];

/** The base of the change that a CI job is about; null where no variable tells of one. */
export function ciBase(env: Readonly<Record<string, string | undefined>>): FoundBase | null {
  for (const { variable, is } of conventions) {
    const value = env[variable]?.replace(/^refs\/heads\//, '');
    if (value) return { ref: is === 'branch' ? `origin/${value}` : value, is, variable };
  }
  return null;
}
