import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseBench } from '../helpers/command-words.ts';

const root = resolve(import.meta.dirname, '../..');

const inputSchema = z.strictObject({ description: z.string(), default: z.string() });
const stepSchema = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.string()).optional(),
  shell: z.literal('bash').optional(),
  'working-directory': z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  run: z.string().optional(),
});
/** What GitHub takes for a composite action, as far as it is in use: a step that runs something names its shell. */
const actionSchema = z.strictObject({
  name: z.string(),
  description: z.string().max(125),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(z.string(), inputSchema),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({ using: z.literal('composite'), steps: z.array(stepSchema) }),
});

const action = actionSchema.parse(parse(readFileSync(join(root, 'action.yml'), 'utf8')));
const { steps } = action.runs;
const stepOf = (name: string) => steps.find((step) => step.name === name)!;

describe('action.yml', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'modebench-action-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Stands in for npx: notes its words, one per line, writes what a gate writes, and ends as it is told. */
  const npx = `#!/bin/bash
printf '%s\\n' "$@" > "$NOTED"
while [ $# -gt 0 ]; do
  if [ "$1" = --out ]; then mkdir -p "$2/run" && echo report > "$2/run/report.md"; fi
  shift
done
echo verdict=fail >> "$GITHUB_OUTPUT"
exit "$CODE"
`;

  function runGate(env: Record<string, string>) {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'npx'), npx);
    chmodSync(join(bin, 'npx'), 0o755);
    const [noted, output] = [join(folder, 'noted'), join(folder, 'output')];
    const given = { BASE: '', ARGS: '', VERSION: '', OUT: join(folder, 'out dir'), CODE: '0', ...env };
    let code = 0;
    try {
      // As the runner starts a step of shell bash.
      execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', stepOf('Gate').run!], {
        cwd: folder,
        env: { PATH: `${bin}:${process.env.PATH}`, NOTED: noted, GITHUB_OUTPUT: output, ...given },
        stdio: 'pipe',
      });
    } catch (error) {
      code = (error as { status: number }).status;
    }
    const words = readFileSync(noted, 'utf8').trimEnd().split('\n');
    return { code, words, output: readFileSync(output, 'utf8') };
  }

  it('is a composite action whose steps take inputs from their environment, never into their script', () => {
    for (const { run, shell, uses } of steps) {
      expect(run === undefined).toBe(shell === undefined);
      expect(run === undefined).toBe(uses !== undefined);
      expect(run ?? '').not.toContain('${{');
    }
    const text = JSON.stringify(steps);
    const used = new Set([...text.matchAll(/inputs\.([\w-]+)/g)].map((match) => match[1]));
    expect(used).toEqual(new Set(Object.keys(action.inputs)));
    for (const { value } of Object.values(action.outputs)) {
      const [, id] = /steps\.(\w+)\.outputs/.exec(value)!;
      expect(steps.some((step) => step.id === id)).toBe(true);
    }
  });

  it('keeps the record even where the gate fails, and where nothing was measured', () => {
    const kept = stepOf('Keep the record');
    expect(kept.if).toMatch(/^\$\{\{ always\(\) \}\}$/);
    expect(kept.with).toMatchObject({ 'if-no-files-found': 'ignore' });
    expect(kept.with!.path).toBe(stepOf('Gate').env!.OUT);
  });

  it('runs bench gate, in words that it takes, and tells where the report is', () => {
    const { code, words, output } = runGate({});
    const out = join(folder, 'out dir');
    expect(words).toEqual([
      ...['--yes', '--package', 'modebench', '--', 'bench', 'gate'],
      ...['--format', 'html,md,junit', '--out', out],
    ]);
    expect(parseBench(words.slice(words.indexOf('bench') + 1))).toBe('gate');
    expect(output).toBe(`verdict=fail\nreport=${join(out, 'run/report.md')}\n`);
    expect(code).toBe(0);
  });

  it('passes each line of args as one word, whatever is in it, and a base and a version', () => {
    const ARGS = '--cmd\nweb=node server.js {port}\n\n--name\n$(touch hacked); `id` "x\n';
    const { words } = runGate({ ARGS, BASE: 'release 1', VERSION: '1.2.3' });
    expect(words[2]).toBe('modebench@1.2.3');
    expect(words.slice(words.indexOf('--base'))).toEqual([
      ...['--base', 'release 1', '--cmd', 'web=node server.js {port}', '--name', '$(touch hacked); `id` "x'],
    ]);
    expect(parseBench(words.slice(words.indexOf('bench') + 1))).toBe('gate');
  });

  it('ends with the exit code of the gate', () => {
    expect(runGate({ CODE: '99' }).code).toBe(99);
  });
});
