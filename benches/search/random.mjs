// Random numbers that are the same for the same seed, on any machine.

/** A generator of numbers from 0 to 1 (mulberry32), seeded by a text (FNV-1a, 32 bits). */
export const seeded = (seed) => {
  let state = [...String(seed)].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 0x01000193), 0x811c9dc5);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  /** So many of the items, none twice, in the order of the list. */
  const some = (items, count) => {
    const places = new Set();
    while (places.size < Math.min(count, items.length)) places.add(below(items.length));
    return [...places].sort((a, b) => a - b).map((place) => items[place]);
  };
  return { below, some, one: (items) => items[below(items.length)] };
};
