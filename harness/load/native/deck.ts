import { type Random, shuffle } from '../../stats/random.ts';

/**
 * Draws by weights as cards are dealt: each number stands in a deck as often as it weighs, and the deck is shuffled
 * anew when it is used up. So a mixture has its proportions in every deck, and differs less from slice to slice than
 * independent draws would.
 */
export class Deck {
  readonly #random: Random;
  #cards: readonly number[];
  #dealt = 0;

  /** `cards[i]` is how often `i` stands in the deck. */
  constructor(cards: readonly number[], random: Random) {
    this.#random = random;
    this.#cards = shuffle(
      cards.flatMap((times, index) => Array.from({ length: times }, () => index)),
      random,
    );
  }

  next(): number {
    if (this.#dealt === this.#cards.length) {
      this.#cards = shuffle(this.#cards, this.#random);
      this.#dealt = 0;
    }
    const card = this.#cards[this.#dealt] as number;
    this.#dealt += 1;
    return card;
  }
}
