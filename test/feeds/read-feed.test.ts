import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inspectFeed } from '../../harness/feeds/inspect-feed.ts';
import { mostFeedBytes, readFeed } from '../../harness/feeds/read-feed.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modebench-feed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('a feed', () => {
  it('is JSON where its name ends so, else CSV, and may begin with a byte order mark', () => {
    const rows = [{ a: '1' }];
    expect(readFeed(file('rows.JSON', '\ufeff[{"a":1}]'))).toEqual({ columns: ['a'], rows });
    expect(readFeed(file('rows.csv', '\ufeffa\n1\n'))).toEqual({ columns: ['a'], rows });
    expect(readFeed(file('rows.txt', 'a\n1\n'))).toEqual({ columns: ['a'], rows });
  });

  it('is refused where it cannot be read, is not UTF-8, or would fill the memory of every loader', () => {
    expect(readFeed(join(folder, 'none.csv'))).toEqual({ faults: ['there is no such file'] });
    expect(readFeed(folder)).toEqual({ faults: ['it is a folder'] });
    expect(readFeed(file('latin.csv', Uint8Array.of(97, 10, 0xe4, 10)))).toEqual({
      faults: ['it is not UTF-8'],
    });
    expect(readFeed(file('long.csv', new Uint8Array(mostFeedBytes + 600_000)))).toEqual({
      faults: ['it has 33 MiB, and a feed may have 32 at most; keep the rows that a run needs'],
    });
  });

  it('is looked at before a run: its columns, and values that no header can carry', () => {
    const facts = inspectFeed(file('users.csv', 'user,note\nada,x\ngrace,"a\nb"\n'));
    expect(facts).toEqual({ columns: ['user', 'note'], rows: 2, unfitForHeaders: new Map([['note', 2]]) });
    expect(inspectFeed(file('bad.csv', 'a,b\n1\n'))).toEqual({
      faults: ['line 2: 1 field, where the header has 2'],
    });
  });
});
