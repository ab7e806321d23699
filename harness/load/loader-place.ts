/** Which of how many loaders that act as one this process is. */
export interface LoaderPlace {
  readonly index: number;
  readonly of: number;
}

export const alone: LoaderPlace = { index: 0, of: 1 };

let taken = alone;

/** To be called once, when the process starts. */
export function takePlace(place: LoaderPlace): void {
  taken = place;
}

/** What must differ between loaders is made from this: numbers that no request has had before, draws of chance. */
export function ownPlace(): LoaderPlace {
  return taken;
}

/** `1/3` → the second of three; null for anything else. */
export function parsePlace(text: string): LoaderPlace | null {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const place = { index: Number(match?.[1]), of: Number(match?.[2]) };
  return place.index < place.of ? place : null;
}
