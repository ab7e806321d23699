// What holds for every page of ours, looked at in a browser: nothing overlaps or stands out, accessibility, keyboard.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';

export type Scheme = 'light' | 'dark';

/** A phone, a tablet and a desktop. */
export const widths = [360, 768, 1440] as const;

export interface OpenedPage {
  readonly page: Page;
  /** Console errors and warnings, exceptions, and requests to anywhere but the file itself. */
  readonly troubles: readonly string[];
}

/** Opens a file as a reader does. Waits until the page's own script has run. */
export async function openPage(
  browser: Browser,
  path: string,
  { width = 1440, scheme = 'light' }: { readonly width?: number; readonly scheme?: Scheme } = {},
): Promise<OpenedPage> {
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

/** Unfolds everything that is folded away. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
}

/** Read, not imported: it is for a page, and looks for one. */
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const inPage = readFileSync(new URL('./in-page.js', import.meta.url), 'utf8');

async function asked<T>(page: Page, expression: string): Promise<T> {
  if (!(await page.evaluate("'pageChecks' in globalThis"))) await page.evaluate(inPage);
  return (await page.evaluate(`pageChecks.${expression}`)) as T;
}

/** Texts, controls and charts that overlap though neither holds the other, a line each; empty is good. */
export function overlaps(page: Page): Promise<string[]> {
  return asked(page, 'overlaps()');
}

/** What stands out of the page sideways, but within scroll containers, and text that leaves its own box. */
export function outside(page: Page): Promise<string[]> {
  return asked(page, 'outside()');
}

/**
 * What axe-core finds that is serious or critical, a line each.
 * @param rules those alone
 */
export async function axeFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axeSource);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const found = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as AxeResults;
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes
        .slice(0, 5)
        .map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
}

export interface TabStop {
  /** Among all that can have the focus, in the order of the document; −1: another element. */
  readonly place: number;
  readonly what: string;
  /** Whether an outline shows where the focus is. */
  readonly outlined: boolean;
  readonly onScreen: boolean;
}

/** Goes through the page by Tab alone, until the focus leaves it, or for as many stops. */
export async function tabStops(page: Page, most = 2000): Promise<TabStop[]> {
  const stops: TabStop[] = [];
  while (stops.length < most) {
    await page.keyboard.press('Tab');
    const stop = await asked<TabStop | null>(page, 'focused()');
    if (stop === null || (stops.length > 0 && stop.place === stops[0]?.place)) break;
    stops.push(stop);
  }
  return stops;
}

/** Everything that the keyboard is to reach, described, in the order of the document. */
export function focusable(page: Page): Promise<string[]> {
  return asked(page, 'focusable()');
}

/** Faults in the order of headings: not one h1 at the top, or a level left out on the way down. */
export async function headingFaults(page: Page): Promise<string[]> {
  const all = await asked<{ level: number; text: string }[]>(page, 'headings()');
  const first = all.filter(({ level }) => level === 1);
  const skipped = all.filter(({ level }, index) => level > (all[index - 1]?.level ?? 0) + 1);
  return [
    ...(first.length === 1 && all[0]?.level === 1 ? [] : [`${first.length} headings of the first level`]),
    ...skipped.map(({ level, text }) => `h${level} “${text}” stands too deep`),
  ];
}
