import { readFileSync } from 'node:fs';
import type { ReadText } from './cgroup.ts';

/** What cannot be read, for whatever reason, is as if it were not there. */
export const readText: ReadText = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};
