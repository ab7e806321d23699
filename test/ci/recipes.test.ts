import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { gateMarker } from '../../reports/markdown/gate.ts';
import { benchCommands, parseBench } from '../helpers/command-words.ts';

const root = resolve(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/ci.md'), 'utf8');
const blocks = [...text.matchAll(/^```(\w+) ?(\S*)\n([\s\S]*?)^```$/gm)].map(([, language, file, code]) => ({
  language: language!,
  file: file!,
  code: code!,
}));
const yamlOf = (wanted: string) =>
  blocks
    .filter(({ language, file }) => language === 'yaml' && file === wanted)
    .map(({ code }) => parse(code));
const shell = blocks.find(({ language }) => language === 'sh')!.code;

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
const gates: { jobs: { gate: { steps: Step[] } } }[] = yamlOf('.github/workflows/gate.yml');
const [commenting] = yamlOf('.github/workflows/gate-comment.yml');
const [gitlab] = yamlOf('.gitlab-ci.yml');
const comment: Step = commenting.jobs.comment.steps[1];

describe('the recipes of docs/ci.md', () => {
  it('call bench in words that it takes', () => {
    const scripts = [
      shell,
      gitlab.gate.script.join('\n'),
      ...gates.flatMap(({ jobs }) => jobs.gate.steps.flatMap(({ run }) => run ?? [])),
    ];
    const commands = scripts.flatMap(benchCommands);
    expect(commands).toHaveLength(3);
    for (const words of commands) expect(parseBench(words)).toBe('gate');
    expect(() => parseBench(['gate', '--bas', 'main'])).toThrow(/unknown option/);
  });

  it('clone the whole history', () => {
    for (const { jobs } of gates) {
      const checkout = jobs.gate.steps.find(({ uses }) => uses?.startsWith('actions/checkout'));
      expect(checkout!.with!['fetch-depth']).toBe(0);
    }
    expect(gitlab.gate.variables.GIT_DEPTH).toBe('0');
    expect(shell).toContain('--unshallow');
  });

  it('give the action inputs that it has', () => {
    const { inputs } = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
    const step = gates
      .flatMap(({ jobs }) => jobs.gate.steps)
      .find(({ uses }) => uses?.endsWith('/modebench'))!;
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step.with!)));
    const words = String(step.with!.args).trimEnd().split('\n');
    expect(parseBench(['gate', ...words])).toBe('gate');
    const table = [...text.matchAll(/^\| `([\w-]+)` \| /gm)].map((match) => match[1]);
    expect(table.toSorted()).toEqual(Object.keys(inputs).toSorted());
  });

  it('give code of a pull request no token that may write', () => {
    for (const gate of gates as { on?: unknown; permissions?: unknown }[]) {
      expect(gate).toMatchObject({ on: 'pull_request', permissions: { contents: 'read' } });
    }
    expect(commenting.on).toEqual({ workflow_run: { workflows: ['Gate'], types: ['completed'] } });
    expect(commenting.permissions).toEqual({ actions: 'read', 'pull-requests': 'write' });
    expect(commenting.jobs.comment.steps.every((step: Step) => !step.uses?.includes('checkout'))).toBe(true);
    expect(comment.run).not.toContain('${{');
  });
});

describe('the shell steps of the recipes', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'modebench-recipes-'));
    mkdirSync(join(folder, 'bin'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function program(name: string, body: string): void {
    writeFileSync(join(folder, 'bin', name), `#!/bin/bash\n${body}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }

  function run(script: string, env: Record<string, string>): { code: number; out: string } {
    try {
      const out = execFileSync('bash', ['-eo', 'pipefail', '-c', script], {
        ...{ cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
        env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, ...env },
      });
      return { code: 0, out };
    } catch (error) {
      const { status, stdout } = error as { status: number; stdout: string };
      return { code: status, out: stdout };
    }
  }

  /** Stands in for GitHub's client: answers what is asked for with what it is told, and notes what is written. */
  const gh = `case "$1 $2" in
  'pr list') echo "$NUMBER" ;;
  'pr comment') printf 'new on %s: ' "$3" > noted; cat "$5" >> noted ;;
  'api --method') printf 'changed %s: ' "$4" > noted; cat "\${6#body=@}" >> noted ;;
  'api repos/'*) echo "$COMMENT" ;;
esac`;

  function commented(report: string | null, given: Record<string, string> = {}) {
    program('gh', gh);
    mkdirSync(join(folder, 'gate/run'), { recursive: true });
    if (report !== null) writeFileSync(join(folder, 'gate/run/report.md'), report);
    const env = { GH_REPO: 'ann/app', HEAD_SHA: 'abc', NUMBER: '7', COMMENT: '', ...given };
    const { code, out } = run(comment.run!, env);
    const noted = join(folder, 'noted');
    return { code, out, noted: existsSync(noted) ? readFileSync(noted, 'utf8') : null };
  }
  const report = `${gateMarker({ title: 'gate' })}\n\n## Gate\n`;

  it('comment once, and change that comment from then on', () => {
    expect(commented(report)).toMatchObject({ code: 0, noted: `new on 7: ${report}` });
    expect(commented(report, { COMMENT: '41\n42' })).toMatchObject({
      ...{ code: 0, noted: `changed repos/ann/app/issues/comments/41: ${report}` },
    });
  });

  it('say nothing without a report, or where the pull request has moved on', () => {
    expect(commented(null)).toEqual({ code: 0, out: 'no report, no comment\n', noted: null });
    rmSync(join(folder, 'gate'), { recursive: true });
    expect(commented(report, { NUMBER: '' })).toMatchObject({ code: 0, noted: null });
  });

  it('refuse what is no report of a gate', () => {
    expect(commented('<b>hello</b>\n')).toMatchObject({ code: 1, noted: null });
  });

  it.each([
    ['0', 0],
    ['3', 0],
    ['99', 99],
    ['2', 2],
  ])('end a plain shell as the gate does, when that is %s', (code, expected) => {
    for (const name of ['git', 'npm']) program(name, 'exit 0');
    program('npx', `exit ${code}`);
    expect(run(shell, {}).code).toBe(expected);
  });
});
