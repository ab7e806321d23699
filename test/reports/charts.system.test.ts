import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/model/record.ts';
import { stateNotes } from '../../reports/charts/model.ts';
import { NONE, withInterval, withIntervalOrNone } from '../../reports/wording/numbers.ts';
import { chromiumAbsent, chromiumMissing, launchChromium } from '../helpers/chromium.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { sizedRecord } from '../helpers/record-sized.ts';

// What runs in the page is text: these tests are checked without the types of a browser.
/** Chart.js gives a canvas that it draws into a size of its own. */
const drawn = `[...document.querySelectorAll('canvas')].map((canvas) => canvas.hasAttribute('style'))`;
/** Whether a canvas holds a pixel in a strong colour, not grid grey, text or background. */
const isPainted = `(canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) {
    const [r, g, b, a] = data.slice(at, at + 4);
    if (a > 200 && Math.max(r, g, b) - Math.min(r, g, b) > 80) return true;
  }
  return false;
}`;
const inView = (anchor: string) => `(() => {
  const { top } = document.getElementById('${anchor}').getBoundingClientRect();
  return top > -50 && top < innerHeight / 2;
})()`;
const id = '2026-03-04T10-15-00-default';

const name = chromiumAbsent() ? `charts in Chromium: skipped, ${chromiumMissing}` : 'charts in Chromium';

