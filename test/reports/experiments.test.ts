import { stripVTControlCharacters } from 'node:util';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { experimentNames, experiments } from '../../harness/model/experiment.ts';
import { csvOf, findingsCsvOf } from '../../reports/csv.ts';
import { documentOf } from '../../reports/html/document.ts';
import { renderTerminal, reportFormats } from '../../reports/index.ts';
import { markdownOf } from '../../reports/markdown/index.ts';
import { gridLines } from '../../reports/terminal/grid.ts';
import { displayWidth } from '../../reports/terminal/text.ts';
import { viewOf } from '../../reports/view/index.ts';
import { outcomeDetails, outcomeKey } from '../../reports/wording/experiments.ts';
import { courseText, foundText } from '../../reports/wording/findings.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { type Fabrication, fabricateRecord } from '../helpers/record.ts';
import { fabricateExperimentsRecord } from '../helpers/record-documents.ts';
import { experimentResults } from '../helpers/record-experiments.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u2060', '');
const view = (fabrication: Fabrication = {}) => viewOf(fabricateExperimentsRecord(fabrication));
const page = (fabrication: Fabrication = {}) =>
  plain(documentOf(view(fabrication), { script: '', style: '' }));
const terminal = (columns = 80, full = false, fabrication: Fabrication = {}) =>
  renderTerminal(fabricateExperimentsRecord(fabrication), { columns, colour: false, full, tty: false });
const widest = (text: string) => Math.max(...stripVTControlCharacters(text).split('\n').map(displayWidth));
const sentences = (name: string) => {
  const found = view().experiments.find((one) => one.name === name);
  return found!.sentences.map(plain);
};

describe('findings', () => {
  it.each([
    [304, 'ms', '304 ms'],
    [12_400, 'ms', '12.4 s'],
    [96.4e6, 'B', '96.4 MB'],
    [0.37, 'share', '37 %'],
    [1, 'share', '100 %'],
    [0.9996, 'share', '99.96 %'],
    [0.999999, 'share', 'over 99.99 %'],
    [0.0004, 'share', '0.040 %'],
    [0.912, 'index', '0.912'],
    [500, 'status', '500'],
    [12_400, 'requests', '12\u202f400'],
    [4, '×', '4.0 ×'],
    [77.2, 'req/s', '77.2 req/s'],
    [2.5, 's', '2.50 s'],
    [true, 'is', 'yes'],
    [false, 'is', 'no'],
    ['the master', 'word', 'the master'],
    ['', 'word', '–'],
    [null, 'ms', '–'],
  ] as const)('%s in %s is written %s', (value, unit, text) => {
    expect(plain(foundText(value, unit))).toBe(text);
  });
});

