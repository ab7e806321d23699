import type { FastifyReply, FastifyRequest } from 'fastify';
import { contract } from '../contract/contract.ts';
import type { Body } from './body.ts';
import { type Answerer, type AppAnswer, type AppRequest, errorAnswer, type RouteName } from './message.ts';

const { errors } = contract;

const noBody = new Uint8Array(0);
const noCookies = {};

/** Hands the request to its handler, unless its body is already too large. */
export function respond(
  request: FastifyRequest,
  route: RouteName,
  answer: Answerer,
  cookies: AppRequest['cookies'] = noCookies,
): AppAnswer | Promise<AppAnswer> {
  const body = request.body as Body | undefined;
  if (body?.kind === 'too-large') return errorAnswer(413, errors.tooLarge);
  return answer({
    route,
    query: request.query as AppRequest['query'],
    body: body?.bytes ?? noBody,
    contentType: mediaType(request),
    client: request.ip,
    cookies,
  });
}

export function send(reply: FastifyReply, answer: AppAnswer): FastifyReply {
  const body = reply.request.body as Body | undefined;
  // The rest of a body that was not drained would be taken for the next request.
  if (body?.kind === 'too-large' && !body.drained) reply.header('connection', 'close');
  reply.code(answer.status).header('content-type', answer.contentType);
  if (answer.headers !== undefined) reply.headers(answer.headers);
  return reply.send(answer.body);
}

function mediaType(request: FastifyRequest): string {
  const given = request.headers['content-type'];
  return given === undefined ? '' : (given.split(';', 1)[0] ?? '').trim().toLowerCase();
}
