// `npm test`: build, lint, type check, then every test. The last line is `N passed, N failed, N skipped`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const steps = [
  ['build', ['npm', 'run', '--silent', 'build']],
  ['lint', ['npm', 'run', '--silent', 'lint']],
  ['type check', ['npm', 'run', '--silent', 'typecheck']],
];
for (const [name, [program, ...args]] of steps) {
  console.log(`── ${name}`);
  if (spawnSync(program, args, { stdio: 'inherit' }).status !== 0) finish(0, 1, 0, `${name} failed`);
}

console.log('── tests');
const folder = mkdtempSync(join(tmpdir(), 'modebench-test-'));
const report = join(folder, 'report.json');
const wanted = process.argv.slice(2);
const vitest = spawnSync(
  'npx',
  [
    '--no-install',
    'vitest',
    'run',
    '--reporter=default',
    `--reporter=${join(import.meta.dirname, 'second-try-reporter.mjs')}`,
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...wanted,
  ],
  { stdio: 'inherit' },
);
let counts;
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} catch {
  counts = null;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (counts === null) finish(0, 1, 0, 'vitest left no report');
const passed = counts.numPassedTests;
const skipped = counts.numPendingTests + counts.numTodoTests;
// A file that fails to load, or an error outside every test, has no failed test to show for it.
const failed = Math.max(counts.numFailedTests, counts.success && vitest.status === 0 ? 0 : 1);
finish(
  passed,
  failed,
  skipped,
  process.env.CI && skipped > 0 ? `in CI no test may skip:\n${namesOfSkipped()}` : '',
);

function namesOfSkipped() {
  return counts.testResults
    .flatMap(({ name, assertionResults }) => assertionResults.map((test) => ({ ...test, file: name })))
    .filter(({ status }) => !['passed', 'failed'].includes(status))
    .map(({ file, fullName, status }) => `  ${status}: ${file}: ${fullName}`)
    .join('\n');
}

function finish(passed, failed, skipped, complaint) {
  if (complaint) console.error(complaint);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exit(failed > 0 || passed === 0 || complaint ? 1 : 0);
}
