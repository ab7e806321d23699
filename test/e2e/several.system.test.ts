import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { chromiumAbsent, chromiumMissing, launchChromium } from '../helpers/chromium.ts';
import { Workplace } from '../helpers/cli.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { makeRun } from '../helpers/run-folders.ts';

let place: Workplace;
let runs: string;
beforeEach(async () => {
  place = await Workplace.create();
  runs = join(place.folder, '.bench/runs');
});
afterEach(() => place.leave());

const day = (n: number) => `2025-03-0${n}T10:00:00.000Z`;
const widest = (text: string) => Math.max(...text.split('\n').map((line) => [...line].length));

/** Answers after so many ms, so that a busy machine makes little difference. */
const server = (ms: number) => `
  import { createServer } from 'node:http';
  createServer((_, response) => setTimeout(() => response.end('{}'), ${ms})).listen(Number(process.argv[2]), '127.0.0.1');`;

async function measure(ms: number): Promise<void> {
  writeFileSync(join(place.folder, 'server.mjs'), server(ms));
  const { stderr } = await place.bench(
    ...['run', '--cmd', 'web=node server.mjs {port}', '--path', '/', '--concurrency', '2'],
    ...['--rounds', '2', '--quiet', '--name', 'nightly'],
  );
  expect(stderr).not.toMatch(/^bench:/m);
}

function recordsMade(): readonly RunRecord[] {
  const read = (folder: string) => readFileSync(join(folder, 'record.json'), 'utf8');
  return place.runs().map((folder) => recordSchema.parse(JSON.parse(read(folder))));
}

