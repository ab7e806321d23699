import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import type { Feed, FeedFaults } from './feed.ts';
import { parseCsv } from './parse-csv.ts';
import { parseJsonRows } from './parse-json-rows.ts';

/** Each loader keeps all rows in its memory; of a million short ones, some ten times as many bytes as the file has. */
export const mostFeedBytes = 32 * 1024 * 1024;

/** The rows of a file: JSON where its name ends so, else CSV. UTF-8. */
export function readFeed(file: string): Feed | FeedFaults {
  let bytes: Buffer;
  try {
    const { size } = statSync(file);
    if (size > mostFeedBytes) return { faults: [tooLarge(size)] };
    bytes = readFileSync(file);
  } catch (error) {
    return { faults: [whyUnreadable(error)] };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { faults: ['it is not UTF-8'] };
  }
  return extname(file).toLowerCase() === '.json' ? parseJsonRows(text) : parseCsv(text);
}

function tooLarge(size: number): string {
  const [has, may] = [size, mostFeedBytes].map((bytes) => (bytes / 1024 / 1024).toFixed(0));
  return `it has ${has} MiB, and a feed may have ${may} at most; keep the rows that a run needs`;
}

function whyUnreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EISDIR' ? 'it is a folder' : `it could not be read (${code})`;
}
