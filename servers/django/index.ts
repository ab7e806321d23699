import type { ServerMode } from '../../harness/model/launch.ts';
import { prefork } from '../python/gunicorn.ts';
import { threaded } from '../python/waitress.ts';
import { appNotes, djangoApp } from './app.ts';
import { dev, devReload, devThreaded } from './development.ts';

const production = [prefork(djangoApp), threaded(djangoApp)].map(
  (mode): ServerMode => ({ ...mode, notes: (options) => [...mode.notes(options), ...appNotes] }),
);

export const djangoModes: readonly ServerMode[] = [dev, devThreaded, devReload, ...production];
