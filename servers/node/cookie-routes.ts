import cookie, { type CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { respond, send } from './exchange.ts';
import type { Answerer, AppAnswer, AppRequest, RouteName } from './message.ts';

const cookieOptions: CookieSerializeOptions = { path: '/', httpOnly: true, sameSite: 'lax', signed: true };

/** The routes that read or set cookies, in a scope of their own: the others need not pay for parsing them. */
export async function addCookieRoutes(
  scope: FastifyInstance,
  settings: { readonly secret: string; readonly answer: Answerer },
): Promise<void> {
  await scope.register(cookie, { secret: settings.secret });
  const route = (method: 'GET' | 'POST', url: string, name: RouteName) =>
    scope.route({
      method,
      url,
      handler: async (request, reply) => {
        const answer = await respond(request, name, settings.answer, verifiedCookies(request));
        setCookies(reply, answer);
        return send(reply, answer);
      },
    });
  route('GET', '/login', 'loginForm');
  route('POST', '/login', 'login');
  route('GET', '/me', 'me');
}

function verifiedCookies(request: FastifyRequest): AppRequest['cookies'] {
  const verified: Record<string, string> = {};
  for (const [name, signed] of Object.entries(request.cookies)) {
    const { value, valid } = request.unsignCookie(signed ?? '');
    if (valid) verified[name] = value;
  }
  return verified;
}

function setCookies(reply: FastifyReply, answer: AppAnswer): void {
  for (const [name, value] of Object.entries(answer.cookies ?? {})) {
    reply.setCookie(name, value, cookieOptions);
  }
}
