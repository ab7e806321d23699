import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumAbsent, chromiumMissing, launchChromium } from '../helpers/chromium.ts';
import {
  axeFindings,
  focusable,
  headingFaults,
  openPage,
  tabStops,
  unfold,
  widths,
} from '../helpers/page-checks.ts';
import { writeReport } from '../helpers/report-file.ts';
import { reportKindNames, reportKinds } from '../helpers/report-kinds.ts';

/** Names of any kind change neither roles nor colours. */
const hostileKinds = reportKindNames.filter((kind) => kind.includes('hostile'));
const plainKinds = reportKindNames.filter((kind) => !/hostile|long/.test(kind));

const title = 'reports for everyone';
const name = chromiumAbsent() ? `${title}: skipped, ${chromiumMissing}` : title;

describe.skipIf(chromiumAbsent())(name, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), 'modebench-access-'));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  describe.each(plainKinds)('%s', (kind) => {
    let path: string;
    beforeAll(async () => {
      path = await writeReport(folder, `${kind.replaceAll(' ', '-')}.html`, reportKinds[kind]());
    });

    it('has nothing serious for axe, and headings in order', async () => {
      const { page } = await openPage(browser, path);
      await unfold(page);
      expect(await axeFindings(page)).toEqual([]);
      expect(await headingFaults(page)).toEqual([]);
      await page.close();
    });

    it('has nothing serious for axe in what the dark scheme changes', async () => {
      const { page } = await openPage(browser, path, { scheme: 'dark' });
      await unfold(page);
      expect(await axeFindings(page, ['color-contrast', 'link-in-text-block'])).toEqual([]);
      await page.close();
    });
  });

  it.each(hostileKinds)('runs nothing of what names and texts from outside hold: %s', async (kind) => {
    const path = await writeReport(folder, `${kind.replaceAll(' ', '-')}.html`, reportKinds[kind]());
    const { page, troubles } = await openPage(browser, path);
    await unfold(page);
    expect(await page.evaluate("'hacked' in window")).toBe(false);
    expect(await page.locator('main img, main iframe, main a[href^="javascript:"]').count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('lets no script and no style in but its own', async () => {
    const path = await writeReport(folder, 'policy.html', reportKinds['a default run']());
    const { page, troubles } = await openPage(browser, path);
    await page.evaluate(
      "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.hacked = 1' }))",
    );
    expect(await page.evaluate("'hacked' in window")).toBe(false);
    expect(troubles.join('\n')).toMatch(/Content Security Policy/);
    await page.close();
  });

  it.each(widths)('is walked through by Tab alone at %i pixels, with the focus in sight', async (width) => {
    const path = await writeReport(folder, `keys-${width}.html`, reportKinds['a default run']());
    const { page } = await openPage(browser, path, { width });
    const all = await focusable(page);
    const stops = await tabStops(page);
    expect(stops.map(({ place }) => place)).toEqual(all.map((_, index) => index));
    expect(stops.filter(({ outlined, onScreen }) => !outlined || !onScreen)).toEqual([]);
    await page.close();
  });

  it('goes past the links of the top by its first key, and has its landmarks', async () => {
    const path = await writeReport(folder, 'skip.html', reportKinds['a default run']());
    const { page } = await openPage(browser, path);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the results');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement.localName')).toBe('main');
    for (const role of ['banner', 'navigation', 'main', 'contentinfo'] as const)
      expect(await page.getByRole(role).count()).toBe(1);
    await page.close();
  });

  it('sorts its cells by keyboard', async () => {
    const path = await writeReport(folder, 'sort.html', reportKinds['a default run']());
    const { page } = await openPage(browser, path);
    const header = page.getByRole('columnheader', { name: 'p50, ms' });
    await header.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Space');
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    await page.close();
  });
});
