import { afterEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import type { RequestSpec, Scenario } from '../../harness/model/scenario.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';
import { removeWrittenFiles, writtenFile } from '../helpers/written-file.ts';
import { get } from '../load/accounts.ts';

afterEach(removeWrittenFiles);

function problemsOf(file: string, requests: RequestSpec[], request: RunRequest = {}): string[] {
  const fed: Scenario = { name: 'fed', summary: 'takes rows', requests, feed: { file, order: 'sequential' } };
  try {
    makePlan({ scenarios: 'fed', ...request }, { ...smallCatalogue, scenarios: [fed] }, 7);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.problems.map(({ where, message, hint }) =>
      [where, message, ...(hint === undefined ? [] : [hint])].join(' | '),
    );
  }
  return [];
}

const users = () => writtenFile('users.csv', 'user,id,n,full name,note\nada,7,1,Ada L,"a\nb"\n');

describe('a feed of a plan', () => {
  it('fills placeholders by the names of its columns', () => {
    expect(problemsOf(users(), [get('/{{user}}/{{id}}')])).toEqual([]);
  });

  it('is read before anything is started, with all that is wrong with it', () => {
    const file = writtenFile('bad.csv', 'a,b\n1\n2\n');
    expect(problemsOf(file, [get('/{{a}}')])).toEqual([
      `${file} | line 2: 1 field, where the header has 2`,
      `${file} | line 3: 1 field, where the header has 2`,
    ]);
    expect(problemsOf('/nowhere.csv', [get('/{{a}}')])).toEqual(['/nowhere.csv | there is no such file']);
  });

  it('has a column for each placeholder that nothing else fills', () => {
    expect(problemsOf(users(), [get('/{{user}}/{{city}}')])).toEqual([
      '--scenarios | fed: GET /{{user}}/{{city}}: no column and no earlier request gives {{city}}',
    ]);
  });

  it('is refused where nothing is taken from it', () => {
    const file = users();
    expect(problemsOf(file, [get('/')])).toEqual([
      `${file} | scenario fed takes nothing from it; its columns are user, id, n, full name, note | write {{user}} where its value is to stand, or leave the feed out`,
    ]);
  });

  it('is refused where a placeholder of a column is none, or means another thing', () => {
    expect(problemsOf(users(), [get('/{{user}}?a={{ id }}&b={{full name}}')])).toEqual([
      '--scenarios | fed: GET /{{user}}?a={{ id }}&b={{full name}}: {{ id }} is no placeholder; write {{id}}',
      '--scenarios | fed: GET /{{user}}?a={{ id }}&b={{full name}}: {{full name}} is no placeholder: a column that stands in requests is named with letters, digits and _',
    ]);
    const capture = [{ name: 'id', from: 'body', before: '', after: '' }];
    expect(problemsOf(users(), [get('/{{user}}/{{n}}', { capture })])).toEqual([
      '--scenarios | fed: GET /{{user}}/{{n}}: {{n}} is the counter; give the column n another name',
      '--scenarios | fed: GET /{{user}}/{{n}}: {{id}} is a column and cannot be captured',
    ]);
  });

  it('holds no line ends in what headers carry', () => {
    const file = users();
    expect(problemsOf(file, [get('/', { headers: { 'X-Note': '{{note}}' } })])).toEqual([
      `${file} | row 1: note has a line end, which the headers of scenario fed cannot carry`,
    ]);
    expect(problemsOf(file, [get('/{{note}}')])).toEqual([]);
  });

  it('is refused with autocannon', () => {
    expect(problemsOf(users(), [get('/{{user}}')], { engine: 'autocannon' })).toEqual([
      '--engine | autocannon has no feeds, which scenario "fed" takes its rows from | use --engine native, or leave fed out',
    ]);
  });
});
