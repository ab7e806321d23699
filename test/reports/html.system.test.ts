import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/model/record.ts';
import { chromiumAbsent, chromiumMissing, launchChromium } from '../helpers/chromium.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { type Fabrication, fabricateRecord } from '../helpers/record.ts';
import { gateRecord, gateTests, quietTests } from '../helpers/record-gate.ts';
import { fabricateOpenRecord } from '../helpers/record-open.ts';

// What runs in the page is text: these tests are checked without the types of a browser.
const strongPixels = `[...document.querySelectorAll('canvas')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let strong = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [r, g, b, a] = data.slice(at, at + 4);
    if (a > 200 && Math.max(r, g, b) - Math.min(r, g, b) > 80) strong++;
  }
  return strong;
})`;
/** Brings every chart into view, for only then is it drawn: a canvas that is drawn has a size of its own. */
const showAll = `(async () => {
  for (const canvas of document.querySelectorAll('canvas')) {
    canvas.scrollIntoView();
    while (!canvas.hasAttribute('style')) await new Promise(requestAnimationFrame);
  }
  scrollTo(0, 0);
})()`;
const background = 'getComputedStyle(document.body).backgroundColor';
const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

const name = chromiumAbsent() ? `the page in Chromium: skipped, ${chromiumMissing}` : 'the page in Chromium';

