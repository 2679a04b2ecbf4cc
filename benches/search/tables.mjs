// The measurements as Markdown.

const kilobytes = (bytes) => (bytes / 1024).toLocaleString("en-US", { maximumFractionDigits: bytes < 10240 ? 1 : 0 });
const share = (number) => number.toFixed(3).replace(/^0/, "");

const row = (cells) => `| ${cells.join(" | ")} |`;
const table = (head, rows) => [row(head), row(head.map((_, at) => (at ? "---:" : "---"))), ...rows.map(row)].join("\n");
const titled = (title, text, note) => `**${title}**\n\n${text}${note ? `\n\n${note}` : ""}`;

const nameOf = ({ name, isPortal, documents }) => {
  const portal = name.endsWith(".es") ? "SRO HQ in Spanish" : "SRO HQ";
  return `${isPortal ? `${portal}, ` : ""}${documents.toLocaleString("en-US")} documents`;
};

const bytesTable = (corpus) => {
  const cells = ({ engine, bytes: { first, fifth, typed }, disk }) => [
    engine,
    kilobytes(first.median),
    kilobytes(fifth.median),
    kilobytes(fifth.most),
    kilobytes(typed.median),
    kilobytes(disk.bytes),
    disk.files.toLocaleString("en-US"),
  ];
  const head = ["KB", "first result", "five results", "the most for five", "typed letter by letter", "on disk", "files"];
  return titled(nameOf(corpus), table(head, corpus.engines.map(cells)));
};

const qualityTable = (corpus) => {
  const able = corpus.engines.filter(({ quality }) => quality);
  const groups = Object.entries(able[0].quality);
  const head = ["MRR / first / among five", ...groups.map(([group, { queries }]) => `${group} (${queries})`), "no answer"];
  const cell = ({ mrr, success1, success5 }) => [mrr, success1, success5].map(share).join(" / ");
  const cells = ({ engine, quality }) => [engine, ...groups.map(([group]) => cell(quality[group])), share(quality.all.empty)];
  return titled(nameOf(corpus), table(head, able.map(cells)));
};

const latencyTable = ({ corpora, load }) => {
  const names = corpora[0].engines.filter(({ latency }) => latency).map(({ engine }) => engine);
  const of = (name) => (corpus) => {
    const { median, p95 } = corpus.engines.find(({ engine }) => engine === name).latency;
    return `${median.toFixed(1)} / ${p95.toFixed(1)}`;
  };
  const busy = load > 0.5 ? `Other programs were running (load ${load.toFixed(1)}): these times are not to be quoted.` : "";
  const head = ["median / 95th percentile, ms", ...corpora.map(nameOf)];
  return table(head, names.map((name) => [name, ...corpora.map(of(name))])) + (busy && `\n\n${busy}`);
};

/** All tables. */
export const tables = (results) =>
  [
    "### Bytes",
    ...results.corpora.map(bytesTable),
    "### Answers",
    ...results.corpora.map(qualityTable),
    "### Time for a letter typed, in Node",
    latencyTable(results),
  ].join("\n\n");
