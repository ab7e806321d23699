import { basename } from 'node:path';
import type { Feed } from '../../feeds/feed.ts';
import { readFeed } from '../../feeds/read-feed.ts';
import { importHooks } from '../../hooks/import-hooks.ts';
import { told } from '../../hooks/told.ts';
import type { RequestHook } from '../../model/config.ts';
import { FailureError } from '../../model/failure.ts';
import type { LoadOrder } from '../../model/load.ts';
import type { FeedPlan } from '../../model/scenario.ts';
import { requestHookFailed } from '../hook-failed.ts';
import { alone, type LoaderPlace } from '../loader-place.ts';
import { loaderError } from './sendable.ts';

export interface HookSource {
  readonly make: RequestHook;
  readonly file: string;
}

export interface FeedSource {
  readonly feed: Feed;
  readonly order: FeedPlan['order'];
  /** Whose rows are taken, of the loaders that share the feed. */
  readonly place: LoaderPlace;
}

/** What stands in files that an order names, in this process's memory. */
export interface Sources {
  readonly hook: HookSource | null;
  readonly feed: FeedSource | null;
}

export const noSources: Sources = { hook: null, feed: null };

/** By file: every session that sends their rows shares them. */
const feeds = new Map<string, Feed>();

/** Rejects with FailureError `hook-failed` or `loader-error` when a file is not what it was when the run began. */
export async function sourcesOf({ hook, feed, share = alone }: LoadOrder): Promise<Sources> {
  return {
    hook: hook === undefined ? null : await hookOf(hook),
    feed: feed === undefined ? null : { feed: feedOf(feed.file), order: feed.order, place: share },
  };
}

async function hookOf({ file, scenario }: NonNullable<LoadOrder['hook']>): Promise<HookSource> {
  const hooks = await importHooks(file).catch((error: unknown) => {
    throw new FailureError(requestHookFailed(scenario, told(error, file)));
  });
  const make = hooks.scenarios.get(scenario)?.request ?? null;
  if (make !== null) return { make, file };
  throw new FailureError(requestHookFailed(scenario, `${basename(file)} has it no longer`));
}

function feedOf(file: string): Feed {
  const known = feeds.get(file);
  if (known !== undefined) return known;
  const read = readFeed(file);
  if ('faults' in read) {
    throw loaderError(`feed ${basename(file)}: ${read.faults.join('; ')}`);
  }
  feeds.set(file, read);
  return read;
}
