/** With a capital letter, to begin a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A sentence without its full stop, to go on with. */
export function unstopped(sentence: string): string {
  return sentence.trim().replace(/\.$/, '');
}
