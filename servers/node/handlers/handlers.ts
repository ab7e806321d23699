import type { AppAnswer, AppRequest, RouteName } from '../message.ts';
import { openStore } from '../store.ts';
import { openTemplates, templateFolder } from '../templates.ts';
import { readAttendance, writeAttendance } from './attendance.ts';
import { error, json, plain, who } from './fixed.ts';
import { login, loginForm, me } from './login.ts';
import { page } from './page.ts';
import { cpu, io, upload, wait } from './work.ts';

export type Handler = (request: AppRequest) => AppAnswer | Promise<AppAnswer>;

export interface HandlerSettings {
  readonly database: string;
  readonly templates: string;
  readonly rereadTemplates: boolean;
}

/** What a server's process or thread needs of its environment to run handlers. Throws when the database is not named. */
export function handlerSettings(env: NodeJS.ProcessEnv, rereadTemplates: boolean): HandlerSettings {
  const database = env.BENCH_DATABASE;
  if (database === undefined || database === '') throw new Error('BENCH_DATABASE is not set');
  return { database, templates: env.BENCH_TEMPLATES ?? templateFolder, rereadTemplates };
}

/** The handlers, with their own connection to the database: once per process or thread that runs them. */
export function createHandlers(settings: HandlerSettings): Readonly<Record<RouteName, Handler>> {
  const store = openStore(settings.database);
  const templates = openTemplates(settings.templates, settings.rereadTemplates);
  return {
    plain,
    json,
    who,
    error,
    cpu,
    wait,
    io,
    upload,
    me,
    page: () => page(store, templates),
    readAttendance: (request) => readAttendance(request, store),
    writeAttendance: (request) => writeAttendance(request, store),
    loginForm: (request) => loginForm(request, templates),
    login: (request) => login(request, store, Date.now()),
  };
}
