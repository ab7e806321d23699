/** What `packedBlock` put into the page; null where there is no such block. */
export async function unpacked<T>(id: string): Promise<T | null> {
  const block = document.getElementById(id);
  if (!block?.textContent) return null;
  const bytes = Uint8Array.from(atob(block.textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as T;
}
