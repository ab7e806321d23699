import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { recordSchema } from '../../harness/model/record.ts';
import type { Finished } from '../helpers/cli.ts';
import { expectMeasured } from '../helpers/verdict.ts';
import type { Note } from './bench-in-page.ts';
import { type Kind, kindOf } from './kind.ts';
import { type Block, read } from './markdown.ts';
import { configuration, PagePlace } from './page-place.ts';
import { pages, textOf } from './pages.ts';
import { shortProgram } from './shorten.ts';

for (const page of pages) {
  const blocks = read(textOf(page)).blocks.map((block) => ({ block, kind: kindOf(block) }));
  const shown = blocks.filter(({ kind }) => kind.kind !== 'sample' && kind.kind !== 'not run');
  if (shown.length > 0) describe(page, () => examplesOf(page, shown));
}

function examplesOf(page: string, shown: readonly { readonly block: Block; readonly kind: Kind }[]): void {
  let place: PagePlace;
  beforeAll(async () => {
    place = await PagePlace.create(page);
  });
  afterAll(() => place.leave());

  for (const { block, kind } of shown) {
    it(`line ${block.line}: ${titleOf(block)}`, async (context) => {
      if (kind.kind === 'file') await writeAndRead(place, kind.file, block.text);
      if (kind.kind === 'commands') await carryOut(place, block.text, kind, context);
      if (kind.kind === 'program' || kind.kind === 'test') {
        const finished = await place[kind.kind](shortProgram(block.text), kind.extension);
        expect(finished.exitCode, told(finished)).toBe(0);
      }
    });
  }
}

/** Configurations make a plan; other files are for the commands that follow. */
async function writeAndRead(place: PagePlace, file: string, text: string): Promise<void> {
  place.write(file, text);
  if (!configuration.test(file)) return;
  const finished = await place.shell(`bench config --config ${file}`);
  expect(finished.exitCode, told(finished)).toBe(0);
}

async function carryOut(
  place: PagePlace,
  text: string,
  { exits, planned, folder }: Extract<Kind, { kind: 'commands' }>,
  context: TestContext,
): Promise<void> {
  const noted = place.notes().length;
  // Where the block begins, or the folder that it is done in; what it makes lies where it ends.
  const inside = () => (folder === null ? place.folder : join(place.folder, folder));
  const runs = runsIn(inside());
  const finished = await place.shell(folder === null ? text : `(\ncd ${folder}\n${text})`, planned);
  const notes = place.notes().slice(noted);
  skipWithout(notes, context);
  expect(finished.exitCode, told(finished)).toBe(exits);
  const made = runsIn(inside()).filter((run) => !runs.includes(run));
  for (const [index, note] of notes.filter(isRun).entries()) {
    const path = join(inside(), '.bench/runs', made[index] ?? '', 'record.json');
    const record = recordSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    expect(record.summaries.length, path).toBeGreaterThan(0);
    if (note.exitCode !== 99) expectMeasured(note.exitCode, record);
  }
}

const isRun = ({ given, way }: Note) => given[0] === 'run' && way.way === 'shortened';

/** A server of Python that is not installed here: in CI all of them are. */
function skipWithout(notes: readonly Note[], context: TestContext): void {
  const missing = notes.flatMap(({ stderr }) =>
    stderr.split('\n').filter((line) => / is not installed$/.test(line)),
  );
  if (missing.length > 0 && !process.env.CI) context.skip(missing.join('; '));
}

function runsIn(folder: string): string[] {
  const path = join(folder, '.bench/runs');
  return existsSync(path) ? readdirSync(path).sort() : [];
}

function titleOf({ language, file, text }: Block): string {
  return file ?? (language === 'sh' ? (text.split('\n')[0] ?? '') : language);
}

function told({ stdout, stderr }: Finished): string {
  return `${stdout.slice(-2000)}\n${stderr.slice(-4000)}`;
}
