import { type Failure, FailureError } from '../model/failure.ts';
import { type EngineSession, engineNames, type LoadEngine, type Peers } from '../model/load.ts';
import { loadEngine } from './engines.ts';
import { alone, parsePlace, takePlace } from './loader-place.ts';
import { type Ask, askSchema, type Say } from './protocol.ts';

type Errand = Exclude<Ask, { type: 'shutdown' }>;
type Drive = Extract<Ask, { type: 'drive' }>;

/*
 * The loader process: sends the requests, so that their CPU is accounted for apart from the harness. It does what
 * the harness asks over IPC and lives no longer than that channel.
 */

const sessions = new Map<number, EngineSession>();
let sessionsOpened = 0;
/** What was asked and is not answered yet; the order to shut down waits for it. */
const unanswered = new Set<Promise<void>>();
/** Of the slices that are driven together with other loaders, by the number of the order: to be told of the end. */
const together = new Map<number, (last: boolean) => void>();

process.once('disconnect', () => process.exit(0));
await main();

async function main(): Promise<void> {
  const name = engineNames.find((known) => known === process.argv[2]);
  const place = process.argv[3] === undefined ? alone : parsePlace(process.argv[3]);
  if (name === undefined || place === null || process.send === undefined) {
    process.exitCode = 2;
    return;
  }
  // Before the engine is loaded, which may draw its numbers by it.
  takePlace(place);
  const engine = await loadEngine(name);
  process.on('message', (message) => void hear(engine, message));
  await say({ type: 'ready', minimumWindowMs: engine.minimumWindowMs });
}

async function hear(engine: LoadEngine, message: unknown): Promise<void> {
  const parsed = askSchema.safeParse(message);
  if (!parsed.success) {
    const id = Number((message as { id?: unknown } | null)?.id);
    if (Number.isInteger(id)) await say({ type: 'failed', id, failure: loaderError(parsed.error.message) });
    return;
  }
  if (parsed.data.type === 'shutdown') return shutDown();
  const answered = answer(engine, parsed.data);
  unanswered.add(answered);
  await answered;
  unanswered.delete(answered);
}

/** Ends what is being driven, tells its reports, and goes. */
async function shutDown(): Promise<void> {
  await Promise.all([...sessions.values()].map((session) => session.close()));
  await Promise.all(unanswered);
  process.disconnect();
}

async function answer(engine: LoadEngine, ask: Errand): Promise<void> {
  try {
    await say({ type: 'done', id: ask.id, value: await carryOut(engine, ask) });
  } catch (error) {
    const failure = error instanceof FailureError ? error.failure : loaderError(String(error));
    await say({ type: 'failed', id: ask.id, failure });
  }
}

async function carryOut(engine: LoadEngine, ask: Errand): Promise<unknown> {
  switch (ask.type) {
    case 'open': {
      const session = await engine.open(ask.target, ask.connections, ask.ahead);
      sessionsOpened += 1;
      sessions.set(sessionsOpened, session);
      return sessionsOpened;
    }
    case 'prepare':
      return known(ask.session).prepare(ask.order, ask.step);
    case 'drive':
      return drive(ask);
    case 'enough':
      return together.get(ask.drive)?.(ask.last);
    case 'close': {
      const session = known(ask.session);
      sessions.delete(ask.session);
      return session.close();
    }
    case 'cpu': {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    }
  }
}

async function drive({ id, session, order, peers: count }: Drive): Promise<unknown> {
  if (count === undefined) return known(session).drive(order);
  const enough = new Promise<boolean>((resolve) => together.set(id, resolve));
  const peers: Peers = { count, enough, answers: (count) => void say({ type: 'answers', id, count }) };
  try {
    return await known(session).drive(order, peers);
  } finally {
    together.delete(id);
  }
}

function known(session: number): EngineSession {
  const found = sessions.get(session);
  if (found === undefined) throw new FailureError(loaderError(`there is no session ${session}`));
  return found;
}

function loaderError(detail: string): Failure {
  return { reason: 'loader-error', variant: '', phase: '', detail };
}

/** Resolves when the message is on its way; a harness that is gone ends this process anyway. */
function say(message: Say): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, () => resolve());
    else resolve();
  });
}
