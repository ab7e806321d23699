/**
 * The t for which Student's distribution with `degrees` of freedom holds `confidence` between −t and t.
 *
 * Bisects the closed form for whole degrees of freedom: Abramowitz & Stegun, Handbook of Mathematical Functions,
 * 26.7.3 and 26.7.4, with θ = atan(t/√degrees).
 */
export function studentQuantile(confidence: number, degrees: number): number {
  let low = 0;
  let high = Math.PI / 2;
  // Each step halves the range of θ; after 60 nothing of a double is left to halve.
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}

/** A(t|ν) of Abramowitz & Stegun: the probability between −t and t. */
function centralProbability(theta: number, degrees: number): number {
  const cosine = Math.cos(theta);
  const sine = Math.sin(theta);
  const odd = degrees % 2 === 1;
  if (degrees === 1) return (2 * theta) / Math.PI;
  // odd: cosθ + ⅔cos³θ + …, even: 1 + ½cos²θ + …, both up to the power degrees − 2
  let term = odd ? cosine : 1;
  let sum = term;
  for (let power = odd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= ((power - 1) / power) * cosine ** 2;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (theta + sine * sum) : sine * sum;
}
