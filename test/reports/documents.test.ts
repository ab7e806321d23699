import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ClaimVerdict } from '../../harness/model/claim.ts';
import { documentOf } from '../../reports/html/document.ts';
import { renderTerminal, reportFormats } from '../../reports/index.ts';
import { markdownOf } from '../../reports/markdown/index.ts';
import { displayWidth } from '../../reports/terminal/text.ts';
import { viewOf } from '../../reports/view/index.ts';
import { pictureOf, positionOn } from '../../reports/view/picture.ts';
import { blockingText, evidenceText, shortText, verdictCounts } from '../../reports/wording/claims.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { fabricateRecord } from '../helpers/record.ts';
import {
  type ClaimsFabrication,
  claim,
  documentClaims,
  fabricateClaimsRecord,
  figure,
  seen,
} from '../helpers/record-documents.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u2060', '');
const view = (fabrication: ClaimsFabrication = {}) => viewOf(fabricateClaimsRecord(fabrication));
const page = (fabrication: ClaimsFabrication = {}) =>
  plain(documentOf(view(fabrication), { script: '', style: '' }));
const markdown = (fabrication: ClaimsFabrication = {}) => markdownOf(view(fabrication));
const terminal = (full: boolean, fabrication: ClaimsFabrication = {}, columns = 80, tty = false) =>
  renderTerminal(fabricateClaimsRecord(fabrication), { columns, colour: false, full, tty });
const widest = (text: string) => Math.max(...stripVTControlCharacters(text).split('\n').map(displayWidth));
const byId = (id: string): ClaimVerdict => documentClaims().find((one) => one.id === id)!;
const label = (variant: string) => variant;

describe('a claim in few words', () => {
  it('gives the figure of each scenario, and pairs where one scenario has several', () => {
    expect(plain(shortText(byId('D1-ratio-gunicorn').evidence, label))).toBe(
      'json 1.68 ×, page 2.10 ×, wait 3.98 ×',
    );
    expect(plain(shortText(byId('D1-order-rps').evidence, label))).toBe(
      'json threaded ÷ dev 1.13 ×, json prefork ÷ threaded 1.48 ×',
    );
  });

  it('says what was seen, with the variants where they differ', () => {
    expect(shortText(byId('D0-crash').evidence, label)).toBe('lives and answers afterwards: yes');
    expect(shortText(byId('D0-single-thread').evidence, (id) => `<${id}>`)).toBe(
      'they are served at once: yes (<dev-threaded>), no (<dev>)',
    );
  });

  it('says in which scenario what was seen, where that differs', () => {
    const users = (scenario: string, variant: string, point: number) => ({
      ...figure(scenario, variant, point, 'refuted', 'users'),
      level: null,
      experiment: { name: 'users', act: 'busy', finding: 'served', variant },
    });
    const told = (evidence: ReturnType<typeof users>[]) =>
      plain(
        shortText(
          claim({ id: 'x', subject: 's', stated: 't', verdict: 'refuted', evidence }).evidence,
          label,
        ),
      );
    const one = [users('json', 'dev', 100), users('page', 'dev', 100), users('wait', 'dev', 10)];
    expect(told(one)).toBe('most users served well: 100 users (json and page), 10 users (wait)');
    expect(told([...one, users('wait', 'prefork', 20)])).toBe(
      'most users served well: 100 users (dev json and dev page), 10 users (dev wait), 20 users (prefork wait)',
    );
  });

  it('gives what was found without load or without an upper end', () => {
    const idle = { ...figure('json', 'dev', 26e6, 'refuted', 'B'), scenario: null, level: null };
    const users = { ...figure('wait', 'dev', 400, 'refuted', 'users'), level: null };
    const open = { ...users, measured: { point: 400, low: 400, high: null, unit: 'users' } };
    const { evidence } = claim({
      id: 'x',
      subject: 's',
      stated: 't',
      verdict: 'refuted',
      evidence: [idle, open],
    });
    expect(plain(shortText(evidence.slice(0, 1), label))).toBe('26.0 MB');
    expect(plain(evidenceText(evidence[1]!))).toBe('400 users or more');
  });

  it('shows a ratio that differs from 1 as one that does', () => {
    const { evidence } = claim({
      id: 'x',
      subject: 's',
      stated: '1',
      verdict: 'supported',
      evidence: [figure('json', 'a ÷ b', 1.005, 'supported', '×', 0.001)],
    });
    expect(plain(shortText(evidence, label))).toBe('json 1.005 ×');
  });

  it('says at which blocking time a range of throughput would hold', () => {
    expect(plain(blockingText(byId('D0-rps-dev'))!)).toBe(
      '10–20 req/s would be a handler that blocks 50–100 ms with 1 worker',
    );
    expect(plain(blockingText(byId('D1-rps-gunicorn'))!)).toBe(
      '1000–5000 req/s would be a handler that blocks 0.8–4 ms with 4 workers or threads',
    );
    expect(blockingText(byId('D0-csrf'))).toBeNull();
  });

  it('counts verdicts in their order', () => {
    expect(verdictCounts(documentClaims())).toBe(
      '4 supported, 4 refuted, 6 depend, 2 inconclusive, 2 not tested',
    );
    expect(verdictCounts([])).toBe('');
  });
});

