import { join } from 'node:path';
import type { LaunchContext, ModeOption } from '../../harness/model/launch.ts';
import type { Options } from './size.ts';

/** Off as shipped, or switched off: what logging costs is seen by asking for it. */
export const accessLog: Readonly<Record<string, ModeOption>> = {
  'access-log': { summary: '1: log every request to a file', default: 0, min: 0, max: 1 },
};

const logs = (options: Options) => options['access-log'] === 1;

/** The file to log to, in the folder of the launch; null when nothing is to be logged. */
export function accessLogPath({ options, workDir }: LaunchContext): string | null {
  return logs(options) ? join(workDir, 'access.log') : null;
}

export function accessLogNotes(options: Options): readonly string[] {
  return logs(options) ? ['every request logged to a file'] : [];
}