describe('bench report of records that bench run made', () => {
  it('tells before and now in the terminal, and writes page, Markdown, JSON and CSV beside the newer', async () => {
    await measure(4);
    await measure(24);
    const shown = await place.bench('report', 'nightly~1', 'nightly', '--full');
    expect(shown.exitCode).toBe(0);
    expect(shown.stderr).toBe('');
    expect(widest(shown.stdout)).toBeLessThanOrEqual(80);
    expect(shown.stdout).toMatch(/^before +20.* nightly +nightly~1\nnow +20.* nightly +nightly$/m);
    const usable = recordsMade().every(({ summaries }) =>
      summaries.every(({ validity }) => validity.status !== 'invalid'),
    );
    // On a machine that keeps the load generator from its CPU cells may be inconclusive, marked "?", or invalid;
    // of invalid cells no ratio is told.
    if (usable)
      expect(shown.stdout).toMatch(/req\/s +[\d.]+ \(.*\)(?: \?)? +[\d.]+ \(.*\)(?: \?)? +0\.\d+ \(.*\)/);
    const written = await place.bench('report', 'nightly~1', 'latest', '--format', 'html,md,json,csv');
    const [, newer = ''] = place.runs().toSorted();
    expect(
      written.stdout
        .trimEnd()
        .split('\n')
        .map((path) => join(place.folder, path)),
    ).toEqual(['html', 'md', 'json', 'csv'].map((kind) => join(newer, `comparison.${kind}`)));
    const page = readFileSync(join(newer, 'comparison.html'), 'utf8');
    expect(page).toContain('href="report.html"');
    for (const [, link = ''] of page.matchAll(/href="([^"#]*report\.html)"/g))
      expect(existsSync(join(newer, decodeURIComponent(link))), link).toBe(true);
    const printed = await place.bench('report', 'nightly~1', 'latest', '--json');
    expect(JSON.parse(printed.stdout)).toEqual(
      JSON.parse(readFileSync(join(newer, 'comparison.json'), 'utf8')),
    );
  });
});

describe('bench report of records that cannot be shown together', () => {
  it('says all that is wrong, exits with 2 and shows no stack', async () => {
    makeRun(runs, { startedAt: day(1) });
    makeRun(runs, { startedAt: day(2) });
    const cut = join(makeRun(runs, { startedAt: day(3), name: 'cut' }), 'record.json');
    writeFileSync(cut, readFileSync(cut, 'utf8').slice(0, 9000));
    const { exitCode, stdout, stderr } = await place.bench('report', 'latest~1', 'run', 'cut', 'nothing');
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^bench: .*-cut\/record\.json: is not whole JSON: it was cut short or is no record$/m,
    );
    expect(stderr).toMatch(/^bench: nothing: is neither a file, a folder nor the name of a run$/m);
    expect(stderr).toMatch(/^bench: run: is the same record as latest~1 \(2025-03-02T10-00-00-run\)$/m);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('names the formats there are', async () => {
    makeRun(runs, { startedAt: day(1) });
    makeRun(runs, { startedAt: day(2) });
    const { exitCode, stderr } = await place.bench(
      'report',
      'latest',
      'latest~1',
      '--format',
      'html,png,hdr',
    );
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      ['png', 'hdr']
        .map(
          (name) =>
            `bench: --format: ${name} is of one record\n       of several there are html, md, json and csv; name one record for the others`,
        )
        .join('\n'),
    );
  });
});

const background = 'getComputedStyle(document.body).backgroundColor';
const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
const strongPixels = `[...document.querySelectorAll('canvas')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let strong = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [r, g, b, a] = data.slice(at, at + 4);
    if (a > 200 && Math.max(r, g, b) - Math.min(r, g, b) > 80) strong++;
  }
  return strong;
})`;

const name = chromiumAbsent() ? `in Chromium: skipped, ${chromiumMissing}` : 'in Chromium';

describe.skipIf(chromiumAbsent())(`the page of several records ${name}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function open(path: string, width: number, scheme: 'light' | 'dark') {
    const page: Page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
    const troubles: string[] = [];
    const url = pathToFileURL(path).href;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => {
      const asked = request.url().split('#')[0] ?? '';
      if (asked !== url && !asked.startsWith('data:')) troubles.push(asked);
    });
    await page.goto(url);
    return { page, troubles };
  }

  async function write(...references: string[]): Promise<string> {
    const out = join(place.folder, 'out');
    mkdirSync(out, { recursive: true });
    const { exitCode, stderr } = await place.bench(
      'report',
      ...references,
      '--format',
      'html',
      '--out',
      'out',
    );
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const [file = ''] = readdirSync(out);
    return join(out, file);
  }

  it('draws every chart of a trend, fits every width, and asks for nothing', async () => {
    makeRun(runs, { startedAt: day(1), edit: ({ environment }) => (environment.cpuModel = 'Another CPU') });
    for (const n of [2, 3, 4]) makeRun(runs, { startedAt: day(n) });
    const path = await write('latest~3', 'latest~2', 'latest~1', 'latest');
    expect(path).toMatch(/trend\.html$/);
    for (const [width, scheme] of [
      [360, 'dark'],
      [768, 'light'],
      [1440, 'dark'],
    ] as const) {
      const { page, troubles } = await open(path, width, scheme);
      const pixels = (await page.evaluate(strongPixels)) as number[];
      expect(pixels).toHaveLength(5 + 4 + 4);
      expect(Math.min(...pixels)).toBeGreaterThan(50);
      expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
      expect(await page.evaluate(background)).toBe(
        scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 27)',
      );
      expect(troubles).toEqual([]);
      await page.close();
    }
  });

  it('saves all figures as CSV, and leads from a step to its record', async () => {
    for (const n of [1, 2]) makeRun(runs, { startedAt: day(n) });
    const { page, troubles } = await open(await write('latest~1', 'latest'), 1440, 'light');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download all figures as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('comparison.csv');
    const path = join(place.folder, 'saved.csv');
    await download.saveAs(path);
    expect(readFileSync(path, 'utf8')).toMatch(/^run,time,commit,.*\r\n2025-03-01T10-00-00-run,/);
    await page.locator('header a[href="#record-2"]').click();
    await expect.poll(() => page.evaluate('location.hash')).toBe('#record-2');
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('shows hostile names as text', async () => {
    for (const n of [1, 2, 3]) makeRun(runs, { startedAt: day(n), edit: makeHostile });
    const keys = readdirSync(runs);
    const { page, troubles } = await open(await write(...keys), 768, 'light');
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    expect(await page.locator('h1').innerText()).toContain('</script><script>window.hacked=1</script>');
    expect(troubles).toEqual([]);
    await page.close();
  });
});
