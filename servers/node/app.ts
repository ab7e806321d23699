import type { IncomingMessage } from 'node:http';
import fastifyStatic from '@fastify/static';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { contract, contractPath } from '../contract/contract.ts';
import { readBody } from './body.ts';
import { addCookieRoutes } from './cookie-routes.ts';
import { respond, send } from './exchange.ts';
import { type Answerer, type AppAnswer, errorAnswer, jsonAnswer, type RouteName } from './message.ts';

export interface AppSettings {
  /** Log every request to stderr and show the details of errors. */
  readonly development: boolean;
  /** Echoed by `/health`. */
  readonly nonce: string;
  /** Signs cookies; shared by all workers. */
  readonly secret: string;
  /** Whether the server has all the workers or threads that it was asked for. */
  readonly ready: () => boolean;
  readonly answer: Answerer;
}

const { errors, limits } = contract;

/** Idle connections are kept for longer than a benchmark leaves one idle between two slices. */
const keepAliveMs = 120_000;
/** Node counts the time to a connection's first request as header time, so this bounds idle ones too. */
const requestMs = 300_000;

/**
 * The server of the reference app: parses, routes, reads bodies, signs cookies, writes answers. What an answer says
 * comes from `settings.answer`, so that modes differ only in who runs the handlers.
 */
export async function createApp(settings: AppSettings): Promise<FastifyInstance> {
  const app = fastify({
    logger: settings.development ? { level: 'info', stream: process.stderr } : false,
    keepAliveTimeout: keepAliveMs,
    requestTimeout: requestMs,
    http: { headersTimeout: requestMs },
    // No route has a schema; the default compilers take a tenth of the start-up time to load.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    // A path that cannot be decoded is a path without a route.
    frameworkErrors: (_error, _request, reply) => {
      send(reply as FastifyReply, errorAnswer(404, errors.notFound));
    },
    clientErrorHandler(_error, socket) {
      if (!socket.writable) return;
      const { body } = errorAnswer(400, errors.badRequest);
      socket.end(
        `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json; charset=utf-8\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      );
    },
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) =>
    readBody(payload, declaredLength(request), {
      limit: bodyLimit(request),
      drainBytes: limits.drainBytes,
      drainMs: limits.drainSeconds * 1000,
    }),
  );
  app.setNotFoundHandler((request, reply) => send(reply, noRoute(request)));
  app.setErrorHandler((error: FastifyError, request, reply) => send(reply, failed(error, request, settings)));

  app.get('/health', (_request, reply) => {
    reply.header(contract.nonceHeader, settings.nonce);
    const ready = settings.ready();
    return send(reply, jsonAnswer(ready ? 200 : 503, { status: ready ? 'ok' : 'starting' }));
  });
  addRoutes(app, settings.answer);
  await app.register(addCookieRoutes, settings);
  await app.register(fastifyStatic, {
    root: contractPath('static'),
    prefix: '/static/',
    index: false,
    acceptRanges: false,
    dotfiles: 'ignore',
  });
  return app;
}

function addRoutes(app: FastifyInstance, answer: Answerer): void {
  const route = (method: 'GET' | 'POST', url: string, name: RouteName) =>
    app.route({
      method,
      url,
      handler: async (request, reply) => send(reply, await respond(request, name, answer)),
    });
  route('GET', '/plain', 'plain');
  route('GET', '/json', 'json');
  route('GET', '/page', 'page');
  route('GET', '/cpu', 'cpu');
  route('GET', '/wait', 'wait');
  route('GET', '/io', 'io');
  route('GET', '/api/attendance', 'readAttendance');
  route('POST', '/api/attendance', 'writeAttendance');
  route('POST', '/upload', 'upload');
  route('GET', '/error', 'error');
  route('GET', '/who', 'who');
}

function noCompiler(): never {
  throw new Error('routes have no schemas');
}

function declaredLength(request: FastifyRequest): number | undefined {
  const length = request.headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

function bodyLimit(request: FastifyRequest): number {
  return request.routeOptions.url === '/upload' ? limits.uploadBytes : limits.bodyBytes;
}

/** 405 where the path has a route for other methods, 404 where it has none. */
function noRoute(request: FastifyRequest): AppAnswer {
  const path = request.url.split('?', 1)[0] ?? '';
  const known = contract.routes.find((route) =>
    route.path.endsWith('*') ? path.startsWith(route.path.slice(0, -1)) : route.path === path,
  );
  const allowed = known?.methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])) ?? [];
  if (allowed.length === 0 || allowed.includes(request.method)) return errorAnswer(404, errors.notFound);
  return errorAnswer(405, errors.methodNotAllowed, { allow: allowed.join(', ') });
}

/** Errors are logged in every mode; only development modes show them to the client. */
function failed(error: FastifyError, request: FastifyRequest, settings: AppSettings): AppAnswer {
  // Static files: what may not be read does not exist. Otherwise: what the framework could not parse.
  if (error.statusCode === 403 || error.statusCode === 404) return errorAnswer(404, errors.notFound);
  if (error.statusCode !== undefined && error.statusCode < 500) return errorAnswer(400, errors.badRequest);
  process.stderr.write(`${request.method} ${request.url}: ${error.stack ?? error.message}\n`);
  if (!settings.development) return errorAnswer(500, errors.internal);
  return jsonAnswer(500, {
    error: errors.internal,
    message: error.message,
    stack: (error.stack ?? '')
      .split('\n')
      .slice(1)
      .map((line) => line.trim()),
  });
}
