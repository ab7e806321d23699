import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/model/record.ts';
import { chromiumAbsent, chromiumMissing, launchChromium } from '../helpers/chromium.ts';
import { Workplace } from '../helpers/cli.ts';
import { makeHostile } from '../helpers/hostile.ts';
import { fabricateClaimsRecord, fabricateExperimentsRecord } from '../helpers/record-documents.ts';

// What runs in the page is text: these tests are checked without the types of a browser.
const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Boxes that stand beside or below each other, and overlap by more than a pixel. */
const overlaps = `(() => {
  const groups = ['.evidence > *', '.courses > *', '.stated-measured tr > *', '.verdicts tr > *', '.by-mode tr > *', '.found tr > *', 'nav > *', '.document > *', '.experiment > *'];
  const found = [];
  for (const selector of groups) {
    const byParent = new Map();
    for (const one of document.querySelectorAll(selector)) {
      const box = one.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      byParent.set(one.parentElement, [...(byParent.get(one.parentElement) ?? []), box]);
    }
    for (const boxes of byParent.values()) {
      boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 1 && tall > 1) found.push(selector + ' ' + wide.toFixed(0) + ' × ' + tall.toFixed(0));
      }));
    }
  }
  return found;
})()`;

/** Cells whose words reach beyond their own box, into the next one. */
const spills = `[...document.querySelectorAll('.claims td, .claims th, .found td, .found th, .open li')]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
  .map((cell) => cell.textContent.slice(0, 60))`;

/** Text within a drawing that reaches beyond it. */
const cutTexts = `[...document.querySelectorAll('svg.bounds, svg.course-line')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter((text) => {
    const box = text.getBoundingClientRect();
    return box.width > 0 && (box.left < frame.left - 1 || box.right > frame.right + 1);
  }).map((text) => text.textContent);
})`;

/** Ticks of one axis that run into each other. */
const crowded = `[...document.querySelectorAll('.bounds-axis')].flatMap((axis) => {
  const boxes = [...axis.querySelectorAll('text')].map((text) => text.getBoundingClientRect()).sort((a, b) => a.left - b.left);
  return boxes.slice(1).filter((box, i) => box.left < boxes[i].right).map((box) => box.left);
})`;

const longName = `D9-${'very-long-'.repeat(30)}id`;

const name = chromiumAbsent()
  ? `documents and experiments in Chromium: skipped, ${chromiumMissing}`
  : 'documents and experiments in Chromium';