describe('the outcome of an experiment', () => {
  it('says for each act which variants came out alike, with their figures', () => {
    expect(sentences('recover')).toEqual([
      'One worker is killed. Serves again, restarted by the master: prefork ×4 (3 requests failed, no answer for 48.0 ms at most, full throughput after 310 ms). Not applicable to dev.',
      'The master is killed, where there is one. Does not serve again: prefork ×4 (412 requests failed, no answer for 4000 ms at most).',
      'Every process is killed. Does not serve again: dev (214 requests failed, no answer for 4000 ms at most). Serves again, restarted by the supervisor: prefork+supervisor ×4 (96 requests failed, no answer for 1310 ms at most, full throughput after 1640 ms).',
    ]);
    expect(sentences('overlap')).toEqual([
      'Both are served at once: dev-threaded (304 ms for both, 302 ms for one alone) and prefork ×4 (304 ms for both, 303 ms for one alone). One is served after the other: dev (605 ms for both, 302 ms for one alone).',
    ]);
    expect(sentences('setup')).toEqual(['prefork ×4 (ready after 812 ms). Failed with mod-wsgi ×2×4.']);
  });

  it('restarts nothing in words that nobody restarted', () => {
    expect(outcomeKey('recover', { servesAgain: true, restartedBy: 'nobody' })).toBe(
      'serves again, with nothing restarted',
    );
    expect(outcomeKey('recover', { servesAgain: true, restartedBy: 'the server itself' })).toBe(
      'serves again, restarted by the server itself',
    );
  });

  it('does not take the last thousandth for all of them', () => {
    expect(sentences('health')[0]).toBe(
      'Not every /health and /who is answered: prefork ×4 (/who 99.96 %, slowest after 412 ms).',
    );
  });

  it('names many variants without their figures, and no more than a reader takes in', () => {
    const record = fabricateExperimentsRecord({
      edit: (draft) => {
        const [first] = draft.experiments.filter(({ experiment }) => experiment === 'csrf');
        draft.experiments = draft.plan.variants.map(({ id }) => ({ ...first!, variant: id }));
      },
    });
    const [csrf] = viewOf(record).experiments;
    expect(csrf!.sentences).toEqual([
      'Refused: dev, dev-threaded, dev-debug, prefork ×1, prefork ×2, prefork ×4, prefork ×4 max-requests 1000 and 13 more.',
    ]);
  });

  it.each(experimentNames)('of %s claims nothing where nothing could be found', (name) => {
    const nothing = Object.fromEntries(Object.keys(experiments[name].findings).map((key) => [key, null]));
    for (const found of [nothing, {}]) {
      expect(['', 'cannot be told']).toContain(outcomeKey(name, found));
      expect(outcomeDetails(name, found)).toBe('');
    }
  });

  it.each(experimentNames)('of %s is told in words alone, whatever was found', (name) => {
    const { findings } = experiments[name];
    for (const flag of [true, false]) {
      const found = Object.fromEntries(
        Object.entries(findings).map(([key, { unit }]) => [
          key,
          unit === 'is' ? flag : unit === 'word' ? 'w' : 1,
        ]),
      );
      const text = `${outcomeKey(name, found)} (${outcomeDetails(name, found)})`;
      expect(text).not.toMatch(/undefined|null|NaN|\[object|true|false/);
      expect(text.length).toBeGreaterThan(5);
    }
  });

  it('tells a course in words', () => {
    const [first] = experimentResults().flatMap(({ outcome }) =>
      outcome.kind === 'done' ? outcome.courses : [],
    );
    expect(plain(courseText(first!))).toBe(
      'answers per second: 77.0 req/s at first, least 58.0 req/s after 2000 ms, most 79.0 req/s after 500 ms, 77.0 req/s at the end; worker killed after 2000 ms',
    );
    expect(courseText({ ...first!, points: [], marks: [] })).toBe('answers per second: nothing was seen');
  });
});

describe('a record of experiments alone', () => {
  it('is a page of experiments and of what to trust, without empty sections', () => {
    const text = page();
    expect([...text.matchAll(/<section id="([^"]+)"/g)].map((match) => match[1])).toEqual([
      'experiments',
      'trust',
    ]);
    for (const [, anchor] of text.matchAll(/href="#([^"]*)"/g)) expect(text).toContain(` id="${anchor}"`);
    expect(text).toContain('38 acts of 19 experiments in 78 s');
    expect(text).toContain('all that was asked for was done.');
    expect(text).toContain('not applicable: It has no worker beside its only process.');
    expect(text).toContain('AH00558: could not bind');
    expect(text).toContain('Shared files of the system are not counted.');
  });

  it('says in no format that nothing was measured or compared', () => {
    for (const text of [page(), markdownOf(view()), terminal(), terminal(80, true)]) {
      expect(text).not.toMatch(
        /no mode gave|no valid|0 of 0|Nothing was measured|0 rounds|cells? valid|not told by the system\./i,
      );
    }
  });

  it('leaves out findings that no variant has', () => {
    const stuck = view().experiments.find(({ name }) => name === 'restart')!;
    expect(stuck.columns.map(({ key }) => key)).toEqual(['sessionSurvives', 'down']);
    const record = fabricateExperimentsRecord({
      edit: (draft) => {
        for (const { experiment, outcome } of draft.experiments) {
          if (experiment === 'restart' && outcome.kind === 'done') outcome.findings.down = null;
        }
      },
    });
    const without = viewOf(record).experiments.find(({ name }) => name === 'restart')!;
    expect(without.columns.map(({ key }) => key)).toEqual(['sessionSurvives']);
  });

  it('draws each course with its marks, and folds them away when there are many', () => {
    const text = page();
    expect(text.match(/<svg class="course-line" role="img"/g)).toHaveLength(4);
    expect(text).toContain('>worker killed</text>');
    expect(text).not.toMatch(/="(NaN|-?Infinity|undefined)|style=/);
    expect(text).not.toContain('What went on meanwhile');
    const many = page({
      edit: (draft) => {
        for (const { outcome } of draft.experiments) {
          if (outcome.kind === 'done') outcome.courses = [...outcome.courses, ...outcome.courses];
        }
      },
    });
    expect(many).toContain('<details><summary>What went on meanwhile (8 pictures)</summary>');
  });

  it('draws a course of a single point, and one of none', () => {
    const text = page({
      edit: (draft) => {
        const courses = draft.experiments.flatMap(({ outcome }) =>
          outcome.kind === 'done' ? outcome.courses : [],
        );
        courses[0]!.points = [{ atMs: 0, value: 0 }];
        Object.assign(courses[1]!, { points: [], marks: [] });
      },
    });
    expect(text).not.toMatch(/NaN|Infinity/);
  });

  it.each([40, 60, 80, 120])('fits a terminal of %i columns', (columns) => {
    expect(widest(terminal(columns))).toBeLessThanOrEqual(columns);
    expect(widest(terminal(columns, true, { edit: makeHostile }))).toBeLessThanOrEqual(
      Math.max(columns, terminalCommand(columns)),
    );
  });

  /** A quoted word of a command is not broken, for then it could not be pasted. */
  function terminalCommand(columns: number): number {
    const lines = terminal(columns, true, { edit: makeHostile }).split('\n');
    return Math.max(0, ...lines.filter((line) => /^ {2,4}(bench|--)/.test(line)).map(displayWidth));
  }

  it('has a table of findings in the terminal', () => {
    expect(terminal()).toMatch(/^dev-threaded +yes +302 ms +304 ms$/m);
    expect(terminal()).toMatch(/^prefork ×4 +100 % +99\.96 % +412 ms$/m);
  });

  it('has a table per act in Markdown, each row as wide as its head', () => {
    const text = markdownOf(view());
    expect(text).toContain('| dev-threaded | yes | 302 ms | 304 ms |');
    expect(text).toContain('**One worker is killed**');
    for (const hostile of [false, true]) {
      const rendered = hostile ? markdownOf(view({ edit: makeHostile })) : text;
      for (const block of rendered.match(/^\|.*(?:\n\|.*)*/gm) ?? []) {
        const widths = block.split('\n').map((line) => line.replace(/\\./g, '').split('|').length);
        expect(new Set(widths).size).toBe(1);
      }
    }
  });

  it('is one picture that shows words', async () => {
    const format = reportFormats.find((one) => one.name === 'png')!;
    const files = await format.render(fabricateExperimentsRecord());
    expect(files.map((file) => file.name)).toEqual(['report.png']);
    const image = await loadImage(Buffer.from(files[0]!.content as Uint8Array));
    const pen = createCanvas(image.width, image.height).getContext('2d');
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    let dark = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at]! < 100) dark++;
    expect(image.width).toBe(2 * 680);
    expect(dark).toBeGreaterThan(20_000);
  });

  it('is whole as JSON, and a line per finding as CSV', async () => {
    const record = fabricateExperimentsRecord();
    const json = reportFormats.find((one) => one.name === 'json')!;
    const [file] = await json.render(record);
    expect(JSON.parse(String(file!.content)).experiments).toHaveLength(38);
    expect(csvOf(viewOf(record)).trimEnd().split('\r\n')).toHaveLength(1);
    const lines = findingsCsvOf(viewOf(record)).trimEnd().split('\r\n');
    expect(lines[0]).toBe('experiment,act,variant,scenario,state,finding,value,unit');
    expect(lines).toContain('recover,worker,prefork,wait,done,failed,3,requests');
    expect(lines).toContain('overlap,two,dev,,done,overlaps,no,is');
    expect(lines).toContain('recover,worker,dev,,not-applicable,It has no worker beside its only process.,,');
    const findings = record.experiments.filter(({ outcome }) => outcome.kind === 'done');
    expect(lines.length).toBeGreaterThan(findings.length);
  });

  it('says that it was interrupted, and names no command that would not go on with it', () => {
    const text = terminal(80, false, {
      edit: (draft) => {
        draft.stop = 'interrupted';
      },
    });
    expect(text).toContain('open: the run was interrupted after 38 acts of 19 experiments\n');
    expect(text).not.toContain('--resume');
  });

  it('keeps words from outside as text', () => {
    const text = page({ edit: makeHostile });
    expect(text.match(/<script/g)).toHaveLength(2);
    expect(text).not.toContain('<img');
    expect(text).not.toMatch(/<[^>]*\sonerror=/);
    const shown = terminal(80, true, { edit: makeHostile });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

describe('experiments beside a run', () => {
  it('follow what the run came to', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        draft.experiments = experimentResults();
      },
    });
    const text = documentOf(viewOf(record), { script: '', style: '' });
    const ids = [...text.matchAll(/<section id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.slice(-5)).toEqual(['resources', 'experiments', 'claims', 'trust', 'cells']);
    expect(ids[0]).toBe('answer');
    const shown = renderTerminal(record, { columns: 80, colour: false, full: false, tty: false });
    expect(shown).toContain('6 rounds and 38 acts of 19 experiments in ');
    expect(shown.indexOf('overlap · send two slow')).toBeGreaterThan(
      shown.indexOf('json: prefork ×4 serves'),
    );
  });
});

describe('a table of words in the terminal', () => {
  const headers = ['the first', 'second'];
  const rows = [
    { label: 'one', cells: ['yes', '12 ms'] },
    { label: 'two', cells: 'not applicable: it has none' },
  ];

  it('breaks headers only as far as it has to', () => {
    expect(gridLines(headers, rows, 40)).toEqual([
      '     the first  second',
      'one  yes        12 ms',
      'two  not applicable: it has none',
    ]);
    expect(gridLines(headers, rows, 18)).toEqual([
      '     the',
      '     first  second',
      'one  yes    12 ms',
      'two  not',
      '     applicable:',
      '     it has none',
    ]);
  });

  it('sets labels above their rows, or all as a list, where it is too narrow', () => {
    const long = [{ label: 'a rather long label', cells: ['yes', '12 ms'] }];
    expect(gridLines(headers, long, 20)).toEqual([
      '    the',
      '    first  second',
      '  a rather long',
      '  label',
      '    yes    12 ms',
    ]);
    expect(gridLines(headers, [rows[0]!], 12)).toEqual([
      '  one',
      '    the',
      '    first:',
      '    yes;',
      '    second:',
      '    12 ms',
    ]);
  });
});
