import { slowdowns } from '../slowed/slowdowns.mjs';
import { baseFigures } from './base-figures.mjs';
import { GatedApp } from './gated-app.mjs';
import { recordsOf } from './store.mjs';

/** The two sizes that are asked for; gates end sooner where nothing is suspect. */
export const sizes = {
  one: { budget: '3m', seconds: 180 },
  three: { budget: '10m', seconds: 600 },
};

/** Of the app as it is: light, with a template, heavy. */
export const scenarios = ['json', 'page', 'cpu'];

/** Every so many gates one is of all scenarios. */
const everyWhole = 12;

/** The same code against itself, gate after gate, until the time is over. */
export async function measureSame(store, { mode, minutes }) {
  const end = deadline(minutes);
  await withApp(store, async (app) => {
    for (;;) {
      const done = countOf(store, 'aa', mode);
      const whole = done % everyWhole === everyWhole - 1;
      const size = whole ? sizes.three : sizes.one;
      const of = whole ? scenarios : [scenarios[done % scenarios.length]];
      if (Date.now() + (whole ? 180_000 : 60_000) > end) return;
      await oneGate(store, app, 'aa', { mode, scenarios: of, ...size });
      if (app.stoppedBy !== null) return;
    }
  });
}

/** Each slowdown against the app as it is, in turns, until the time is over. */
export async function measureInjected(store, { mode, minutes }) {
  const end = deadline(minutes);
  await withApp(store, async (app) => {
    const cost = new Map();
    for (const { scenario } of slowdowns) {
      if (!cost.has(scenario)) cost.set(scenario, await costOf(store, app, mode, scenario));
      if (app.stoppedBy !== null) return;
    }
    while (Date.now() + 90_000 < end) {
      const slowdown = fewestMeasured(store, mode);
      const variables = slowdown.variables(cost.get(slowdown.scenario));
      const asked = { mode, scenarios: [slowdown.scenario], ...sizes.one };
      await oneGate(store, app, 'injected', { ...asked, slowdown: slowdown.name, variables });
      if (app.stoppedBy !== null) return;
    }
  });
}

function countOf(store, kind, mode, slowdown) {
  return store.rows(kind).filter((row) => row.mode === mode && row.slowdown === slowdown).length;
}

/** The first of those of which there are fewest gates. */
function fewestMeasured(store, mode) {
  const counts = slowdowns.map(({ name }) => countOf(store, 'injected', mode, name));
  return slowdowns[counts.indexOf(Math.min(...counts))];
}

/** What the app costs as it is; a gate of it is measured where none is known. */
async function costOf(store, app, mode, scenario) {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const known = baseFigures(recordsOf(store.gates('aa', mode)), scenario);
    if (known !== null || app.stoppedBy !== null) return known;
    await oneGate(store, app, 'aa', { mode, scenarios: [scenario], ...sizes.one });
  }
  throw new Error(`no gate of ${scenario} could tell what it costs`);
}

async function oneGate(store, app, kind, asked) {
  const { slowdown = 'same', scenarios: of, variables } = asked;
  const result = await app.gate({ ...asked, name: `${slowdown}-${of.join('-')}` });
  if (result === null) return;
  store.add(kind, { ...asked, ...result, at: new Date().toISOString() });
  if (result.run === null) refuse(store, kind, result);
  const gate = store.record(result)?.gate;
  const verdict = gate === undefined ? result.stderr.trim().split('\n').at(-1) : told(gate);
  const given = variables === undefined ? '' : ` ${JSON.stringify(variables)}`;
  const text = `${of.join(', ')} ${slowdown}${given}: exit ${result.exitCode} after ${Math.round(result.seconds)} s, ${verdict}`;
  process.stderr.write(`${text}\n`);
}

/** One gate that measures nothing is told among the others; when none does any more, going on is of no use. */
function refuse(store, kind, { exitCode, stderr }) {
  if (
    store
      .rows(kind)
      .slice(-3)
      .filter(({ run }) => run === null).length < 3
  )
    return;
  throw new Error(`three gates in a row left no record; the last ended with ${exitCode}: ${stderr}`);
}

function told({ outcome, rounds, tests }) {
  const seen = tests
    .filter((test) => test.outcome !== 'pass')
    .map((test) => `${test.metric} ${test.outcome}${test.trouble === null ? '' : ` (${test.trouble.code})`}`);
  const left = rounds.discarded > 0 ? `, ${rounds.discarded} left out` : '';
  return `${outcome}, ${rounds.kept} rounds${left}${seen.length > 0 ? `; ${seen.join(', ')}` : ''}`;
}

async function withApp(store, work) {
  const app = new GatedApp(store.runs);
  try {
    await work(app);
  } finally {
    app.close();
  }
  if (app.stoppedBy !== null) process.exit(app.stoppedBy === 'SIGINT' ? 130 : 143);
}

function deadline(minutes) {
  return Date.now() + 60_000 * minutes;
}
