import { type FeedFaults, unfitForHeader } from './feed.ts';
import { readFeed } from './read-feed.ts';

/** What has to be known of a feed before anything is started; its rows are left to the loaders. */
export interface FeedFacts {
  readonly columns: readonly string[];
  readonly rows: number;
  /** By column, the number (from 1) of the first row whose value no header can carry. */
  readonly unfitForHeaders: ReadonlyMap<string, number>;
}

const inspectedFiles = new Map<string, FeedFacts | FeedFaults>();

/** Reads each file once: a plan is made more than once before a run. */
export function inspectFeed(file: string): FeedFacts | FeedFaults {
  const facts = inspectedFiles.get(file) ?? inspected(file);
  inspectedFiles.set(file, facts);
  return facts;
}

function inspected(file: string): FeedFacts | FeedFaults {
  const feed = readFeed(file);
  if ('faults' in feed) return feed;
  const { columns, rows } = feed;
  const unfit = columns.flatMap((column): [string, number][] => {
    const row = unfitForHeader(feed, column);
    return row === null ? [] : [[column, row]];
  });
  return { columns, rows: rows.length, unfitForHeaders: new Map(unfit) };
}
