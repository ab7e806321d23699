// How long the page of the largest record (800 cells) takes until it answers in Chromium, and how large it is.
//   npm run bench:self report-page -- [--json] [--loads 10]
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createJiti } from 'jiti';
import { timeToAnswer } from '../../helpers/time-to-answer.mjs';
import { require } from '../peers.mjs';
import { median, plainRow, printRows } from '../rows.mjs';

const rendering = join(import.meta.dirname, '../../../dist/reports/html/index.js');
require([], rendering);
const { htmlFormat } = await import(rendering);
const jiti = createJiti(import.meta.url);
const { fabricateLargeRecord } = await jiti.import('../../helpers/record-large.ts');
const { launchChromium } = await jiti.import('../../helpers/chromium.ts');
const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, loads: { type: 'string', default: '10' } },
});

const folder = mkdtempSync(join(tmpdir(), 'modebench-page-'));
const browser = await launchChromium();
try {
  const record = fabricateLargeRecord();
  const startedAt = performance.now();
  const [{ content }] = await htmlFormat.render(record);
  const renderedMs = performance.now() - startedAt;
  const path = join(folder, 'report.html');
  writeFileSync(path, content);
  // The first load also warms the browser up.
  await timeToAnswer(browser, path);
  const times = [];
  for (let load = 0; load < Number(values.loads); load += 1) times.push(await timeToAnswer(browser, path));
  const row = (measure, unit, value) => plainRow('report-page', measure, unit, value);
  printRows(
    [
      row('page of 800 cells', 'kB', statSync(path).size / 1000),
      row('rendering it', 'ms', renderedMs),
      row('navigation to answering, median', 'ms', median(times)),
      row('navigation to answering, slowest', 'ms', Math.max(...times)),
    ],
    values.json,
  );
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
