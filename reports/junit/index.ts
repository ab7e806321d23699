import type { RunRecord } from '../../harness/model/record.ts';
import { groupBy } from '../../harness/stats/group.ts';
import type { RenderedFile, ReportFormat } from '../format.ts';
import type { GateTestView, GateView } from '../view/gate-types.ts';
import { viewOf } from '../view/index.ts';
import type { ObjectiveView } from '../view/objective-types.ts';
import type { SearchView } from '../view/search-types.ts';
import type { View } from '../view/types.ts';
import { element } from './xml.ts';

export const junitFormat: ReportFormat = {
  name: 'junit',
  extension: 'junit.xml',
  summary: 'JUnit XML for CI: what a gate decided, what a search found, and objectives',
  nothing: 'the run has no gate, no search and no objectives',
  render,
};

async function render(record: RunRecord): Promise<readonly RenderedFile[]> {
  const content = junitOf(viewOf(record), record);
  return content === null ? [] : [{ name: 'report.junit.xml', content }];
}

/** What became of a test case. An error is red as a failure is: use it for what makes the exit code other than 0. */
interface Case {
  readonly name: string;
  readonly className: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  /** What else is to be read, also of a case that passed. */
  readonly output: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/**
 * The record as JUnit XML, as far as it decides something: a suite for each mode and scenario, a case for each figure, and
 * one suite of objectives; null where there are none. Names of suites and cases hold no figures and no commits, for CI
 * systems tell by them which case of one run is which of the next.
 *
 * A viewer is red just where the exit code is not 0. A figure that may fail the gate and cannot be judged is an error, not
 * skipped: Jenkins, GitLab and the common actions for GitHub show skipped cases among the good ones, while the job is red.
 * What only warns passes, with the warning as its output, for JUnit knows no warnings.
 */
export function junitOf(view: View, { startedAt, measuredSeconds, plan }: RunRecord): string | null {
  const suites = [
    ...(view.gate === null ? [] : gateSuites(view.gate)),
    ...searchSuites(view.search),
    ...objectiveSuites(view.objectives.all, plan.strict),
  ];
  if (suites.length === 0) return null;
  const cases = suites.flatMap((suite) => suite.cases);
  const root = element(
    'testsuites',
    { name: view.title, ...counts(cases, false), time: measuredSeconds.toFixed(3) },
    suites.map((suite) => suiteElement(suite, startedAt)),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function gateSuites({ tests }: GateView): readonly Suite[] {
  const groups = groupBy(tests, ({ subject, scenario }) => JSON.stringify([subject, scenario]));
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const name = `${first.subject} · ${first.scenario}`;
    return [{ name, cases: own.map((test) => gateCase(test, name, own)) }];
  });
}

function gateCase(test: GateTestView, className: string, all: readonly GateTestView[]): Case {
  const several = all.filter(({ metric }) => metric === test.metric).length > 1;
  const details = [
    `change: ${test.change}`,
    `threshold: ${test.threshold}`,
    `would have been found: ${test.detectable}`,
    ...(test.probability === '' ? [] : [test.probability]),
  ];
  const told = [`${test.sentence}.`, ...details].join('\n');
  return {
    name: several ? `${test.label} at ${test.level}` : test.label,
    className,
    outcome: outcomeOf(test),
    message: test.sentence,
    output: test.outcome === 'warn' ? `warn: ${told}` : told,
  };
}

function outcomeOf({ outcome, role }: GateTestView): Case['outcome'] {
  if (outcome === 'fail') return 'failure';
  if (outcome === 'invalid') return role === 'gating' ? 'error' : 'skipped';
  return 'passed';
}

/** A case for each mode in each scenario; the rate is not in its name, which is the same in every run. */
function searchSuites(search: SearchView | null): readonly Suite[] {
  if (search === null || search.results.length === 0) return [];
  const outcomes = {
    told: 'passed',
    unconfirmed: 'passed',
    'no-answer': 'error',
    missed: 'failure',
  } as const;
  const cases = search.results.map(({ scenario, label, sentence, verdict }): Case => {
    const told = `${search.objectives.join(', ')}: ${sentence}.`;
    return {
      name: `${label} · ${scenario}`,
      className: 'capacity',
      outcome: outcomes[verdict],
      message: sentence,
      output: verdict === 'unconfirmed' ? `warn: ${told}` : told,
    };
  });
  return [{ name: 'capacity', cases }];
}

/** With `strict` what cannot be told ends the run with another exit code than 0. */
function objectiveSuites(objectives: readonly ObjectiveView[], strict: boolean): readonly Suite[] {
  if (objectives.length === 0) return [];
  const outcomes = {
    met: 'passed',
    missed: 'failure',
    'cannot-tell': strict ? 'error' : 'skipped',
    'not-measured': strict ? 'error' : 'skipped',
  } as const;
  const cases = objectives.map(({ text, verdict, sentences }): Case => {
    const told = sentences.join('; ');
    return {
      name: text,
      className: 'objectives',
      outcome: outcomes[verdict],
      message: `${text}: ${told}`,
      output: told,
    };
  });
  return [{ name: 'objectives', cases }];
}

function suiteElement({ name, cases }: Suite, startedAt: string): string {
  // The form of the field has neither fractions of a second nor a zone; it is UTC.
  const timestamp = startedAt.slice(0, 19);
  return element('testsuite', { name, ...counts(cases, true), timestamp }, cases.map(caseElement));
}

/** The root has no attribute for what was skipped. */
function counts(cases: readonly Case[], withSkipped: boolean): Record<string, number> {
  const of = (outcome: Case['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  return {
    tests: cases.length,
    failures: of('failure'),
    errors: of('error'),
    ...(withSkipped ? { skipped: of('skipped') } : {}),
  };
}

function caseElement({ name, className, outcome, message, output }: Case): string {
  const attributes = { name, classname: className };
  switch (outcome) {
    case 'passed':
      return element('testcase', attributes, [element('system-out', {}, output)]);
    case 'skipped':
      return element('testcase', attributes, [element('skipped', { message })]);
    case 'failure':
      return element('testcase', attributes, [element('failure', { message, type: 'worse' }, output)]);
    case 'error':
      return element('testcase', attributes, [
        element('error', { message, type: 'cannot be judged' }, output),
      ]);
  }
}
