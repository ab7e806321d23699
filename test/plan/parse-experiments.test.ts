import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import { parseExperiments } from '../../harness/plan/parse-experiments.ts';
import { Problems } from '../../harness/plan/problems.ts';

const offered = [
  { name: 'recover', acts: ['worker', 'master', 'all'] },
  { name: 'overlap', acts: ['two'] },
];

function parse(...specs: string[]) {
  const problems = new Problems();
  const chosen = parseExperiments(specs, offered, problems);
  try {
    problems.throwIfAny();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.problems.map(({ message, hint }) => `${message} | ${hint}`);
  }
  return chosen;
}

describe('naming experiments', () => {
  it('takes all of them, in the order offered', () => {
    expect(parse('all')).toEqual(offered);
    expect(parse('overlap', 'recover')).toEqual(offered);
    expect(parse('overlap, recover')).toEqual(offered);
  });

  it('takes single acts', () => {
    expect(parse('recover:master')).toEqual([{ name: 'recover', acts: ['master'] }]);
    expect(parse('recover:all', 'recover:worker')).toEqual([{ name: 'recover', acts: ['worker', 'all'] }]);
    expect(parse('recover:master', 'recover')).toEqual([offered[0]]);
  });

  it('says what is wrong with each of them at once', () => {
    expect(parse('recovr', 'recover:wrker', 'nonsense', 'overlap:')).toEqual([
      'unknown experiment "recovr" | did you mean recover? Allowed: recover, overlap, all',
      '"recover:wrker": unknown act "wrker" | did you mean worker? Allowed: worker, master, all',
      'unknown experiment "nonsense" | allowed: recover, overlap, all',
      '"overlap:": unknown act "" | allowed: two',
    ]);
  });

  it('refuses to do nothing', () => {
    expect(parse('')).toEqual(['names nothing | allowed: recover, overlap, all']);
    expect(parse(',')).toEqual(['names nothing | allowed: recover, overlap, all']);
  });
});
