// Carries out one build as a run does, and ends as a run does when it is interrupted: `node build-and-wait.mjs FOLDER
// SCRIPT`, where SCRIPT is for Node.
import { listenForInterrupt } from '#built/harness/commands/interrupt.js';
import { buildAll } from '#built/harness/source/build.js';
import { startWarden } from '#built/harness/supervise/warden.js';

const [folder, script] = process.argv.slice(2);
const warden = await startWarden();
const interrupt = listenForInterrupt(() => undefined);
const build = {
  command: 'x',
  argv: [process.execPath, '-e', script],
  cwd: folder,
  env: {},
  timeoutMs: 60_000,
};
const source = { kind: 'command', command: 'x', build };
const variant = {
  id: 'web',
  label: 'web',
  source,
  options: {},
  parallelism: null,
  development: false,
  notes: [],
};
try {
  await buildAll([variant], {
    folder,
    signal: interrupt.signal,
    watch: (watched) => warden.watch(watched),
    announce: () => process.stdout.write('building\n'),
  });
} finally {
  await warden.close();
}
process.exitCode = interrupt.exitCode() ?? 0;
interrupt.dispose();
