import { type CodeRef, workingTree } from '../../harness/model/variant.ts';

/** Digits of a hash that tell a commit from others in any repository of usual size. */
const digits = 12;

/** `code of main, commit 70dc05c12345`; `code of the working tree, which has changes beside commit 70dc05c12345` */
export function codeText({ name, commit, dirty }: CodeRef): string {
  const short = commit.slice(0, digits);
  if (name !== workingTree) return `code of ${name}, commit ${short}`;
  return dirty
    ? `code of the working tree, which has changes beside commit ${short}`
    : `code of the working tree, commit ${short}`;
}
