import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClaims } from '../../harness/claims/parse-claims.ts';
import { together } from '../../harness/claims/read-claims.ts';
import { documented } from '../helpers/claim-vocabulary.ts';

const valid = `
document: mine
title: My README
subjects:
  dev: { name: dev server, stack: node, mode: dev }
  fast: { name: fast server, stack: flask, mode: prefork, options: { workers: 3 } }
  front: { name: behind a proxy, stack: flask, mode: prefork+nginx, options: { backends: 2 } }
claims:
  - { id: a, kind: ratio, place: top, about: fast, over: dev, metric: throughput, bounds: [2, 3], widest: [1, 4], scenarios: [json] }
  - { id: b, kind: range, place: top, about: fast, metric: rss, bounds: [50, 80] }
  - { id: c, kind: behaviour, place: top, stated: it reloads, experiment: reload, checks: [{ about: dev, finding: reloads, equals: true }] }
  - { id: d, kind: range, place: top, about: fast, experiment: users, act: busy, finding: served, below: failedAt, bounds: [50, null] }
  - { id: e, kind: sweep, place: top, stated: two per core, about: fast, metric: throughput, option: workers, timesCores: [1, 2], best: [2, 2] }
`;

const read = (text: string) => parseClaims(text, 'mine.yml', documented);
const problemsOf = (text: string) =>
  read(text).problems.map(({ where, message, hint }) => `${where}: ${message}${hint ? ` | ${hint}` : ''}`);
/** The sound file with some text of it exchanged. */
const with_ = (from: string | RegExp, to: string) => {
  const text = valid.replace(from, to);
  expect(text).not.toBe(valid);
  return text;
};

describe('a sound claim file', () => {
  it('gives each claim its document and its subjects', () => {
    const { claims, problems } = read(valid);
    expect(problems).toEqual([]);
    expect(claims.map(({ id, document, documentTitle }) => [id, document, documentTitle])).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((id) => [id, 'mine', 'My README']),
    );
  });

  it('knows the options that a subject does not name, and how many requests it takes at once', () => {
    const { fast, front, dev } = read(valid).claims[0]!.subjects;
    expect(fast?.parallelism).toBe(3);
    expect(dev?.parallelism).toBe(1);
    expect(front?.source).toEqual({
      kind: 'reference',
      server: {
        stack: 'flask',
        mode: 'prefork',
        layers: ['nginx'],
        options: { backends: 2 },
        defaults: {
          workers: 4,
          preload: 0,
          'max-requests': 0,
          'max-requests-jitter': 0,
          timeout: 30,
          'access-log': 0,
        },
      },
    });
  });

  it('writes memory in MB, which the record counts in bytes', () => {
    const claim = read(valid).claims.find(({ id }) => id === 'b');
    expect(claim).toMatchObject({ bounds: [50e6, 80e6] });
  });
});

