/** Bounds of RFC 6265 §6.1; what is beyond them is not kept, as browsers do. */
const mostCookies = 50;
const mostBytes = 4096;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what cannot be sent back
const controls = /[\x00-\x1f\x7f]/;

/**
 * The cookies of one connection's user (RFC 6265 §5.2). There is but one host and all requests are to it, so Domain,
 * Path and Secure are not looked at; a cookie that has expired is forgotten.
 */
export class CookieJar {
  readonly #cookies = new Map<string, string>();
  #header: string | null = null;

  /** Takes the value of a Set-Cookie field; returns whether that changes what is sent. */
  take(setCookie: string): boolean {
    const [pair = '', ...attributes] = setCookie.split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    const value = pair.slice(equals + 1).trim();
    if (equals < 1 || name === '' || controls.test(pair) || Buffer.byteLength(pair) > mostBytes) return false;
    const before = this.#cookies.get(name);
    if (attributes.some(expired)) this.#cookies.delete(name);
    else if (before !== undefined || this.#cookies.size < mostCookies) this.#cookies.set(name, value);
    this.#header = null;
    return this.#cookies.get(name) !== before;
  }

  /** What a Cookie field holds; empty for none. */
  header(): string {
    this.#header ??= [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return this.#header;
  }

  clear(): void {
    this.#cookies.clear();
    this.#header = null;
  }
}

function expired(attribute: string): boolean {
  const equals = attribute.indexOf('=');
  const name = attribute.slice(0, equals).trim().toLowerCase();
  const value = attribute.slice(equals + 1).trim();
  if (name === 'max-age') return /^-?[0-9]+$/.test(value) && Number(value) <= 0;
  return name === 'expires' && Date.parse(value) <= Date.now();
}
