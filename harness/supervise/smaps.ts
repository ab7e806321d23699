/** Totals of /proc/PID/smaps_rollup, in bytes. */
export interface Rollup {
  readonly rss: number;
  readonly pss: number;
  readonly uss: number;
  /** Resident and not anonymous: pages of files and of shared memory. */
  readonly fileOrShared: number;
  /** null before Linux 5.4. */
  readonly pssAnon: number | null;
  readonly pssShmem: number | null;
}

/** One mapped range of a file and how much of it is resident as the file's own pages, in bytes. */
export interface FileRange {
  /** Device, inode and offset: the same in every process that maps this range. */
  readonly key: string;
  readonly device: string;
  readonly path: string;
  readonly resident: number;
}

/** Parses /proc/PID/smaps_rollup; null when a total that every kernel gives is missing. */
export function parseRollup(text: string): Rollup | null {
  const fields = new Map<string, number>();
  for (const [, name = '', kb] of text.matchAll(/^(\w+): +(\d+) kB$/gm)) fields.set(name, Number(kb) * 1024);
  const rss = fields.get('Rss');
  const pss = fields.get('Pss');
  const anonymous = fields.get('Anonymous');
  const privateClean = fields.get('Private_Clean');
  const privateDirty = fields.get('Private_Dirty');
  if (
    rss === undefined ||
    pss === undefined ||
    anonymous === undefined ||
    privateClean === undefined ||
    privateDirty === undefined
  ) {
    return null;
  }
  return {
    rss,
    pss,
    uss: privateClean + privateDirty,
    fileOrShared: Math.max(0, rss - anonymous),
    pssAnon: fields.get('Pss_Anon') ?? null,
    pssShmem: fields.get('Pss_Shmem') ?? null,
  };
}

/** Parses /proc/PID/smaps: every range that maps a file and has some of it resident. */
export function parseFileRanges(text: string): FileRange[] {
  const ranges: FileRange[] = [];
  let mapping: Omit<FileRange, 'resident'> | null = null;
  let rss = 0;
  // A worker has tens of thousands of lines, nearly all of no interest, so they are not split into an array.
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const first = text.charCodeAt(start);
    if (first < 65 || first > 90) {
      // Field names begin with a capital, addresses with a digit or a small letter.
      mapping = parseMapping(text.slice(start, end));
      rss = 0;
    } else if (mapping !== null) {
      if (text.startsWith('Rss:', start)) rss = parseKb(text.slice(start + 4, end));
      else if (text.startsWith('Anonymous:', start)) {
        const resident = rss - parseKb(text.slice(start + 10, end));
        if (resident > 0) ranges.push({ ...mapping, resident });
        mapping = null;
      }
    }
    start = end + 1;
  }
  return ranges;
}

function parseMapping(line: string): Omit<FileRange, 'resident'> | null {
  const match = /^[0-9a-f]+-[0-9a-f]+ \S+ ([0-9a-f]+) ([0-9a-f]+:[0-9a-f]+) (\d+)(?:\s+(.*))?$/.exec(line);
  if (match === null) return null;
  const [, offset = '', device = '', inode = '', path = ''] = match;
  if (inode === '0') return null;
  return { key: `${device} ${inode} ${offset}`, device, path };
}

function parseKb(text: string): number {
  return Number.parseInt(text, 10) * 1024 || 0;
}

/** Devices of /proc/PID/mountinfo whose files live in shared memory, written as smaps does (hexadecimal, two digits). */
export function sharedMemoryDevices(mountinfo: string): ReadonlySet<string> {
  const devices = new Set<string>();
  for (const line of mountinfo.split('\n')) {
    const match = /^\d+ \d+ (\d+):(\d+) .* - (\S+) /.exec(line);
    if (match === null || (match[3] !== 'tmpfs' && match[3] !== 'devtmpfs')) continue;
    const [major, minor] = [match[1], match[2]].map((part) => Number(part).toString(16).padStart(2, '0'));
    devices.add(`${major}:${minor}`);
  }
  return devices;
}

/** Shared memory that bears a file's name but is on no mounted device: memfd, shared anonymous, System V. */
export function isSharedMemoryPath(path: string): boolean {
  return path.startsWith('/memfd:') || path.startsWith('/dev/zero') || path.startsWith('/SYSV');
}