describe('a claim file with a mistake', () => {
  it.each([
    [
      'an unknown metric',
      with_('metric: throughput, bounds', 'metric: troughput, bounds'),
      'mine.yml:9 claims[0].metric: "troughput" is not known | did you mean throughput? Allowed: throughput, p50,',
    ],
    [
      'an unknown kind',
      with_('kind: ratio', 'kind: rumour'),
      'mine.yml:9 claims[0].kind: unknown kind "rumour" | allowed: range, ratio, ordering, question, contradiction, sweep, behaviour, untestable',
    ],
    ['no kind', with_('kind: ratio, ', ''), 'mine.yml:9 claims[0]: kind is missing | allowed: range,'],
    [
      'an unknown experiment',
      with_('experiment: reload', 'experiment: relaod'),
      'mine.yml:11 claims[2].experiment: "relaod" is not known | did you mean reload?',
    ],
    [
      'an unknown finding',
      with_('finding: reloads', 'finding: reload'),
      'mine.yml:11 claims[2].checks[0].finding: reload does not find "reload" | did you mean reloads? Allowed: reloads, after, failed',
    ],
    [
      'an unknown act',
      with_('act: busy', 'act: lazy'),
      'mine.yml:12 claims[3].act: users has no act "lazy" | allowed: busy, thinking',
    ],
    [
      'no act where there are several',
      with_('experiment: reload', 'experiment: recover').replace('finding: reloads', 'finding: servesAgain'),
      'mine.yml:11 claims[2].checks[0]: recover does several things, and no act is named | allowed: worker, master, all',
    ],
    [
      'a number for a yes or no',
      with_('equals: true', 'atLeast: 1'),
      'mine.yml:11 claims[2].checks[0]: "reloads" is no number | write equals: true or equals: false',
    ],
    [
      'no expectation',
      with_(', equals: true', ''),
      'mine.yml:11 claims[2].checks[0]: needs one of equals, atLeast, atMost, between',
    ],
    [
      'a finding that is no figure',
      with_('finding: served', 'finding: p99')
        .replace('experiment: users, act: busy', 'experiment: overload, act: load')
        .replace('finding: p99, below: failedAt', 'finding: survives'),
      'mine.yml:12 claims[3].finding: "survives" is not a figure | use kind: behaviour',
    ],
    [
      'neither metric nor finding',
      with_('metric: rss, ', ''),
      'mine.yml:10 claims[1]: needs metric, or experiment, act and finding in its place',
    ],
    [
      'an unknown scenario',
      with_('scenarios: [json]', 'scenarios: [jason]'),
      'mine.yml:9 claims[0].scenarios[0]: unknown scenario "jason" | did you mean json? Allowed: plain, json,',
    ],
    [
      'scenarios for what is measured before any load',
      with_('metric: rss', 'scenarios: [json], metric: idle-rss'),
      'mine.yml:10 claims[1].scenarios: sum of RSS at rest is measured before any load | leave them out',
    ],
    [
      'an unknown stack',
      with_('stack: node', 'stack: rails'),
      'mine.yml:5 subjects.dev.stack: unknown stack "rails" | allowed: node, flask, django',
    ],
    [
      'an unknown mode',
      with_('mode: prefork,', 'mode: prefrok,'),
      'mine.yml:6 subjects.fast.mode: unknown mode "prefrok" of flask | did you mean prefork?',
    ],
    [
      'an unknown layer',
      with_('prefork+nginx', 'prefork+ngnix'),
      'mine.yml:7 subjects.front.mode: unknown layer "ngnix" | did you mean nginx? Allowed: nginx, caddy, supervisor',
    ],
    [
      'an unknown option',
      with_('workers: 3', 'worker: 3'),
      'mine.yml:6 subjects.fast.options.worker: unknown option "worker" | did you mean workers?',
    ],
    [
      'an option out of bounds',
      with_('workers: 3', 'workers: 300'),
      'mine.yml:6 subjects.fast.options.workers: 300 is out of bounds | allowed: 0 to 64',
    ],
    [
      'neither mode nor command',
      with_('stack: node, mode: dev', 'options: {}'),
      'mine.yml:5 subjects.dev: needs stack and mode, or command in their place',
    ],
    [
      'a subject that is not there',
      with_('over: dev', 'over: devel'),
      'mine.yml:9 claims[0]: no subject is called "devel" | did you mean dev? Allowed: dev, fast, front',
    ],
    [
      'bounds the wrong way round',
      with_('bounds: [2, 3]', 'bounds: [3, 2]'),
      'mine.yml:9 claims[0].bounds: the lower end comes first',
    ],
    [
      'negative bounds',
      with_('bounds: [50, 80]', 'bounds: [-50, 80]'),
      'mine.yml:10 claims[1].bounds[0]: -50: no figure of a server is negative',
    ],
    [
      'open bounds',
      with_('bounds: [50, null]', 'bounds: [null, null]'),
      'mine.yml:12 claims[3].bounds: at least one end must be a figure',
    ],
    [
      'a widest reading that is narrower',
      with_('widest: [1, 4]', 'widest: [2.5, 4]'),
      'mine.yml:9 claims[0].widest: the widest reading must hold the bounds | it is 2.5 to 4, and they are 2 to 3',
    ],
    [
      'a single figure without a tolerance',
      with_('bounds: [2, 3]', 'bounds: [2, 2]'),
      'mine.yml:9 claims[0].bounds: no interval lies inside the single figure 2 | add a tolerance, such as 0.2',
    ],
    [
      'a sweep that tries nothing of what is stated',
      with_('best: [2, 2]', 'best: [3, 4]'),
      'mine.yml:13 claims[4].timesCores: tries no count within best | name one from 3 to 4',
    ],
    [
      'a sweep of an option that is not there',
      with_('option: workers', 'option: threads'),
      'mine.yml:13 claims[4].option: unknown option "threads" | allowed: ',
    ],
    [
      'a misspelt key',
      with_('widest:', 'wildest:'),
      'mine.yml:9 claims[0].wildest: unknown key "wildest" | did you mean widest? Allowed: kind, id, place',
    ],
    ['a key twice', with_('id: a,', 'id: a, id: a2,'), 'mine.yml:9: is no YAML: Map keys must be unique'],
    [
      'one id twice',
      with_('id: b', 'id: a'),
      'mine.yml:10 claims[1].id: two claims are called "a" | each needs an id',
    ],
    [
      'an id that cannot be one',
      with_('id: a,', 'id: "a b",'),
      'mine.yml:9 claims[0].id: "a b": begin with a letter',
    ],
    ['no title', with_('title: My README\n', ''), 'mine.yml:2 title: is missing'],
    [
      'a number for a title',
      with_('title: My README', 'title: 7'),
      'mine.yml:3 title: 7 is not what belongs here | a string is wanted',
    ],
    ['no claims', with_(/claims:[\s\S]*/, 'claims: []'), 'mine.yml:8 claims: names no claim'],
    [
      'a claim that is none',
      with_(/claims:[\s\S]*/, 'claims: [fast]'),
      'mine.yml:8 claims[0]: is not a claim',
    ],
    ['text that is no YAML', 'document: mine\nclaims: [', 'mine.yml:2: is no YAML: '],
    ['an empty file', '', 'mine.yml: null is not what belongs here | an object is wanted'],
    ['a list', '- a', 'mine.yml:1: ["a"] is not what belongs here'],
  ])('names %s, where it is and what is allowed', (_, text, message) => {
    const problems = problemsOf(text);
    expect(
      problems.some((problem) => problem.startsWith(message)),
      problems.join('\n'),
    ).toBe(true);
  });

  it('is told of all of them at once', () => {
    const text = valid
      .replace('metric: throughput, bounds', 'metric: speed, bounds')
      .replace('stack: node', 'stack: rails')
      .replace('id: c', 'id: b')
      .replace('bounds: [50, null]', 'bounds: [60, 50]');
    expect(problemsOf(text)).toHaveLength(4);
  });

  it('is not told of a claim that its subject is missing when it is only wrong', () => {
    expect(problemsOf(with_('name: dev server, ', ''))).toEqual([
      'mine.yml:5 subjects.dev.name: is missing | a string is wanted',
    ]);
  });
});

