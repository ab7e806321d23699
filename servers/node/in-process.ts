import type { InjectOptions } from 'fastify';
import { bodyText, type RequestSpec } from '../../harness/model/scenario.ts';
import { copySeededDatabase } from '../contract/database.ts';
import { createApp } from './app.ts';
import { createHandlers } from './handlers/handlers.ts';
import type { AppRequest } from './message.ts';
import { templateFolder } from './templates.ts';

/** The app as functions of this process, as a production mode has it: templates cached, requests not logged. */
export interface AppInProcess {
  /** Calls the handler with what the framework hands it; null where the framework answers by itself. */
  handler(request: RequestSpec): Promise<(() => unknown) | null>;
  /** Through the framework, on a request and a response that only look like those of a socket (light-my-request). */
  framework(request: RequestSpec): () => Promise<{ readonly status: number; readonly body: string }>;
  close(): Promise<void>;
}

/** Opens the app on a copy of the seeded database in `folder`. */
export async function openInProcess(folder: string): Promise<AppInProcess> {
  const handlers = createHandlers({
    database: await copySeededDatabase(folder),
    templates: templateFolder,
    rereadTemplates: false,
  });
  let handed: AppRequest | null = null;
  const app = await createApp({
    development: false,
    nonce: 'in-process',
    secret: 'in-process',
    ready: () => true,
    answer(request) {
      handed = request;
      return handlers[request.route](request);
    },
  });
  await app.ready();

  const framework: AppInProcess['framework'] = (request) => {
    const options = injected(request);
    return async () => {
      const { statusCode, payload } = await app.inject(options);
      return { status: statusCode, body: payload };
    };
  };
  return {
    framework,
    async handler(request) {
      handed = null;
      await framework(request)();
      const given = handed as AppRequest | null;
      return given === null ? null : () => handlers[given.route](given);
    },
    close: () => app.close(),
  };
}

function injected({ method, path, headers, body }: RequestSpec): InjectOptions {
  return {
    method: method as NonNullable<InjectOptions['method']>,
    url: path,
    headers,
    ...(body === null ? {} : { payload: bodyText(body) }),
  };
}
