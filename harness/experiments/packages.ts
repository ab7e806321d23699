import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { PythonPackages } from '../model/launch.ts';
import { type Bench, type Experiment, type Found, NotApplicable } from './experiment.ts';

const script = fileURLToPath(new URL('./installed-packages.py', import.meta.url));
const timeoutMs = 60_000;
const run = promisify(execFile);

const installedSchema = z.object({
  size: z.int().describe('bytes on disk'),
  distributions: z.array(z.string()).describe('with all dependencies'),
  serverNeeds: z
    .array(z.string())
    .nullable()
    .describe("direct dependencies of the server's own distribution"),
  withoutFiles: z.array(z.string()).describe('distributions that do not tell their files'),
  ways: z.array(z.string()).describe('whose records told files and dependencies'),
});
type Installed = z.infer<typeof installedSchema>;

async function lookAtPackages(bench: Bench): Promise<Found<'packages'>> {
  const asked = await bench.packages();
  if (asked === null)
    throw new NotApplicable('Only modes that run on packages of Python alone are looked at.');
  const installed = await look(asked, bench.signal);
  if ('trouble' in installed) {
    const findings = { size: null, packages: null, serverDependencies: null };
    return { findings, remarks: [`${asked.distributions.join(', ')}: ${installed.trouble}`] };
  }
  const { size, distributions, serverNeeds, withoutFiles } = installed;
  return {
    findings: {
      // A sum that lacks some of them would pass for a small one.
      size: withoutFiles.length === 0 ? size : null,
      packages: distributions.length,
      serverDependencies: serverNeeds?.length ?? null,
    },
    remarks: remarksOn(asked, installed),
  };
}

function remarksOn(
  { interpreter, distributions: asked }: PythonPackages,
  { distributions, serverNeeds, withoutFiles, ways }: Installed,
): string[] {
  const [, server] = asked;
  const needs = serverNeeds?.length ? serverNeeds.join(', ') : 'nothing';
  return [
    `Files and dependencies: by ${ways.join(' and ')} (packages of ${interpreter}).`,
    'Compiled files are counted; Python itself, libraries of the system and documentation are not.',
    `Counted: ${distributions.join(', ')}.`,
    ...(server === undefined ? [] : [`${server} needs ${needs}.`]),
    ...(withoutFiles.length === 0
      ? []
      : [`Which files are theirs is not known: ${withoutFiles.join(', ')}.`]),
  ];
}

async function look(
  { interpreter, distributions }: PythonPackages,
  signal: AbortSignal,
): Promise<Installed | { readonly trouble: string }> {
  try {
    const { stdout } = await run(interpreter, [script, ...distributions], { timeout: timeoutMs, signal });
    return installedSchema.parse(JSON.parse(stdout));
  } catch (error) {
    signal.throwIfAborted();
    return { trouble: troubleIn(error) };
  }
}

/** Of a Python traceback, its last line says what went wrong. */
function troubleIn(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return stderr.split('\n').at(-1) || (error instanceof Error ? error.message : String(error));
}

export const packages: Experiment<'packages'> = {
  name: 'packages',
  acts: { installed: lookAtPackages },
};
