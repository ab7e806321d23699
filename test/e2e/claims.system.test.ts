import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { type Finished, until, Workplace } from '../helpers/cli.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

function recordOf(): RunRecord {
  const [folder = ''] = place.runs();
  return recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
}

const verdictsOf = (record: RunRecord) =>
  Object.fromEntries(record.claims.map(({ id, verdict }) => [id, verdict]));

/** What one process on one thread serves while each request blocks it 50 ms is known beforehand. */
const own = `
document: mine
title: Mine
subjects:
  dev: { name: dev, stack: node, mode: dev }
  one: { name: one worker, stack: node, mode: prefork, options: { workers: 1 } }
claims:
  - { id: right, kind: range, place: p, about: dev, metric: throughput, bounds: [10, 21], scenarios: [wait] }
  - { id: wrong, kind: range, place: p, about: dev, metric: throughput, bounds: [1000, null], scenarios: [wait] }
  - { id: rest, kind: ordering, place: p, stated: a cluster takes more, metric: idle-rss, pairs: [{ lower: dev, higher: one }] }
`;

const write = (text: string) => writeFileSync(join(place.folder, 'mine.yml'), text);

/** Judges again where so many rounds were left out, on a disturbed machine, that a claim could not be told. */
async function judged(...words: string[]): Promise<Finished & { readonly record: RunRecord }> {
  for (let attempt = 1; ; attempt++) {
    const finished = await place.bench(...words);
    const path = join(place.runs().sort().at(-1) ?? '', 'record.json');
    const record = recordSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    const untold = record.claims.some(({ verdict }) => verdict === 'inconclusive');
    if (!untold || attempt === 4) return { ...finished, record };
  }
}

