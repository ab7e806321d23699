import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const pageSize = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));

/**
 * Bytes of memory that these processes hold, each page once, from the kernel's page tables alone
 * (/proc/PID/pagemap, which tells flags without privileges). Pages of a file are the same page when device, inode
 * and page number are; anonymous pages that several processes share are taken to be the same at the same address,
 * which holds for what was shared by a fork.
 */
export function bytesOfPagesOnce(pids: readonly number[]): number {
  const filePages = new Set<string>();
  const sharedPages = new Set<number>();
  let ownPages = 0;
  for (const pid of pids) {
    const pagemap = openSync(`/proc/${pid}/pagemap`, 'r');
    for (const mapping of readFileSync(`/proc/${pid}/maps`, 'utf8').trimEnd().split('\n')) {
      const [range = '', , offset = '', device = '', inode = ''] = mapping.split(/\s+/);
      const [start = 0, end = 0] = range.split('-').map((address) => Number.parseInt(address, 16));
      // The vsyscall page is outside of what a process has.
      if (end > 2 ** 47) continue;
      const firstPage = start / pageSize;
      const entries = Buffer.alloc(((end - start) / pageSize) * 8);
      readSync(pagemap, entries, 0, entries.length, firstPage * 8);
      for (let page = 0; page < entries.length / 8; page += 1) {
        // Upper half of the entry: bit 63 present, 61 file page or shared anonymous, 56 mapped by one process only.
        const flags = entries.readUInt32LE(page * 8 + 4);
        if ((flags & 0x80000000) === 0) continue;
        if ((flags & 0x20000000) !== 0) {
          if (inode !== '0') {
            filePages.add(`${device} ${inode} ${Number.parseInt(offset, 16) / pageSize + page}`);
          }
        } else if ((flags & 0x01000000) !== 0) ownPages += 1;
        else sharedPages.add(firstPage + page);
      }
    }
    closeSync(pagemap);
  }
  return (filePages.size + sharedPages.size + ownPages) * pageSize;
}
