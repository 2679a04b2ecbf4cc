// Reads an index in shards for search.js; src/formats/search/shards.rs says what stands in them.

const FORM = 0x0d0c;

const decoded = (bytes) => {
  let at = 0;
  const number = () => {
    let [value, scale, byte] = [0, 1];
    do {
      byte = bytes[at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  };
  if (number() !== FORM) throw bytes;
  const [keys, numbers] = [number(), number()];
  const lines = new TextDecoder().decode(bytes.subarray(at, (at += keys))).split("\n");
  let weights = at + numbers;
  let key = "";
  const terms = new Map();
  for (const line of lines) {
    key = key.slice(0, line.charCodeAt(0) - 32) + line.slice(1);
    const listed = number();
    const count = listed % 2 ? number() : listed >> 1;
    const hits = new Map();
    let ref = 0;
    for (let left = listed >> 1; left > 0 && at < weights; left--) {
      const step = number();
      ref += Math.floor(step / 2);
      hits.set(ref, [bytes[weights++], step % 2 ? bytes[weights++] : 0]);
    }
    terms.set(key, { count, hits });
  }
  return terms;
};

export default async (address, { language, merge, typos }, get = fetch) => {
  const load = async (path) => {
    const response = await get(new URL(path, address));
    if (!response.ok) throw response;
    const bytes = new Uint8Array(await response.arrayBuffer());
    // Some hosts have the browser unpack it.
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
    return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
  };
  const json = async (path) => JSON.parse(new TextDecoder().decode(await load(path)));
  const { folder, shards, kinds, ends, length, bestBets, perShard, ...how } = await json(address);
  const loaded = {};
  const once = (work, name) => (loaded[name] ??= load(`./${String(address).match(/[^/]+(?=\.gz$)/)}/${folder}/${name}.gz`).then(work));
  const shard = (number) => once(decoded, "t" + number);
  const placed = (key) => Math.max(0, shards.findLastIndex((first) => first <= key));
  const find = async (key) => (await shard(placed(key))).get(key);
  const range = async (from, to) => {
    const [first, last] = [placed(from), placed(to)];
    const parts = await Promise.all(Array.from({ length: last - first + 1 }, (_, at) => shard(first + at)));
    return parts.flatMap((terms) => [...terms].filter(([key]) => key >= from && key < to));
  };

  const days = new Map();
  for (let at = 0, ref = 0, day = 0; at < ends.length; at += 2) {
    ref += ends[at];
    day += ends[at + 1];
    days.set(ref, new Date(day * 864e5).toJSON().slice(0, 10));
  }
  const about = (ref) => {
    const [, kind, label] = kinds.findLast(([first]) => first <= ref);
    return { kind, label, ends: days.get(ref) };
  };

  return {
    term: language(how),
    typos,
    length,
    bestBets,
    find,
    about,
    beginning: async (word) => (await find(word + "*")) || merge((await range(word, word + "\uffff")).map(([, term]) => term)),
    spelled: async (typed, most, side) => {
      const start = "~" + side + typed.at(-side);
      const length = (more) => String.fromCharCode(32 + typed.length + more);
      const terms = await range(start + length(-most), start + length(most + 1));
      return terms.map(([key, { count }]) => [key.slice(4), count]);
    },
    cards: (refs) => Promise.all(refs.map(async (ref) => (await once((bytes) => JSON.parse(new TextDecoder().decode(bytes)), "c" + Math.floor(ref / perShard)))[ref % perShard])),
  };
};