describe('bench claims', () => {
  it('measures what claims of the user need and nothing else, and judges it', async () => {
    write(own);
    const args = ['claims', '--file', 'mine.yml', '--rounds', '6', '--concurrency', '2', '--format', 'json'];
    const { exitCode, stderr, record } = await judged(...args, '--fail-on', 'refuted');
    expect(stderr).toContain('3 claims of 1 document');
    expect(stderr).toContain('2 servers, wait, 2 connections, 6 rounds: about');
    expect(exitCode).toBe(99);
    expect(verdictsOf(record)).toEqual({ right: 'supported', wrong: 'refuted', rest: 'supported' });
    expect(record.claims.map(({ document, standIn }) => [document, standIn])).toEqual(
      Array(3).fill(['mine', false]),
    );
    expect(record.plan.variants.map(({ id }) => id)).toEqual(['node/dev', 'node/prefork:workers=1']);
    expect(new Set(record.slices.map((slice) => slice.variant))).toEqual(new Set(['node/dev']));
    expect(record.experiments).toEqual([]);

    write(own.replace('[1000, null]', '[15, 25]'));
    const again = await place.bench(
      'claims',
      '--file',
      'mine.yml',
      '--record',
      'latest',
      '--json',
      '--fail-on',
      'refuted',
    );
    expect(again.exitCode).toBe(0);
    expect(verdictsOf(recordSchema.parse(JSON.parse(again.stdout)))).toMatchObject({ wrong: 'supported' });
  });

  it('judges the documents by a record of bench run, measures nothing, and writes reports where it is told', async () => {
    await place.bench(
      'run',
      '--modes',
      'dev,prefork',
      '--scenarios',
      'wait',
      '--concurrency',
      '4',
      '--rounds',
      '1',
      '--quiet',
    );
    const { exitCode, stdout } = await place.bench(
      'claims',
      '--document',
      'D1',
      '--record',
      'latest',
      '--format',
      'md',
      '--out',
      'reports',
    );
    expect(exitCode).toBe(3);
    expect(stdout.split('\n')).toContain(join('reports', 'report.md'));
    expect(readFileSync(join(place.folder, 'reports', 'report.md'), 'utf8')).toContain('D1-ratio-gunicorn');
    expect(place.runs()).toHaveLength(1);
  });

  it('carries out the experiments that behaviours need', async ({ skip }) => {
    const { stdout: list } = await place.bench('list');
    if (!process.env.CI && !/^ {2}dev-threaded .*Flask/m.test(list))
      skip('Flask is not installed: apt-get install python3-flask');
    const { exitCode, stderr } = await place.bench(
      'claims',
      '--claims',
      'D1-single-thread,D1-single-thread-one-thread',
      '--format',
      'json',
    );
    expect(stderr).toContain('2 acts of 1 experiment on 2 servers');
    expect(exitCode).toBe(0);
    expect(verdictsOf(recordOf())).toEqual({
      'D1-single-thread': 'refuted',
      'D1-single-thread-one-thread': 'supported',
    });
  });

  it('keeps and judges what was measured when it is interrupted', async () => {
    write(own);
    const running = place.bench(
      'claims',
      '--file',
      'mine.yml',
      '--rounds',
      '200',
      '--concurrency',
      '1',
      '--format',
      'json',
    );
    const slices = () => {
      try {
        const [folder = ''] = place.runs();
        return readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('{"type":"slice"').length - 1;
      } catch {
        return 0;
      }
    };
    await until(() => slices() > 1, 'two rounds have begun');
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect(recordOf()).toMatchObject({ stop: 'interrupted' });
    expect(Object.keys(verdictsOf(recordOf()))).toEqual(['right', 'wrong', 'rest']);
    const resumed = await place.bench('run', '--resume');
    expect(resumed.exitCode).toBe(2);
    expect(resumed.stderr).toContain('do them again with bench claims');
  });

  it('names everything that is wrong with its flags at once', async () => {
    const { exitCode, stderr } = await place.bench(
      ...['claims', '--stack', 'rails', '--rounds', '0', '--fail-on', 'maybe,refuted', '--format', 'pdf'],
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('bench: --stack: unknown stack "rails"');
    expect(stderr).toContain('bench: --rounds: "0" is not a whole number from 1 to 1000');
    expect(stderr).toContain('bench: --fail-on: "maybe" is no verdict to fail on');
    expect(stderr).toContain('bench: --format: unknown format "pdf"');
  });

  it('names documents, claims and files that do not exist', async () => {
    const unknown = await place.bench('claims', '--document', 'D9', '--claims', 'D0-rato');
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain(
      'bench: --document: there is no document "D9"\n       did you mean D0? Allowed: D0, D1, D2, D3',
    );
    expect(unknown.stderr).toContain('bench: --claims: there is no claim "D0-rato"');
    const file = await place.bench('claims', '--file', 'nowhere.yml');
    expect(file.exitCode).toBe(2);
    expect(file.stderr).toContain('bench: nowhere.yml: cannot be read (ENOENT)');
  });

  it('tells every mistake of a file, with its line', async () => {
    write(
      own
        .replace('metric: throughput', 'metric: speed')
        .replace('id: wrong', 'id: D0-ratio')
        .replace('mode: dev', 'mode: devel'),
    );
    const { exitCode, stderr } = await place.bench('claims', '--file', 'mine.yml');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'bench: mine.yml:5 subjects.dev.mode: unknown mode "devel" of node\n       did you mean dev?',
    );
    expect(stderr).toContain('bench: mine.yml:8 claims[0].metric: "speed" is not known');
    expect(stderr).toContain(
      'bench: mine.yml: the id "D0-ratio" is taken by a claim of the documents of Modebench',
    );
    expect(readdirSync(place.folder)).not.toContain('.bench');
  });

  it('measures nothing where a record is named, and says so', async () => {
    const { exitCode, stderr } = await place.bench(
      'claims',
      '--record',
      'latest',
      '--rounds',
      '6',
      '--stack',
      'node',
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'bench: --stack: cannot go with --record: a record is judged, and nothing is measured',
    );
    expect(stderr).toContain('bench: --rounds: cannot go with --record');
  });

  it('says what to do about claims that only a record of the user’s own servers can answer', async () => {
    write(
      'document: mine\ntitle: Mine\nsubjects: { a: { name: a, command: a } }\nclaims: [{ id: x, kind: range, place: p, about: a, metric: throughput, bounds: [1, 2], scenarios: [/] }]\n',
    );
    const { exitCode, stderr } = await place.bench('claims', '--file', 'mine.yml');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('nothing of this can be measured here: x');
    expect(stderr).toContain('judge a record of servers of your own with --record');
  });
});
