import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumAbsent, chromiumMissing, launchChromium } from '../helpers/chromium.ts';
import { openPage, outside, overlaps, unfold, widths } from '../helpers/page-checks.ts';
import { writeReport } from '../helpers/report-file.ts';
import { reportKindNames, reportKinds } from '../helpers/report-kinds.ts';

const name = chromiumAbsent() ? `layout of reports: skipped, ${chromiumMissing}` : 'layout of reports';

describe.skipIf(chromiumAbsent())(name, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), 'modebench-layout-'));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  describe.each(reportKindNames)('%s', (kind) => {
    let path: string;
    beforeAll(async () => {
      path = await writeReport(folder, `${kind.replaceAll(' ', '-')}.html`, reportKinds[kind]());
    });

    it.each(widths)('stands at %i pixels without overlap, and within the page', async (width) => {
      const { page, troubles } = await openPage(browser, path, { width });
      const folded = { overlaps: await overlaps(page), outside: await outside(page) };
      await unfold(page);
      const unfolded = { overlaps: await overlaps(page), outside: await outside(page) };
      await page.close();
      expect({ folded, unfolded, troubles }).toEqual({
        folded: { overlaps: [], outside: [] },
        unfolded: { overlaps: [], outside: [] },
        troubles: [],
      });
    });
  });
});
