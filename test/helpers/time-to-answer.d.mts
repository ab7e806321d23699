import type { Browser } from 'playwright-core';

export function timeToAnswer(browser: Browser, path: string): Promise<number>;
