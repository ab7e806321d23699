import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { flowCatalogue } from '../helpers/catalogue.ts';

function problemsOf(request: RunRequest): string[] {
  try {
    makePlan(request, flowCatalogue, 7);
  } catch (error) {
    if (error instanceof UsageError)
      return error.problems.map((p) => `${p.where}: ${p.message} | ${p.hint ?? ''}`);
    throw error;
  }
  return [];
}

describe('the scenarios of a plan', () => {
  it('may be flows with the native engine, and anything fixed with autocannon', () => {
    expect(problemsOf({ scenarios: 'json,session,static' })).toEqual([]);
    expect(problemsOf({ scenarios: 'json,cpu', engine: 'autocannon' })).toEqual([]);
    expect(problemsOf({ cmd: ['a=x {port}'], path: ['/items/{{n}}', '/{}'] })).toEqual([]);
  });

  it('are refused, each by its name, where autocannon cannot send them', () => {
    expect(problemsOf({ engine: 'autocannon', scenarios: 'json,session,static' })).toEqual([
      '--engine: autocannon cannot send scenario session: it cannot carry values from answers into later requests, or draw requests by weight | use --engine native, or leave session out',
      '--engine: autocannon cannot send scenario static: it cannot tell how many bytes a body has | use --engine native, or leave static out',
    ]);
  });

  it('are refused where nothing fills in what stands in a path', () => {
    expect(problemsOf({ cmd: ['a=x {port}'], path: ['/items/{{id}}'] })).toEqual([
      '--path: GET /items/{{id}}: no earlier request captures {{id}} | {{n}} is a number that each request gets anew; only that can be filled in here',
    ]);
  });
});
