import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { keyOf, shorten, type Way } from './shorten.ts';

/**
 * Stands for `bench` in the commands of a page: carries out the built one in the way that shorten.ts chooses, and notes
 * what came of it in the file that BENCH_NOTES names. What the page shows is not edited.
 */
export interface Note {
  readonly given: readonly string[];
  readonly way: Way;
  readonly exitCode: number;
  readonly stderr: string;
}

/** Of what was measured: whether the machine allowed for an answer is looked at in its record. */
const measured = [0, 3, 99];

const [notesFile, entry] = [process.env.BENCH_NOTES ?? '', process.env.BENCH_ENTRY ?? ''];
const given = process.argv.slice(2);
const earlier = process.env.BENCH_PLANNED ? [keyOf(given)] : commandsShortened(notesFile);
const way = shorten(given, earlier, firstClaim);
const child = spawn(process.execPath, [entry, ...way.args], { stdio: ['inherit', 'inherit', 'pipe'] });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
let stderr = '';
child.stderr.on('data', (text: Buffer) => {
  stderr += text.toString();
  process.stderr.write(text);
});
const [status] = await once(child, 'close');
const exitCode = typeof status === 'number' ? status : 1;
appendFileSync(notesFile, `${JSON.stringify({ given, way, exitCode, stderr } satisfies Note)}\n`);
process.exitCode = judged();

function judged(): number {
  if (way.way === 'refused') {
    const problems = stderr.split('\n').filter((line) => line.startsWith('bench: '));
    return exitCode === 2 && problems.length === 1 && problems[0]?.startsWith(way.problem) ? 0 : 1;
  }
  if (way.way === 'shortened' || judgesRecord())
    return measured.includes(exitCode) || isOfNothing() ? 0 : exitCode;
  return exitCode;
}

/** Of a shortened run: a single round has no interval to judge. */
function judgesRecord(): boolean {
  return given[0] === 'capacity' || (given[0] === 'claims' && given.includes('--record'));
}

/** Planned from a shortened search whose only round the machine disturbed. */
function isOfNothing(): boolean {
  return (
    given[0] === 'capacity' &&
    stderr.includes('has no cell with a throughput, so nothing can be planned from it')
  );
}

function commandsShortened(file: string): string[] {
  if (!existsSync(file)) return [];
  const notes: Note[] = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return notes.filter((note) => note.way.way === 'shortened').map((note) => keyOf(note.given));
}

function firstClaim(file: string): string {
  return /^ *-? *id: *(\S+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
}
