import { relativeTo } from './folder.ts';

/** The Python that an app is started with, and what is installed for it. */
export interface PythonTools {
  /** As a command names it: `.venv/bin/python`, relative to the folder, or a name on the PATH, or absolute. */
  readonly interpreter: string;
  /** `3.12.1` */
  readonly version: string;
  /** Whose it is: that of a virtual environment in the folder, of an active one, or of the system. */
  readonly of: 'folder' | 'active' | 'system';
  /** Distributions that it has, in lower case. */
  readonly distributions: readonly string[];
  /** Its programs by name, written as `interpreter` is. */
  readonly programs: Readonly<Record<string, string>>;
}

/** Where there is no Python at all. */
export const nothingInstalled: PythonTools = {
  ...{ interpreter: 'python3', version: '', of: 'system', distributions: [], programs: {} },
};

/** A program or interpreter as a command in `cwd` names it. */
export function programIn(cwd: string, path: string): string {
  return cwd === '' || path.startsWith('/') || !path.includes('/') ? path : relativeTo(cwd, path);
}

/** The line that installs packages for this Python. */
export function installLine({ interpreter, of }: PythonTools, ...packages: readonly string[]): string {
  const wanted = packages.join(' ');
  return of === 'system'
    ? `python3 -m venv .venv && .venv/bin/pip install ${wanted}`
    : `${interpreter} -m pip install ${wanted}`;
}
