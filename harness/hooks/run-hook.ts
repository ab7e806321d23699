import { basename } from 'node:path';
import { FailureError } from '../model/failure.ts';
import type { HookCall } from '../model/hook.ts';
import { importHooks } from './import-hooks.ts';
import { told } from './told.ts';

/**
 * Runs a setup or teardown in this process. Rejects with FailureError `hook-failed` when it throws or is not done in
 * time, and with the reason of the call's signal when that aborts; the hook is told by the signal of its trial.
 */
export async function runHook(file: string, call: HookCall): Promise<void> {
  call.signal?.throwIfAborted();
  const late = new AbortController();
  const signal = call.signal === undefined ? late.signal : AbortSignal.any([call.signal, late.signal]);
  const ended = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const timer = setTimeout(() => late.abort(new Late(call)), call.timeoutMs);
  try {
    await Promise.race([carryOut(file, call, signal), ended]);
  } catch (error) {
    if (call.signal?.aborted) throw error;
    throw error instanceof Late
      ? failed(call, error.message, !call.hurried)
      : failed(call, told(error, file));
  } finally {
    clearTimeout(timer);
  }
}

class Late extends Error {
  constructor({ timeoutMs, hurried }: HookCall) {
    super(
      `not done after ${timeoutMs / 1000} s${hurried ? ', which is all an interrupted run leaves it' : ''}`,
    );
  }
}

async function carryOut(file: string, { hook, trial }: HookCall, signal: AbortSignal): Promise<void> {
  const { scenarios, ...own } = await importHooks(file);
  const hooks = trial.scenario === undefined ? own : scenarios.get(trial.scenario);
  const run = hooks?.[hook] ?? null;
  if (run === null) throw new Error(`${basename(file)} has it no longer`);
  await run({ ...trial, signal });
}

function failed({ hook, trial }: HookCall, detail: string, timedOut = false): FailureError {
  const { mode, round, scenario = null, level } = trial;
  const phase = level ?? (scenario === null ? '' : 'warm-up');
  return new FailureError({
    ...{ reason: 'hook-failed', variant: mode, phase, hook, scenario, round, detail },
    ...(timedOut ? { timedOut } : {}),
  });
}
