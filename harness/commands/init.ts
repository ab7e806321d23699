import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { type Fact, factsOf } from '../init/facts.ts';
import { type Found, findApp } from '../init/find-app.ts';
import type { Folder } from '../init/folder.ts';
import { makeDraft } from '../init/make-draft.ts';
import { buildsScripts, buildsWholeFolder, isTypeScript } from '../init/project.ts';
import { type ConfigFormat, configFormats, configOf, writeConfig } from '../init/write.ts';
import { UsageError } from '../model/failure.ts';
import { nameHint, Problems } from '../plan/problems.ts';
import { codeOf } from '../record/run-folder.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { accountText, nothingText } from './init-account.ts';
import { folderOnDisk } from './init-folder.ts';
import { findTools, isInstalled } from './init-tools.ts';
import { pageSize } from './page-size.ts';

const flag = z.boolean().optional();
const flagsSchema = z.object({ format: z.string().optional(), force: flag, stdout: flag, json: flag });
type Flags = z.infer<typeof flagsSchema>;

/** `bench init`: looks at a folder, and writes a configuration that fits the app in it. Nothing else is changed. */
export async function initCommand(given: string, options: Record<string, unknown>): Promise<ExitCode> {
  const flags = flagsSchema.parse(options);
  const path = resolve(given);
  const problems = new Problems();
  const asked = formatOf(flags, problems);
  if (flags.json && flags.stdout)
    problems.add('--stdout', 'and --json both want stdout', '--json has the text, as "text"');
  if (!isFolder(path)) problems.add('init', `there is no folder ${given}`, 'name the folder of your app');
  problems.throwIfAny();

  const folder = folderOnDisk(path);
  const found = findApp(folder);
  const tools = await findTools(path, found, process.env);
  const draft = makeDraft(folder, found, tools);
  const { columns } = pageSize();
  if (draft === null) {
    const files = folder.files.length;
    if (flags.json) print({ kind: 'init', folder: path, found: [], elsewhere: found.elsewhere, file: null });
    else {
      const elsewhere = found.elsewhere.map((name) => join(given, name));
      process.stderr.write(nothingText(path, files, elsewhere, columns));
    }
    return exitCodes.noAnswer;
  }
  const format = asked ?? usualFormat(folder, found);
  const file = `bench.config.${format}`;
  const writes = !flags.stdout;
  if (writes) refuseToOverwrite(path, file, flags, problems);
  const text = writeConfig(draft, { format, typed: isInstalled(path) });
  if (writes) write(join(path, file), text, flags.force ?? false);
  const facts = factsOf(found, tools);
  if (flags.json) {
    print({ kind: 'init', folder: path, found: facts, file: writes ? file : null, ...spoken(draft), text });
    return exitCodes.pass;
  }
  const account = {
    ...{ folder: path, files: folder.files.length, facts, draft },
    written: writes ? relative(process.cwd(), join(path, file)) || file : null,
    next: nextOf(path),
  };
  if (flags.stdout) process.stdout.write(text);
  process[flags.stdout ? 'stderr' : 'stdout'].write(accountText(account, columns));
  return exitCodes.pass;
}

function spoken(draft: NonNullable<ReturnType<typeof makeDraft>>) {
  const left = [...draft.modes, ...draft.scenarios].filter(({ off }) => off !== null);
  return {
    config: configOf(draft),
    commentedOut: left.map(({ name, off, install }) => ({
      name,
      why: off,
      ...(install === undefined ? {} : { install }),
    })),
    unknown: draft.unknown,
  };
}

function formatOf({ format }: Flags, problems: Problems): ConfigFormat | undefined {
  if (format === undefined) return undefined;
  const known = configFormats.find((name) => name === (format === 'yml' ? 'yaml' : format));
  if (known === undefined)
    problems.add('--format', `unknown format "${format}"`, nameHint(format, [...configFormats]));
  return known;
}

/** In the language of the app, where a configuration can be in it without getting into what the app builds. */
export function usualFormat(folder: Folder, { app }: Pick<Found, 'app'>): ConfigFormat {
  if (app?.kind !== 'node') return 'yaml';
  if (app.build === null || !buildsWholeFolder(folder)) return isTypeScript(folder) ? 'ts' : 'mjs';
  return buildsScripts(folder) ? 'yaml' : 'mjs';
}

const allNames = ['ts', 'js', 'mjs', 'json', 'yaml', 'yml'].map((extension) => `bench.config.${extension}`);

/** `bench run` takes the only configuration of a folder: a second one would be in the way of both. */
function refuseToOverwrite(path: string, file: string, { force }: Flags, problems: Problems): void {
  const there = allNames.filter((name) => existsSync(join(path, name)));
  if (hasKey(join(path, 'package.json'))) there.push('package.json ("bench")');
  for (const name of there) {
    const message = 'is a configuration already, and is left as it is';
    if (name === file && force) continue;
    const hint =
      name === file
        ? '--force writes over it, --stdout only shows what would be written'
        : 'take it away first, or see with --stdout what would be written: two cannot stand side by side';
    problems.add(name, message, hint);
  }
  problems.throwIfAny();
}

function hasKey(manifest: string): boolean {
  try {
    const read: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
    return typeof read === 'object' && read !== null && 'bench' in read;
  } catch {
    return false;
  }
}

/** @throws UsageError where the folder is not to be written to */
function write(path: string, text: string, over: boolean): void {
  try {
    writeFileSync(path, text, { flag: over ? 'w' : 'wx' });
  } catch (error) {
    const hint = '--stdout shows what would be written';
    throw new UsageError([{ where: path, message: `could not be written (${codeOf(error)})`, hint }]);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function nextOf(path: string): string {
  const from = relative(process.cwd(), path);
  return from === '' ? 'bench run' : `cd ${from} && bench run`;
}

function print(result: Readonly<Record<string, unknown>> & { readonly found: readonly Fact[] }): void {
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}