describe('the axis of a claim', () => {
  it('is logarithmic where figures and bounds span more than a decade', () => {
    expect(pictureOf(byId('D0-ratio'))).toMatchObject({ log: true, unit: '×', min: 1, max: 50 });
    expect(pictureOf(byId('D0-mem-prod'))).toMatchObject({
      log: false,
      unit: 'MB',
      min: 0,
      stated: { low: 100, high: 150 },
      widest: { low: 100, high: 200 },
    });
  });

  it.each(documentClaims().map((one) => [one.id, one] as const))('holds all that %s draws', (_, one) => {
    const picture = pictureOf(one);
    if (picture === null) {
      expect(one.evidence.every(({ measured }) => measured === null)).toBe(true);
      return;
    }
    const figures = one.evidence.flatMap(({ measured }) => measured ?? []);
    const scale = picture.unit === 'MB' ? 1e-6 : 1;
    const bounds = [one.bounds, one.bounds?.widest].flatMap((range) => [range?.low, range?.high]);
    for (const value of [...figures.flatMap((f) => [f.point, f.low, f.high]), ...bounds]) {
      if (value == null) continue;
      expect(value * scale).toBeGreaterThanOrEqual(picture.min);
      expect(value * scale).toBeLessThanOrEqual(picture.max);
    }
    expect(positionOn(picture, picture.min)).toBe(0);
    expect(positionOn(picture, picture.max)).toBe(1);
  });

  it('is there for open bounds, and not for what cannot be drawn', () => {
    const open = claim({
      id: 'x',
      subject: 's',
      stated: 'at least 5 ×',
      verdict: 'refuted',
      bounds: { low: 5, high: null, widest: null, unit: '×' },
      evidence: [figure('json', 'a ÷ b', 2, 'refuted')],
    });
    expect(pictureOf(open)?.stated).toEqual({ low: 5, high: null });
    expect(pictureOf({ ...open, evidence: [] })).toBeNull();
    const zero = { ...open, evidence: [{ ...open.evidence[0]!, measured: null }] };
    expect(pictureOf(zero)).toBeNull();
  });
});

