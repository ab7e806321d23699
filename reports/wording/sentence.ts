/** With a capital letter, to begin a sentence; what is a symbol, as p50, stays as it is. */
export function capital(text: string): string {
  return /^p\d/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** A sentence without its full stop, to go on with. */
export function unstopped(sentence: string): string {
  return sentence.trim().replace(/\.$/, '');
}

/** To go on with behind a colon. */
export function uncapital(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
