import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanAnswer } from '../../harness/capacity/plan.ts';
import { chromiumAbsent, chromiumMissing, launchChromium } from '../helpers/chromium.ts';
import { Workplace } from '../helpers/cli.ts';
import { growingRecord } from '../helpers/record-capacity.ts';

const name = chromiumAbsent()
  ? `the planner in the page: skipped, ${chromiumMissing}`
  : 'the planner in the page';
const plainText = (text: string) => text.replace(/[\u00a0\u202f\s]+/g, ' ').trim();

/** What is said waits for a pause in typing, and a busy machine takes its time. */
const patient = { timeout: 10_000 };

describe.skipIf(chromiumAbsent())(name, () => {
  let place: Workplace;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    place = await Workplace.create();
    const record = growingRecord();
    const folder = join(place.folder, '.bench/runs', record.id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'record.json'), JSON.stringify(record));
    const { reportFormats } = await import('#built/reports/index.js');
    const html = reportFormats.find((one: { name: string }) => one.name === 'html');
    const [page] = await html!.render(record);
    const path = join(place.folder, 'report.html');
    writeFileSync(path, page!.content);
    url = pathToFileURL(path).href;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await place?.leave();
  });

  interface Opened {
    readonly page: Page;
    readonly troubles: readonly string[];
  }

  async function open(
    hash = '',
    options: { width?: number; javaScriptEnabled?: boolean } = {},
  ): Promise<Opened> {
    const { width = 1280, javaScriptEnabled = true } = options;
    const page = await browser.newPage({ viewport: { width, height: 900 }, javaScriptEnabled });
    const troubles: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    await page.goto(url + hash);
    return { page, troubles };
  }

  /** Rows of the answer by their mode: cells by their header. */
  async function rowsOf(page: Page): Promise<Record<string, Record<string, string>>> {
    const rows = await page.locator('#planner-answer .plan tbody').all();
    const read = rows.map(async (row) => {
      const mode = plainText(await row.locator('th').innerText());
      const cells = await row.locator('td[data-name]').all();
      const named = cells.map(async (cell) => [
        await cell.getAttribute('data-name'),
        plainText(await cell.innerText()),
      ]);
      return [mode, Object.fromEntries(await Promise.all(named))];
    });
    return Object.fromEntries(await Promise.all(read));
  }

  const field = (page: Page, label: string) => page.locator('#planner').getByLabel(label);
  const lead = (page: Page) => page.locator('#planner-lead').innerText().then(plainText);

  /** The words of a command as a shell takes them; single quotes are all that it has. */
  const wordsOf = (command: string) =>
    [...command.matchAll(/'([^']*)'|\S+/g)].map(([whole, quoted]) => quoted ?? whole).slice(1);

  it('answers a target as it is typed, as bench capacity prints for the same record', async () => {
    const { page, troubles } = await open();
    await field(page, 'Target, requests per second').fill('12.5k');
    await field(page, 'Growth').fill('2x');
    await field(page, 'is below, ms').fill('30');
    await expect
      .poll(() => lead(page), patient)
      .toContain('json: 12 500 req/s × 2 with 30 % kept free: 35 714 req/s');
    const rows = await rowsOf(page);
    const command = wordsOf(await page.locator('#planner-command').innerText());
    expect(command).toEqual([
      ...['capacity', '2026-03-04T10-15-00-growing', '--scenarios', 'json'],
      ...['--target-rps', '12.5k', '--growth', '2x', '--slo', 'p99<30ms'],
    ]);

    const printed = await place.bench(...command);
    expect(printed.exitCode).toBe(0);
    const lines = printed.stdout.split('\n').map(plainText);
    expect(lines[1]).toBe(
      (await lead(page)).replace(/^json: /, '').replace(/, (p99<30ms)\. Machines.*$/, '; $1'),
    );
    for (const mode of ['dev', 'prefork']) {
      const line = lines.find((one) => one.startsWith(`${mode} `)) ?? '';
      const { Machines = '?', 'MB each': megabytes = '?', 'Limited by': limit = '?' } = rows[mode] ?? {};
      expect(line).toContain(` ${Machines} `);
      expect(line).toContain(` ${megabytes} `);
      expect(line.endsWith(limit)).toBe(true);
    }

    const { stdout } = await place.bench(...command, '--json');
    const answers: readonly PlanAnswer[] = JSON.parse(stdout).plan.answers;
    expect(answers.map(({ mode }) => mode)).toEqual(Object.keys(rows));
    for (const answer of answers) {
      if (answer.kind !== 'plan') throw new Error(`no plan for ${answer.mode}`);
      expect(rows[answer.mode]?.Machines).toMatch(new RegExp(`^${answer.machines}( \\(.*\\))? \\+ 1$`));
    }
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('can be used with the keyboard alone, and is told of by a status', async () => {
    const { page } = await open();
    await page.locator('#planner-target').focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('900');
    await expect
      .poll(() => page.getByRole('status').innerText().then(plainText), patient)
      .toContain('900 req/s');
    await page.getByRole('button', { name: 'Add a kind of machine' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.name')).toBe('cores-1');
    await page.keyboard.type('16');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('0.5');
    await expect.poll(async () => (await rowsOf(page))['dev 16 cores']?.Cost, patient).toBe('1.00');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove kind 1' }).press('Enter');
    await expect.poll(async () => (await rowsOf(page)).dev?.Machines, patient).toBe('1 + 1');
    expect(await page.evaluate('document.activeElement.id')).toBe('planner-add');
    await page.close();
  });

  it('says beside a field what was given and what is allowed', async () => {
    const { page } = await open();
    const target = field(page, 'Target, requests per second');
    await target.fill('-5');
    await field(page, 'Head-room').fill('120%');
    await expect
      .poll(() => lead(page), patient)
      .toBe('No answer: 2 fields cannot be read, as told beside them.');
    expect(await target.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('#planner-target-fault').innerText()).toBe(
      '"-5" is out of bounds. Allowed: 0.01 to 100000000 requests per second.',
    );
    expect(await page.locator('#planner-headroom-fault').innerText()).toContain('from 0 to 95 %');
    expect(await rowsOf(page)).toEqual({});
    await target.fill('500');
    await field(page, 'Head-room').fill('50%');
    await expect.poll(() => lead(page), patient).toContain('500 req/s with 50 % kept free');
    expect(await target.getAttribute('aria-invalid')).toBeNull();
    await page.close();
  });

  it('refuses another number of cores in the words of the terminal, until it is to extrapolate', async () => {
    const { page } = await open('#capacity?target-rps=900&instance=cores=32');
    const remark = page.locator('#planner-answer .remark').first();
    expect(plainText(await remark.innerText())).toContain(
      'No plan: it was measured on 16 cores, which says nothing of 32: measure there, or add --extrapolate',
    );
    await field(page, 'Extrapolate').check();
    await expect
      .poll(() => remark.innerText().then(plainText), patient)
      .toMatch(/^Extrapolated: 32 cores in proportion/);
    await page.close();
  });

  it('keeps what was entered in the address, beside which anchors stay what they are', async () => {
    const { page } = await open();
    await field(page, 'Scenario').selectOption('cpu');
    await field(page, 'Percentile').selectOption('p95');
    await field(page, 'is below, ms').fill('1s');
    await expect
      .poll(() => page.evaluate('location.hash'), patient)
      .toBe('#capacity?scenario=cpu&target-rps=2000&p95=1s');
    const answer = await page.locator('#planner-answer').innerText();
    const linked = await open(await page.evaluate('location.hash'));
    expect(await linked.page.locator('#planner-answer').innerText()).toBe(answer);
    expect(await field(linked.page, 'is below, ms').inputValue()).toBe('1s');
    const top = () =>
      linked.page.locator('#capacity').evaluate((one) => Math.abs(one.getBoundingClientRect().top));
    await expect.poll(top, patient).toBeLessThan(100);
    await linked.page.getByRole('link', { name: 'Trust' }).click();
    await expect.poll(() => linked.page.evaluate('location.hash'), patient).toBe('#trust');
    expect(await field(linked.page, 'is below, ms').inputValue()).toBe('1s');
    await linked.page.close();
    await page.close();
  });

  it('has an answer without a script, and no form that would not work', async () => {
    // A section that is out of view is not laid out, and has no text to read.
    const { page } = await open('#capacity', { javaScriptEnabled: false });
    expect(await page.locator('#planner').isVisible()).toBe(false);
    expect((await rowsOf(page)).dev?.Machines).toMatch(/^\d+( \(\d+–\d+\))? \+ 1$/);
    await page.close();
  });

  it.each([360, 768, 1440])('fits %i pixels, with every part of the form in view', async (width) => {
    const { page, troubles } = await open(
      '#capacity?target-rps=900&instance=cores=x,name=a-very-long-name-of-a-kind',
      {
        width,
      },
    );
    await field(page, 'Cores').fill('16');
    await expect.poll(() => page.locator('#planner-answer tbody').count(), patient).toBe(2);
    expect(
      await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    ).toBeLessThanOrEqual(0);
    for (const part of await page.locator('#planner :is(input, select, button)').all()) {
      const box = await part.boundingBox();
      expect(box!.x).toBeGreaterThanOrEqual(0);
      expect(box!.x + box!.width).toBeLessThanOrEqual(width);
      expect(box!.height).toBeGreaterThan(10);
    }
    expect(troubles).toEqual([]);
    await page.close();
  });
});