describe.skipIf(chromiumAbsent())(name, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), 'modebench-documents-'));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  interface Opened {
    readonly page: Page;
    /** Console errors and warnings, exceptions, and requests to anywhere but the file itself. */
    readonly troubles: readonly string[];
  }

  async function open(record: RunRecord, width: number, scheme: 'light' | 'dark' = 'light'): Promise<Opened> {
    const { reportFormats } = await import('#built/reports/index.js');
    const format = reportFormats.find((one: { name: string }) => one.name === 'html');
    const [rendered] = await format!.render(record);
    const path = join(folder, `${record.plan.variants.length}-${width}-${scheme}.html`);
    await writeFile(path, rendered!.content);
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

  const records = {
    claims: () => fabricateClaimsRecord(),
    experiments: () => fabricateExperimentsRecord(),
    'long ids': () =>
      fabricateClaimsRecord({
        edit: (draft) => {
          for (const claim of draft.claims) {
            Object.assign(claim, { id: `${longName}-${claim.id}`, subject: longName, place: longName });
            for (const one of claim.evidence) one.of = `${longName} ÷ ${longName}`;
          }
          for (const { outcome } of draft.experiments) {
            if (outcome.kind === 'done') outcome.remarks = [longName];
            for (const course of outcome.kind === 'done' ? outcome.courses : []) {
              for (const mark of course.marks) mark.what = longName;
            }
          }
        },
      }),
    hostile: () => fabricateClaimsRecord({ edit: makeHostile }),
  } as const;

  describe.each(Object.keys(records) as (keyof typeof records)[])('a record of %s', (kind) => {
    it.each([360, 768, 1440])('stands at %i pixels without overlap, spill or error', async (width) => {
      const { page, troubles } = await open(records[kind](), width);
      expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
      expect(await page.evaluate(overlaps)).toEqual([]);
      expect(await page.evaluate(spills)).toEqual([]);
      expect(await page.evaluate(cutTexts)).toEqual([]);
      expect(await page.evaluate(crowded)).toEqual([]);
      expect(await page.evaluate("'hacked' in window")).toBe(false);
      expect(await page.locator('main img').count()).toBe(0);
      expect(troubles).toEqual([]);
      await page.close();
    });
  });

  it('draws bands, whiskers and lines in both schemes', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      const { page, troubles } = await open(fabricateClaimsRecord(), 1440, scheme);
      const fill = async (selector: string, property: string) =>
        String(
          await page.evaluate(
            `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).getPropertyValue('${property}')`,
          ),
        );
      const ink = scheme === 'light' ? 'rgb(27, 31, 36)' : 'rgb(231, 234, 238)';
      expect(await fill('.point', 'fill')).toBe(ink);
      expect(await fill('.whisker', 'stroke')).toBe(ink);
      expect(await fill('.run', 'stroke')).toBe(ink);
      expect(await fill('.stated', 'fill')).not.toBe(await fill('.widest', 'fill'));
      expect(await fill('.widest', 'stroke-dasharray')).toMatch(/^3(px)?, 2(px)?$/);
      expect(troubles).toEqual([]);
      await page.close();
    }
  });

  it('puts each dot where its figure is: within the band when supported, outside when refuted', async () => {
    const { page } = await open(fabricateClaimsRecord(), 1440);
    const placed = await page.locator('svg.bounds[role=img]').evaluateAll((drawings) =>
      drawings.map((svg) => {
        const box = (selector: string) => svg.querySelector(selector)?.getBoundingClientRect();
        const [dot, stated, widest] = [box('.point'), box('.stated'), box('.widest')];
        const middle = dot === undefined ? 0 : dot.left + dot.width / 2;
        const within = (band: typeof dot) =>
          band !== undefined && middle >= band.left - 0.5 && middle <= band.right + 0.5;
        return {
          title: String(svg.querySelector('title')?.textContent),
          stated: stated === undefined ? null : within(stated),
          widest: within(widest ?? stated),
        };
      }),
    );
    const banded = placed.filter(({ stated }) => stated !== null);
    expect(banded.length).toBeGreaterThan(15);
    for (const { title, stated, widest } of banded) {
      if (title.endsWith('; supported')) expect([title, stated]).toEqual([title, true]);
      if (title.endsWith('; only by the widest reading'))
        expect([title, stated, widest]).toEqual([title, false, true]);
      if (title.endsWith('; refuted')) expect([title, widest]).toEqual([title, false]);
    }
    await page.close();
  });

  it('goes from a verdict to its claim, and from there to its cell and its experiment', async () => {
    const { page } = await open(fabricateClaimsRecord(), 1440);
    await page.locator('.verdicts a', { hasText: 'D0-single-thread' }).click();
    const row = page.locator(await page.evaluate('location.hash').then(String));
    expect(await row.innerText()).toContain('answers one request at a time');
    await row.getByRole('link', { name: 'dev-threaded' }).click();
    expect(await page.locator(String(await page.evaluate('location.hash'))).innerText()).toMatch(
      /dev-threaded\s+yes\s+302/,
    );
    await page.locator('#claim-9 a', { hasText: 'prefork' }).first().click();
    expect(await page.locator(String(await page.evaluate('location.hash'))).innerText()).toMatch(
      /json\s+prefork ×4\s+64/,
    );
    await page.close();
  });

  it('saves all findings as CSV', async () => {
    const { page, troubles } = await open(fabricateExperimentsRecord(), 1280);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('findings.csv');
    const text = await readFile(await download.path(), 'utf8');
    expect(text).toContain('\r\nwebsocket,asgi,async,,done,status,101,status\r\n');
    expect(troubles).toEqual([]);
    await page.close();
  });
});

describe('bench report', () => {
  it.each([
    [
      'experiments alone',
      fabricateExperimentsRecord,
      ['report.html', 'report.md', 'report.png', 'report.json'],
    ],
    [
      'claims',
      fabricateClaimsRecord,
      [
        'report.html',
        'report.md',
        'claims.md',
        'report.png',
        'report-json.png',
        'report-page.png',
        'report-wait.png',
        'report.json',
      ],
    ],
  ] as const)('renders a record of %s in every format, and in the terminal', async (_, fabricate, files) => {
    const place = await Workplace.create();
    try {
      const path = join(place.folder, 'record.json');
      await writeFile(path, JSON.stringify(fabricate()));
      const shown = await place.bench('report', path);
      expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
      expect(shown.stdout).toContain('overlap · send two slow requests at once');
      const out = join(place.folder, 'out');
      const written = await place.bench('report', path, '--format', 'html,md,png,json', '--out', out);
      expect(written).toMatchObject({ exitCode: 0, stderr: '' });
      expect(written.stdout.trimEnd().split('\n')).toEqual(files.map((file) => join(out, file)));
    } finally {
      await place.leave();
    }
  });
});