describe('several files', () => {
  it('may not use one id twice', () => {
    const two = together([read(valid), read(valid.replaceAll('id: a', 'id: z'))], ['mine.yml', 'other.yml']);
    expect(two.claims).toHaveLength(10);
    expect(two.problems.map(({ where, message }) => `${where}: ${message}`)).toEqual(
      ['b', 'c', 'd', 'e'].map((id) => `other.yml: the id "${id}" is taken by a claim of mine.yml`),
    );
  });
});

describe('whatever a file holds', () => {
  it('is either read or refused with a reason, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { claims, problems } = read(text);
        expect(claims.length + problems.length).toBeGreaterThan(0);
      }),
    );
    const value = fc.letrec((tie) => ({
      leaf: fc.oneof(
        fc.constant(null),
        fc.boolean(),
        fc.double(),
        fc.string(),
        fc.constantFrom('ratio', 'range', 'sweep', 'behaviour', 'users', 'dev'),
      ),
      node: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        tie('leaf'),
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(
          fc.constantFrom(
            'document',
            'title',
            'subjects',
            'claims',
            'kind',
            'id',
            'about',
            'over',
            'metric',
            'bounds',
            'widest',
            'checks',
            'options',
            '__proto__',
            'constructor',
            'toString',
          ),
          tie('node'),
        ),
      ),
    })).node;
    fc.assert(
      fc.property(value, (given) => {
        const { problems } = read(JSON.stringify(given));
        for (const { where, message } of problems) {
          expect(where).toMatch(/^mine\.yml/);
          expect(message).not.toMatch(/undefined|\[object/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is told of, when one value of a sound file is exchanged for another', () => {
    const lines = valid.split('\n');
    fc.assert(
      fc.property(
        fc.nat(lines.length - 1),
        fc.nat(200),
        fc.string({ maxLength: 4 }),
        (line, column, text) => {
          const changed = [...lines];
          changed[line] = changed[line]!.slice(0, column) + text + changed[line]!.slice(column + text.length);
          expect(() => read(changed.join('\n'))).not.toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });
});
