import { pathToFileURL } from 'node:url';

/**
 * Opens a report as a reader does, in a fresh context, and takes the time from the navigation until its script is ready
 * and a control answers: until a click on a header has sorted all cells and the browser has painted that.
 * @returns milliseconds
 */
export async function timeToAnswer(browser, path) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    const startedAt = performance.now();
    await page.goto(pathToFileURL(path).href, { waitUntil: 'commit' });
    // Asked of the page itself: a selector waited for is sought through all of its elements, which takes a second itself.
    await page.evaluate(`new Promise((painted) => {
      const lookWhetherReady = () => {
        if (document.documentElement?.dataset.ready === undefined) return requestAnimationFrame(lookWhetherReady);
        document.querySelector('#cells-table thead button').click();
        requestAnimationFrame(() => setTimeout(painted));
      };
      lookWhetherReady();
    })`);
    const tookMs = performance.now() - startedAt;
    const sorted = await page.locator('#cells-table thead th').first().getAttribute('aria-sort');
    if (sorted !== 'ascending') throw new Error('The table of all cells was not sorted.');
    return tookMs;
  } finally {
    await context.close();
  }
}
