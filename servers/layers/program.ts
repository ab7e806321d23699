import { execFile } from 'node:child_process';
import type { Availability } from '../../harness/model/launch.ts';

/** A program that a layer starts, and what it says of its version. */
export interface Program {
  /** As it can be started: a name on the PATH, or an absolute path. */
  readonly path: string;
  readonly version: string;
}

export interface ProgramQuestion {
  readonly name: string;
  /** In the order of preference; system programs are often missing from an ordinary user's PATH. */
  readonly candidates: readonly string[];
  readonly versionArguments: readonly string[];
  /** The Debian package. */
  readonly install: string;
}

/** The first candidate that tells its version; null when none does. */
export async function findProgram(question: ProgramQuestion): Promise<Program | null> {
  for (const path of question.candidates) {
    const version = /\d+(\.\d+)+/.exec(await said(path, question.versionArguments))?.[0];
    if (version !== undefined) return { path, version };
  }
  return null;
}

export async function programAvailability(question: ProgramQuestion): Promise<Availability> {
  const found = await findProgram(question);
  if (found !== null) return { installed: true, version: `${question.name} ${found.version}` };
  return { installed: false, missing: question.name, install: `apt-get install ${question.install}` };
}

/** @throws when the program has gone since it was looked for */
export async function needProgram(question: ProgramQuestion): Promise<Program> {
  const found = await findProgram(question);
  if (found === null) throw new Error(`not installed: ${question.name}`);
  return found;
}

/** What a program writes to either output (nginx tells its version on stderr); empty when it fails. */
function said(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { encoding: 'utf8', timeout: 10_000 }, (error, stdout, stderr) => {
      resolve(error === null ? stdout + stderr : '');
    });
  });
}
