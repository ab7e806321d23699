import type { DraftModes } from './draft-node.ts';
import type { Folder } from './folder.ts';
import type { PythonApp } from './python-app.ts';
import { PythonModes, servedBy } from './python-modes.ts';
import { nothingInstalled, type PythonTools } from './python-tools.ts';
import { pythonUnknowns } from './python-unknowns.ts';

/** The app behind the servers that fit it; those that are not installed are written as comments. */
export function draftPython(folder: Folder, app: PythonApp, tools: PythonTools | null): DraftModes {
  const python = tools ?? nothingInstalled;
  const served = servedBy(app);
  const modes = new PythonModes(folder, python, app);
  const all = [
    ...modes.development(served),
    ...(served === null ? [] : modes.production(served)),
    ...modes.asynchronous(),
  ];
  const first = all[0];
  const usable = all.some(({ off }) => off === null);
  // A file without a single mode would be of no use; what it lacks stands in its comment, and in the account.
  const modesWithOne =
    usable || first === undefined
      ? all
      : [{ ...first, off: null, comment: [...first.comment, first.off ?? ''] }, ...all.slice(1)];
  return { modes: modesWithOne, afterModes: [], unknown: pythonUnknowns(folder, app, tools, served) };
}