describe.skipIf(chromiumAbsent())(name, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), 'modebench-report-'));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const write = (file: string, fabrication: Fabrication = {}) =>
    writeRecord(file, fabricateRecord(fabrication));

  async function writeRecord(file: string, record: RunRecord): Promise<string> {
    const { reportFormats } = await import('#built/reports/index.js');
    const format = reportFormats.find((one: { name: string }) => one.name === 'html');
    const [rendered] = await format!.render(record);
    const path = join(folder, file);
    await writeFile(path, rendered!.content);
    return path;
  }

  interface Opened {
    readonly page: Page;
    /** Console errors and warnings, exceptions, and requests to anywhere but the file itself. */
    readonly troubles: readonly string[];
  }

  async function open(path: string, width = 1280, scheme: 'light' | 'dark' = 'light'): Promise<Opened> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
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
    await page.waitForSelector('html[data-ready]', { state: 'attached' });
    return { page, troubles };
  }

  /** For each canvas: how many pixels are painted in a strong colour, not grid grey, text or background. */
  async function painted(page: Page): Promise<number[]> {
    await page.evaluate(showAll);
    return page.evaluate(strongPixels);
  }

  it.each(['light', 'dark'] as const)(
    'draws every chart in the %s scheme, without an error or a request',
    async (scheme) => {
      const { page, troubles } = await open(await write('plain.html'), 1280, scheme);
      const pixels = await painted(page);
      // Three scenarios of six charts; memory by process, and over the run.
      expect(pixels).toHaveLength(3 * 6 + 2);
      expect(Math.min(...pixels)).toBeGreaterThan(50);
      expect(await page.evaluate(background)).toBe(
        scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 27)',
      );
      expect(troubles).toEqual([]);
      await page.close();
    },
  );

  it('redraws when the scheme changes', async () => {
    const { page, troubles } = await open(await write('scheme.html'));
    const first = await page.locator('canvas').first().screenshot();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForFunction(`${background} === 'rgb(20, 23, 27)'`);
    expect(Math.min(...(await painted(page)))).toBeGreaterThan(50);
    expect(Buffer.compare(first, await page.locator('canvas').first().screenshot())).not.toBe(0);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it.each([360, 768, 1440, 2560])('fits %i pixels without scrolling sideways', async (width) => {
    const { page } = await open(await write('width.html'), width);
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    for (const canvas of await page.locator('canvas').all()) {
      const box = await canvas.boundingBox();
      expect(box!.x + box!.width).toBeLessThanOrEqual(width);
      expect(box!.width).toBeGreaterThan(200);
    }
    await page.close();
  });

  it('shows the answer and the whole overview on the first screen of a desktop', async () => {
    const { page } = await open(await write('first.html', { rounds: 5 }), 1440);
    for (const part of ['#answer', '.grid']) {
      const box = await page.locator(part).boundingBox();
      expect(box!.y + box!.height).toBeLessThanOrEqual(900);
    }
    await page.close();
  });

  it('goes from a square of the overview to its scenario', async () => {
    const { page } = await open(await write('links.html'));
    await page.locator('.grid a.square').last().click();
    await expect.poll(() => page.evaluate('location.hash')).toBe('#scenario-3');
    await expect
      .poll(() => page.locator('#scenario-3').evaluate((one) => Math.abs(one.getBoundingClientRect().top)))
      .toBeLessThan(100);
    await page.close();
  });

  it.each(['p95, ms', 'Answers ok'])(
    'sorts cells by the figures of “%s” in both directions, those without one last',
    async (name) => {
      const { page } = await open(await write('sort.html'));
      const header = page.getByRole('columnheader', { name });
      const index = (await page.locator('#cells-table thead th').allTextContents()).indexOf(name);
      const figures = async (): Promise<number[]> => {
        const cells = await page.locator(`#cells-table tbody td:nth-child(${index + 1})`).allTextContents();
        // A thin space is between thousands.
        const given = cells.filter((text) => text !== '–').map((text) => text.replaceAll('\u202f', ''));
        expect(cells.slice(given.length).every((text) => text === '–')).toBe(true);
        return given.map((text) => Number.parseFloat(text));
      };
      await header.getByRole('button').click();
      expect(await header.getAttribute('aria-sort')).toBe('ascending');
      const up = await figures();
      expect(up).toEqual([...up].sort((a, b) => a - b));
      expect(up.length).toBeGreaterThan(5);
      await header.getByRole('button').click();
      expect(await header.getAttribute('aria-sort')).toBe('descending');
      expect(await figures()).toEqual([...up].reverse());
      await page.getByRole('columnheader', { name: 'Mode' }).getByRole('button').click();
      expect(await header.getAttribute('aria-sort')).toBeNull();
      await page.close();
    },
  );

  it.each([360, 768, 1440])('draws open levels at %i pixels, with nothing beside the page', async (width) => {
    const { page, troubles } = await open(await writeRecord('open.html', fabricateOpenRecord()), width);
    const pixels = await painted(page);
    // Two scenarios of six charts; memory over the run was not read.
    expect(pixels).toHaveLength(2 * 6);
    expect(Math.min(...pixels)).toBeGreaterThan(50);
    await page.locator('details').evaluateAll((all) => {
      for (const one of all) one.setAttribute('open', '');
    });
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it.each([360, 768, 1440])(
    'shows a gate at %i pixels, with nothing cut off or overlapping',
    async (width) => {
      const record = gateRecord([...Object.values(gateTests), ...quietTests()]);
      const { page, troubles } = await open(await writeRecord('gate.html', record), width);
      await page
        .locator('#gate details')
        .first()
        .evaluate((one) => one.setAttribute('open', ''));
      expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
      const hidden = await page
        .locator('#gate .scroll')
        .evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth));
      expect(hidden).toEqual([0, 0]);
      for (const row of await page.locator('#gate .gate').first().locator('tbody tr').all()) {
        const [told, drawn] = [row.locator('.told'), row.locator('svg')];
        if ((await told.count()) === 0) continue;
        const [text, picture] = [await told.boundingBox(), await drawn.boundingBox()];
        expect(text!.x + text!.width <= picture!.x || text!.y + text!.height <= picture!.y).toBe(true);
        expect(picture!.x + picture!.width).toBeLessThanOrEqual(width);
      }
      expect(troubles).toEqual([]);
      await page.close();
    },
  );

  it('saves the percentiles as CSV, where there are any', async () => {
    const { page } = await open(await writeRecord('spread.html', fabricateOpenRecord({ rates: [400] })));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download percentiles as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('percentiles.csv');
    const text = await readFile(await download.path(), 'utf8');
    expect(text).toMatch(/^json,dev,400,valid,response,4800,2\.\d+,/m);
    await page.close();
    const closed = await open(await write('no-spread.html'));
    expect(await closed.page.getByRole('button', { name: 'Download percentiles' }).count()).toBe(0);
    await closed.page.close();
  });

  it('saves all cells as CSV', async () => {
    const { page, troubles } = await open(await write('csv.html'));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('cells.csv');
    const text = await readFile(await download.path(), 'utf8');
    expect(text.split('\r\n')).toHaveLength(1 + 27 + 1);
    expect(text).toMatch(/^wait,threaded,32,valid,7[89]\.\d+/m);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('runs nothing that a name holds, and still draws', async () => {
    const { page, troubles } = await open(await write('hostile.html', { edit: makeHostile }), 360);
    expect(await page.evaluate("'hacked' in window")).toBe(false);
    expect(Math.min(...(await painted(page)))).toBeGreaterThan(50);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('opens a record without a single figure', async () => {
    const path = await write('empty.html', {
      edit: (draft) => {
        Object.assign(draft, { summaries: [], comparisons: [], slices: [], rounds: [], claims: [] });
      },
    });
    const { page, troubles } = await open(path);
    expect(await page.locator('canvas').count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('stays small', async () => {
    const path = await write('size.html', { rounds: 10 });
    expect((await readFile(path)).length).toBeLessThan(600_000);
  });
});
