import type { Launcher, OtherApp, ServerMode } from '../model/launch.ts';
import { NotApplicable } from './experiment.ts';

/**
 * Starts the server of a mode with another app.
 * @throws NotApplicable when it cannot serve that, or lacks what it needs for it
 */
export async function otherAppLauncher(mode: ServerMode, app: OtherApp): Promise<Launcher> {
  const found = mode.otherApps?.[app];
  if (found === undefined) throw new NotApplicable(`Its server serves no ${app.toUpperCase()} app.`);
  const availability = await found.availability();
  if (availability.installed) return found.launch;
  throw new NotApplicable(`It needs ${availability.missing}, not installed here: ${availability.install}`);
}
