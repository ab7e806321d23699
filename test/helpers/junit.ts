import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Read by a parser that is not ours. @throws where it is not well-formed */
export function readXml(text: string): XmlElement {
  const script = join(import.meta.dirname, 'read-xml.py');
  return JSON.parse(
    execFileSync('python3', [script], { input: text, encoding: 'utf8', maxBuffer: 1e8 }),
  ) as XmlElement;
}

const anyText = /(?:)/;
const whole = /^\d+$/;
/** `SUREFIRE_TIME` of the schema. */
const seconds = /^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$/;

interface Rule {
  readonly required: readonly string[];
  readonly attributes: Readonly<Record<string, RegExp>>;
  readonly children: readonly string[];
}

const problem: Rule = { required: [], attributes: { type: anyText, message: anyText }, children: [] };
const output: Rule = { required: [], attributes: {}, children: [] };

/**
 * What Jenkins takes for JUnit XML: the elements and attributes of junit-10.xsd of its xUnit plugin
 * (https://github.com/jenkinsci/xunit-plugin, src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd), but for those
 * of tests that were run again. Counts, which it takes for any text, have to be numbers.
 */
const rules: Readonly<Record<string, Rule>> = {
  testsuites: {
    required: [],
    attributes: { name: anyText, time: seconds, tests: whole, failures: whole, errors: whole },
    children: ['testsuite'],
  },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    attributes: {
      ...{ name: anyText, tests: whole, failures: whole, errors: whole, skipped: whole, group: anyText },
      ...{ time: seconds, timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/, hostname: anyText, id: anyText },
      ...{ package: anyText, file: anyText, log: anyText, url: anyText },
    },
    children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
  },
  testcase: {
    required: ['name'],
    attributes: { name: anyText, time: anyText, classname: anyText, group: anyText },
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  skipped: problem,
  error: problem,
  failure: problem,
  'system-out': output,
  'system-err': output,
};

/** What does not keep to the schema; empty where all does. */
export function junitTroubles(element: XmlElement, parent = ''): readonly string[] {
  const rule = rules[element.name];
  const here = `${parent}/${element.name}`;
  if (rule === undefined) return [`${here}: unknown element`];
  return [
    ...rule.required.flatMap((name) => (name in element.attributes ? [] : [`${here}: no ${name}`])),
    ...Object.entries(element.attributes).flatMap(([name, value]) => {
      const form = rule.attributes[name];
      if (form === undefined) return [`${here}: unknown attribute ${name}`];
      return form.test(value) ? [] : [`${here}: ${name} is "${value}"`];
    }),
    ...element.children.flatMap((child) => [
      ...(rule.children.includes(child.name) ? [] : [`${here}: ${child.name} within`]),
      ...junitTroubles(child, here),
    ]),
    ...(rule.children.length > 0 && element.text.trim() !== '' ? [`${here}: text within`] : []),
  ];
}
