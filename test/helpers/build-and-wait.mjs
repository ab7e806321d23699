// Begins a run whose server has to be built first, and says how it ended: `node build-and-wait.mjs FOLDER SCRIPT`, where
// SCRIPT is the build, for Node.

import { listenForInterrupt } from '#built/harness/commands/interrupt.js';
import { ladder } from '#built/harness/plan/designs/ladder.js';
import { makePlan } from '#built/harness/plan/make-plan.js';
import { variantsOfMode } from '#built/harness/plan/own-modes.js';
import { Problems } from '#built/harness/plan/problems.js';
import { catalogue } from '#built/harness/runs/catalogue.js';
import { measureRun } from '#built/harness/runs/measure-run.js';

const [folder, script] = process.argv.slice(2);
const interrupt = listenForInterrupt(() => undefined);
const mode = { command: ['no-such-program', '{port}'], build: [process.execPath, '-e', script] };
const plan = {
  ...makePlan({ cmd: ['web=x {port}'] }, catalogue, 1),
  variants: variantsOfMode('web', mode, { folder }, new Problems()),
};
const { stop } = await measureRun({
  plan,
  design: ladder(plan),
  folder,
  earlier: { rounds: [], slices: [], elapsedMs: 0 },
  emit() {},
  signal: interrupt.signal,
});
process.stdout.write(stop);
process.exitCode = interrupt.exitCode() ?? 0;
interrupt.dispose();
