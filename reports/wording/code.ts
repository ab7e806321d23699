import { type CodeRef, workingTree } from '../../harness/model/variant.ts';

/** Digits of a hash that tell a commit from others in any repository of usual size. */
const digits = 12;

/** `main, commit 70dc05c12345`; of `main...` `where it left main, commit 70dc05c12345`; `working tree, with changes beside commit 70dc05c12345` */
export function codeText({ name, commit, dirty }: CodeRef): string {
  const [, branch] = /^(.+)\.\.\.$/.exec(name) ?? [];
  const fork = branch === undefined ? name : `where it left ${branch}`;
  const what = name === workingTree ? 'working tree' : fork;
  return `${what}, ${dirty ? 'with changes beside ' : ''}commit ${commit.slice(0, digits)}`;
}
