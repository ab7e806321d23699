// Does the gate cry wolf, what does it find, and what does the naive way? Whole gates of real servers:
//   npm run bench:self gate -- [--phase aa|injected|naive|switching|table] [--minutes 5] [--mode dev|prefork]
//                              [--runs 1000] [--dir .bench/self/gate] [--json]
//   aa         the reference app against itself, gate after gate (27 minutes unless told otherwise)
//   injected   slowdowns of known size against the app as it is (17 minutes)
//   naive      series of autocannon runs of one server, as base and then head would have them (8 minutes)
//   switching  what taking turns costs, by the records so far
//   table      all that follows from what was recorded so far, as Markdown (some minutes of computing; --runs: gates that
//              are drawn for each figure, and five times as many of the same code); the same as figures-<mode>.json in the folder, and with --json as it is there
// Without a phase all of them in order. What was measured is kept in the folder and counts again, so that a phase goes on
// where it was interrupted. The last gate of a phase may run over by two minutes.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { require } from '../peers.mjs';

require(['git'], join(import.meta.dirname, '../../../dist/harness/cli.js'));
const { measureInjected, measureSame } = await import('../gate/gates.mjs');
const { measureNaive } = await import('../gate/naive.mjs');
const { Store } = await import('../gate/store.mjs');
const { figuresOf } = await import('../gate/figures.mjs');
const { switchingOf } = await import('../gate/switching.mjs');
const { switchingText, tableOf } = await import('../gate/table.mjs');

const { values } = parseArgs({
  options: {
    phase: { type: 'string' },
    minutes: { type: 'string' },
    mode: { type: 'string', default: 'dev' },
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1000' },
    dir: { type: 'string', default: join('.bench', 'self', 'gate') },
  },
});

const mode = values.mode;
const store = new Store(resolve(values.dir));
const phases = {
  aa: () => measureSame(store, { mode, minutes: minutesOr(27) }),
  injected: () => measureInjected(store, { mode, minutes: minutesOr(17) }),
  naive: () => measureNaive(store, { mode, minutes: minutesOr(8) }),
  switching: () =>
    console.log(switchingText(switchingOf(store.records(mode))) ?? 'too little was recorded to tell'),
  table: () => tell(figuresOf(store, { mode, runs: Number(values.runs) })),
};

if (values.phase !== undefined && !(values.phase in phases)) {
  console.error(`--phase is one of ${Object.keys(phases).join(', ')}`);
  process.exit(2);
}
const asked = values.phase === undefined ? ['aa', 'injected', 'naive', 'table'] : [values.phase];
for (const phase of asked) {
  process.stderr.write(`── ${phase}\n`);
  await phases[phase]();
}

/** The figures stay beside what they are of. */
function tell(figures) {
  const text = JSON.stringify(figures, null, 2);
  writeFileSync(join(store.folder, `figures-${mode}.json`), `${text}\n`);
  console.log(values.json ? text : tableOf(figures));
}

function minutesOr(usual) {
  return values.minutes === undefined ? usual : Number(values.minutes);
}