describe.skipIf(chromiumAbsent())(name, () => {
  let browser: Browser;
  let folder: string;
  const urls = new Map<string, string>();

  beforeAll(async () => {
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), 'modebench-charts-'));
    const { reportFormats } = await import('#built/reports/index.js');
    const format = reportFormats.find((one: { name: string }) => one.name === 'html');
    const write = async (kind: string, record: RunRecord) => {
      const [rendered] = await format!.render(record);
      const path = join(folder, `${kind}.html`);
      await writeFile(path, rendered!.content);
      urls.set(kind, pathToFileURL(path).href);
    };
    await write('plain', fabricateRecord());
    await write('sized', sizedRecord());
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(
    kind: string,
    hash = '',
    options: Parameters<Browser['newPage']>[0] = {},
  ): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    await page.goto(urls.get(kind)! + hash);
    // From then on buttons do something.
    await page.locator('.save-chart').first().waitFor();
    return page;
  }

  const titleOf = (page: Page, anchor: string) => page.locator(`#${anchor} figcaption strong`).innerText();

  async function saved(page: Page, button: Locator): Promise<{ name: string; content: Buffer }> {
    // With the keyboard, as those do who cannot point.
    await button.focus();
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
  }

  async function csvOf(page: Page, anchor: string) {
    const { name, content } = await saved(page, page.locator(`#${anchor} [data-save="csv"]`));
    const [header, ...rows] = content
      .toString('utf8')
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    return { name, header: header!, rows };
  }

  async function tableOf(page: Page, anchor: string): Promise<string[][]> {
    await page.locator(`#${anchor} summary`).focus();
    if (!(await page.locator(`#${anchor} table`).isVisible())) await page.keyboard.press('Enter');
    const rows = await page.locator(`#${anchor} tr`).all();
    return Promise.all(
      rows.map(async (row) => (await row.locator('th, td').allInnerTexts()).map((text) => text.trim())),
    );
  }

  it('are drawn as they come into view, and no sooner', async () => {
    const page = await open('plain');
    const last = page.locator('#memory-over-the-run canvas');
    await expect.poll(async () => (await page.evaluate<boolean[]>(drawn)).some(Boolean)).toBe(true);
    expect((await page.evaluate<boolean[]>(drawn)).at(-1)).toBe(false);
    await last.scrollIntoViewIfNeeded();
    await expect.poll(async () => (await page.evaluate<boolean[]>(drawn)).at(-1)).toBe(true);
    await page.close();
  });

  it.each(['scenario-1-throughput', 'scenario-1-tail', 'scenario-3-memory', 'scenario-2-percentiles'])(
    'save the figures of the table as CSV: %s',
    async (anchor) => {
      const page = await open('plain');
      const { name, header, rows } = await csvOf(page, anchor);
      const [, place, chart] = /^scenario-(\d)-(\w+)$/.exec(anchor)!;
      const scenario = ['json', 'cpu', 'wait'][Number(place) - 1];
      const level = chart === 'percentiles' ? '_c32' : '';
      expect(name).toBe(`${id}_${scenario}_${chart}${level}.csv`);
      expect(header.slice(0, 2)).toEqual(['mode', chart === 'percentiles' ? 'percentile' : 'connections']);
      expect(header.slice(3)).toEqual(['low', 'high', 'state']);

      const [heads, ...lines] = await tableOf(page, anchor);
      const states = { valid: '', inconclusive: stateNotes.hollow, invalid: stateNotes.crossed } as const;
      let compared = 0;
      for (const [step, ...cells] of lines) {
        for (const [index, cell] of cells.entries()) {
          const mode = heads![index + 1]!;
          const row = rows.find(([of, at]) => mode.startsWith(of!) && at === step);
          if (row === undefined) {
            expect(cell).toBe(NONE);
            continue;
          }
          const [point, low, high] = row.slice(2, 5).map((text) => (text === '' ? null : Number(text)));
          const state = states[row[5] as keyof typeof states];
          expect(cell).toBe(withIntervalOrNone({ point: point!, low: low!, high: high! }) + state);
          compared++;
        }
      }
      expect(compared).toBe(rows.length);
      expect(compared).toBeGreaterThan(5);
      await page.close();
    },
  );

  it('save what has no line as CSV too', async () => {
    const page = await open('sized');
    const processes = await csvOf(page, 'memory-by-process');
    expect(processes.name).toBe(`${id}_memory-by-process.csv`);
    const table = await tableOf(page, 'memory-by-process');
    const told = table.filter((row) => row.length > 2).slice(1);
    expect(told.map((row) => row[2])).toEqual(
      processes.rows.map(([, , , , , pss]) => withInterval({ point: Number(pss), low: null, high: null })),
    );
    const fairness = await csvOf(page, 'requests-per-worker');
    expect(fairness.rows.map(([, , requests]) => requests)).toEqual(['4000', '3100', '2900', '2000']);
    await page.close();
  });

  it('save themselves as PNG: twice as dense, on white, in either scheme', async () => {
    const page = await open('plain', '', { colorScheme: 'dark' });
    const { name, content } = await saved(page, page.locator('#scenario-1-throughput [data-save="png"]'));
    expect(name).toBe(`${id}_json_throughput.png`);
    expect(content.subarray(1, 4).toString()).toBe('PNG');
    expect(content.readUInt32BE(16)).toBe(2 * 640);
    const corner = await page.evaluate(`(async () => {
      const picture = new Image();
      picture.src = 'data:image/png;base64,${content.toString('base64')}';
      await picture.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [picture.width, picture.height];
      canvas.getContext('2d').drawImage(picture, 0, 0);
      return { corner: [...canvas.getContext('2d').getImageData(2, 2, 1, 1).data], painted: (${isPainted})(canvas) };
    })()`);
    expect(corner).toEqual({ corner: [255, 255, 255, 255], painted: true });
    await page.close();
  });

  it('have a link each that leads to them', async () => {
    const page = await open('plain', '#scenario-3-cpu');
    await expect.poll(() => page.evaluate(inView('scenario-3-cpu'))).toBe(true);
    const link = page.locator('#scenario-2-memory .save-chart a');
    expect(await link.getAttribute('href')).toBe('#scenario-2-memory');
    await link.click();
    await expect.poll(() => page.evaluate(inView('scenario-2-memory'))).toBe(true);
    await page.close();
  });

  it('show percentiles at the level that is chosen, and in table, files and link too', async () => {
    const page = await open('plain');
    const anchor = 'scenario-2-percentiles';
    const chooser = page.locator(`#${anchor}`).getByLabel('Level');
    expect(await titleOf(page, anchor)).toBe('Percentiles at 32 connections');
    const before = await tableOf(page, anchor);
    const picture = () =>
      page
        .locator(`#${anchor} canvas`)
        .evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
    const drawing = await picture();
    await chooser.focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => titleOf(page, anchor)).toBe('Percentiles at 8 connections');
    expect(await picture()).not.toBe(drawing);
    expect(await tableOf(page, anchor)).not.toEqual(before);
    expect(await page.evaluate('location.hash')).toBe(`#${anchor}=c8`);
    expect(await page.locator(`#${anchor} .save-chart a`).getAttribute('href')).toBe(`#${anchor}=c8`);
    expect((await csvOf(page, anchor)).name).toBe(`${id}_cpu_percentiles_c8.csv`);
    // The charts of other scenarios stay at their own level.
    expect(await titleOf(page, 'scenario-1-percentiles')).toBe('Percentiles at 32 connections');
    await page.close();
  });

  it('open at the level that a link names', async () => {
    const page = await open('plain', '#scenario-2-percentiles=c1');
    expect(await titleOf(page, 'scenario-2-percentiles')).toBe('Percentiles at 1 connection');
    await expect.poll(() => page.evaluate(inView('scenario-2-percentiles'))).toBe(true);
    await page.evaluate("location.hash = '#scenario-3-percentiles=c32'");
    await expect.poll(() => page.evaluate(inView('scenario-3-percentiles'))).toBe(true);
    await page.close();
  });

  it('take no notice of a level that there is not', async () => {
    const page = await open('plain', '#scenario-2-percentiles=c999');
    expect(await titleOf(page, 'scenario-2-percentiles')).toBe('Percentiles at 32 connections');
    await page.close();
  });

  it('stay still', async () => {
    const page = await open('plain', '', { reducedMotion: 'reduce' });
    await page.locator('#scenario-1-throughput canvas').hover();
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
    expect(await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior')).toBe('auto');
    await page.close();
  });

  describe('on paper', () => {
    it('are all there, in ink on white, with their tables, and the page is as before afterwards', async () => {
      const page = await open('plain', '', { colorScheme: 'dark' });
      await page.evaluate(`addEventListener('beforeprint', () => {
        // After those of the page, which were here first.
        window.printed = {
          canvases: [...document.querySelectorAll('canvas')].map(${isPainted}),
          open: [...document.querySelectorAll('details')].every((one) => one.open),
        };
      })`);
      const folded = await page.locator('details:not([open])').count();
      const pdf = await page.pdf({ format: 'A4' });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      const printed = await page.evaluate<{ canvases: boolean[]; open: boolean }>('window.printed');
      expect(printed.canvases).toHaveLength(3 * 6 + 2);
      expect(printed.canvases.every(Boolean)).toBe(true);
      expect(printed.open).toBe(true);
      await expect.poll(() => page.locator('details:not([open])').count()).toBe(folded);
      await page.close();
    });

    it('fit their columns, without navigation or buttons, also in the dark scheme', async () => {
      // As wide as A4 between its margins.
      const page = await open('plain', '', { colorScheme: 'dark', viewport: { width: 703, height: 1000 } });
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
        'rgb(255, 255, 255)',
      );
      expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(0, 0, 0)');
      for (const hidden of ['nav', '.save-chart', '.choose', '.tools']) {
        expect(await page.locator(hidden).first().isVisible()).toBe(false);
      }
      for (const canvas of await page.locator('canvas').all()) {
        const [box, figure] = [await canvas.boundingBox(), await canvas.locator('xpath=../..').boundingBox()];
        expect(box!.width).toBeGreaterThan(250);
        expect(box!.x + box!.width).toBeLessThanOrEqual(figure!.x + figure!.width + 1);
        expect(box!.y + box!.height).toBeLessThanOrEqual(figure!.y + figure!.height + 1);
      }
      const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(wide)).toBeLessThanOrEqual(0);
      await page.close();
    });
  });
});
