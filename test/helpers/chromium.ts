import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

export const chromiumPath = '/usr/bin/chromium';

/** Said when a test that needs a browser is skipped. */
export const chromiumMissing = `${chromiumPath} is not installed (apt-get install chromium)`;

/** Where there is no browser these tests are skipped, but never in CI: there they fail. */
export function chromiumAbsent(): boolean {
  return !existsSync(chromiumPath) && process.env.CI !== 'true';
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