describe('a record made for claims', () => {
  it('leads with the documents in every format, and not with the answer of a run', () => {
    const ids = [...page().matchAll(/<section id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids).toEqual([
      'claims',
      'experiments',
      'overview',
      'scenario-1',
      'scenario-2',
      'scenario-3',
      'trust',
      'cells',
    ]);
    expect(markdown().indexOf('| claim | statement |')).toBeLessThan(1000);
    expect(terminal(false).split('\n')[2]).toBe(
      '18 statements: 4 supported, 4 refuted, 6 depend, 2 inconclusive, 2 not tested',
    );
    for (const text of [page(), markdown(), terminal(false), terminal(true)]) {
      expect(text).not.toContain('not measured');
      expect(text).not.toContain('--resume');
    }
  });

  it('shows stated beside measured, what was run, and the verdict of each scenario', () => {
    const text = page();
    expect(text).toContain(
      '<td data-name="Stated">10 × (2–50) <span class="muted own-line">both paired ends',
    );
    expect(text).toMatch(
      /<span class="measured">3\.98 × \(3\.94–4\.02\)<\/span> <span class="of-one">~ only by the widest reading<\/span> <span class="muted own-line">wait, 16 connections: <a href="#cell-\d+">prefork<\/a> ÷ <a href="#cell-\d+">dev<\/a>/,
    );
    expect(markdown()).toMatch(
      /\| Gunicorn with 4 workers against .* \(D1-ratio-gunicorn\) \| 10 × \(2–50\)<br>both paired .* \| json, 64 connections, prefork ÷ dev: 1\.68 × \(1\.63–1\.73\), refuted<br>.* \| depends \|/,
    );
    expect(terminal(true)).toContain('wait, 16 connections, prefork ÷ dev: 3.98 × (3.94–4.02), only by the');
  });

  it('tells a behaviour with the figures of the experiment, and links to it', () => {
    const text = page();
    expect(text).toMatch(
      /they are served at once: yes; 304 ms for both, 302 ms for one alone<\/span>.*overlap: <a href="#found-12">dev-threaded<\/a>/,
    );
    expect(text).toContain('<tr id="found-12">');
  });

  it('has anchors for all its links, each once', () => {
    const text = page();
    const all = [...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(all).size).toBe(all.length);
    for (const [, anchor] of text.matchAll(/href="#([^"]*)"/g)) expect(all).toContain(anchor);
  });

  it('draws each figure that has an axis, in words too', () => {
    const text = page();
    const drawn = view()
      .claims.flatMap((one) => one.evidence)
      .filter((one) => one.figure !== null);
    expect(drawn.length).toBeGreaterThan(20);
    expect(text.match(/<svg class="bounds" role="img"/g)).toHaveLength(drawn.length);
    expect(text).toContain(
      '<title>wait, 16 connections: measured 3.98 × (3.94–4.02); only by the widest reading</title>',
    );
    expect(text).not.toMatch(/="(NaN|-?Infinity|undefined)/);
    expect(text).not.toContain('style=');
  });

  it('draws bars on a terminal only', () => {
    expect(terminal(true, {}, 80, true)).toMatch(/^ {2}1 \[ +●━? +░+▒+░+\] 50 ×$/m);
    expect(terminal(true)).not.toMatch(/[░▒●━]/);
  });

  it.each([40, 60, 80, 120])('fits a terminal of %i columns', (columns) => {
    for (const tty of [false, true]) {
      for (const full of [false, true])
        expect(widest(terminal(full, {}, columns, tty))).toBeLessThanOrEqual(columns);
    }
  });

  it('shows only the modes that were measured, in tables and in the grid', () => {
    const text = markdown();
    const json = text.slice(text.indexOf('## json'), text.indexOf('## page'));
    expect(json.match(/^\| (?!mode|---)/gm)).toHaveLength(17);
    expect(text).not.toContain('## upload');
    const grid = page().slice(page().indexOf('id="overview"'), page().indexOf('id="scenario-1"'));
    expect(grid.match(/<tr><th scope="row">/g)).toHaveLength(17);
    expect(grid.match(/<td class="none"><\/td>/g)).toHaveLength(17 * 3 - 35);
  });

  it('has a table of all verdicts alone, with day and machine, for a README', async () => {
    const format = reportFormats.find((one) => one.name === 'md')!;
    const files = await format.render(fabricateClaimsRecord());
    expect(files.map((file) => file.name)).toEqual(['report.md', 'claims.md']);
    const [first, second, head, rule, ...rows] = String(files[1]!.content).trimEnd().split('\n');
    expect(first).toBe(
      '18 statements: 4 supported, 4 refuted, 6 depend, 2 inconclusive, 2 not tested. Measured on 2026-03-04, Example CPU @ 2.50GHz, 2 cores, Modebench 0.1.0.',
    );
    expect([second, head, rule]).toEqual([
      '',
      '| claim | statement | verdict | measured |',
      '| --- | --- | --- | --- |',
    ]);
    expect(rows).toHaveLength(18);
    expect(rows[0]).toBe(
      '| D0-rps-dev | the development server: throughput · 10–20 req/s | depends | json 3400 req/s, page 1150 req/s, wait 19.4 req/s |',
    );
    expect(rows.at(-3)).toBe(
      '| D3-systemd | systemd · restarts a server that failed | not tested | There is no init system on this machine |',
    );
    expect(String(files[0]!.content)).toContain(String(files[1]!.content).trimEnd());
  });

  it('is rendered when nothing was measured at all', async () => {
    const nothing: ClaimsFabrication = {
      edit: (draft) => {
        Object.assign(draft, { rounds: [], summaries: [], comparisons: [], experiments: [] });
        draft.claims = draft.claims.map((one) => ({ ...one, verdict: 'not-tested', evidence: [] }));
      },
    };
    expect(page(nothing)).toContain('18 statements: 18 not tested.');
    expect(terminal(false, nothing)).toContain('None of its 7 statements was tested.');
    for (const format of reportFormats.filter((one) => one.name !== 'html')) {
      const files = await format.render(fabricateClaimsRecord(nothing));
      // A histogram of nothing is no file.
      expect(files.length > 0, format.name).toBe(format.name !== 'hdr' && format.name !== 'junit');
    }
  });

  it('keeps names from outside as text', () => {
    const hostile = { edit: makeHostile };
    const text = page(hostile);
    expect(text.match(/<script/g)).toHaveLength(2);
    expect(text).not.toContain('<img');
    expect(text).not.toMatch(/<[^>]*\sonerror=/);
    const rest = markdown(hostile)
      .replace(/<summary>.*<\/summary>/g, '')
      .replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '')
      .replace(/(?<!\\)`[^`\n]*`/g, '');
    expect(rest).not.toMatch(/<script|<img|^# heading/m);
    for (const block of markdown(hostile).match(/^\|.*(?:\n\|.*)*/gm) ?? []) {
      const widths = block.split('\n').map((line) => line.replace(/\\./g, '').split('|').length);
      expect(new Set(widths).size).toBe(1);
    }
    const shown = terminal(true, hostile, 80, true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    const prose = shown.split('\n').filter((line) => !/^ {2,4}(bench|--)/.test(line));
    expect(widest(prose.join('\n'))).toBeLessThanOrEqual(80);
  });
});

describe('claims beside a run that was made for something else', () => {
  it('stay as short as they were, with statements of other kinds only counted', () => {
    const record = fabricateRecord({
      edit: (draft) => {
        draft.claims.push(
          ...Array.from({ length: 30 }, (_, index) =>
            claim({
              id: `D0-b${index}`,
              kind: 'behaviour',
              subject: 'x',
              stated: 'y',
              verdict: 'not-tested',
              reason: `reason ${index}`,
            }),
          ),
        );
      },
    });
    const text = renderTerminal(record, { columns: 80, colour: false, full: false, tty: false });
    expect(text.match(/^documents: /gm)).toHaveLength(4);
    expect(text.replace(/\n +/g, ' ')).toContain(
      '33 more statements: 1 supported, 1 inconclusive, 31 not tested',
    );
    expect(markdownOf(viewOf(record))).toContain('31 statements of theirs were not tested.');
    expect(markdownOf(viewOf(record))).not.toContain('reason 7');
    const html = documentOf(viewOf(record), { script: '', style: '' });
    expect(html).toContain('<li>30 of other kinds, which <code>bench claims</code> tests.</li>');
    expect(html).not.toContain('reason 7');
  });

  it('tell what an experiment saw', () => {
    const text = shortText(
      claim({
        id: 'x',
        subject: 's',
        stated: 't',
        verdict: 'supported',
        evidence: [seen('csrf', 'post', 'refused', 'prefork', null, 'inconclusive')],
      }).evidence,
      label,
    );
    expect(text).toBe('refused: –');
  });
});
