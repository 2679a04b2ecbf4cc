// The form by which anyone suggests an entry: what is filled in becomes a YAML file, which a link opens as a new file on
// the forge. It can be copied and saved too. Nothing is sent from here.

const form = document.querySelector("[data-suggest]");
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const entry = document.getElementById("entry");
const controls = () => [...form.elements].filter(({ name }) => name);

/** Longer addresses are refused by servers. */
const LONGEST = 7000;

/** A text without signs that cannot be seen and without halves of signs. */
const visible = (text) =>
  text.replace(/\r\n?|[\u2028\u2029\x85]/g, "\n").replace(/[\xa0\u2007\u202f]/g, " ")
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]|\p{Surrogate}/gu, "").trim();

/** What a control says; nothing if it is empty. */
function value({ type, value, checked, dataset }) {
  const text = visible(value);
  switch (dataset.as) {
    case "check": return checked || undefined;
    case "checks": return checked ? [text] : undefined;
    case "number": return text && Number(text);
    case "lines": case "emails": return text && text.split(dataset.as === "lines" ? "\n" : ",").map(visible).filter(Boolean);
    default: return type === "textarea" ? text : text.replace(/\s+/g, " ");
  }
}

/** All values, in groups and lists as the names of the controls say: `phones.0.number`. */
function values() {
  const all = {};
  for (const control of controls()) {
    const found = value(control);
    if (found === undefined || found === "") continue;
    const path = control.name.split(".");
    const last = path.pop();
    const group = path.reduce((group, step, at) => (group[step] ??= path[at + 1] === "0" ? [] : {}), all);
    if (control.dataset.as === "time") group[last] &&= `${group[last]} ${found}`;
    else group[last] = Array.isArray(found) ? [...(group[last] ?? []), ...found] : found;
  }
  return all;
}

/** One value: plain where every reader takes it for a text or a date, and in quotation marks elsewhere. */
function scalar(value) {
  const isWord = /^[a-z][\w ,()/-]*$/i.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  const isPlain = typeof value !== "string" || isWord || /^\d{4}-\d\d-\d\d( \d\d:\d\d)?$/.test(value);
  return isPlain ? String(value) : JSON.stringify(value);
}

function lines(group, indent) {
  return Object.entries(group).flatMap(([key, value]) => {
    const name = `${indent}${key}:`;
    if (Array.isArray(value)) return [name, ...value.flatMap((item) => listed(item, indent))];
    if (typeof value === "object") return [name, ...lines(value, `${indent}  `)];
    if (!String(value).includes("\n")) return [`${name} ${scalar(value)}`];
    return [`${name} |`, ...value.split("\n").map((line) => (line.trim() ? `${indent}  ${line}` : ""))];
  });
}

function listed(item, indent) {
  if (typeof item !== "object") return [`${indent}  - ${scalar(item)}`];
  const [first, ...rest] = lines(item, `${indent}    `);
  return [`${indent}  - ${first.trimStart()}`, ...rest];
}

/** The name of the file is the id of the entry, and its address for ever. */
function name({ name, title, course, question, term, citation, start }) {
  const plain = (name ?? title ?? course ?? question ?? term ?? citation ?? form.dataset.suggest).normalize("NFKD").toLowerCase();
  const words = plain.replace(/[\u0300-\u036f'’]/g, "").match(/[a-z0-9]+/g) ?? [form.dataset.suggest];
  return `${[words.join("-").slice(0, 60).replace(/-$/, ""), start?.slice(0, 7)].filter(Boolean).join("-")}.yaml`;
}

/** Whether a control is needed and empty: always, unless another is filled in instead, or because its group is used. */
function isMissing(control) {
  if (value(control) || control.dataset.as === "time") return false;
  const others = control.dataset.instead?.split(" ");
  if (others) return !controls().some((other) => others.includes(other.name) && value(other));
  const group = control.closest(".group");
  return control.required || ("needed" in control.dataset && controls().some((other) => other.closest(".group") === group && value(other)));
}

function problem(control) {
  const label = (control.labels?.[0]?.firstElementChild ?? control.labels?.[0])?.textContent ?? "";
  const help = document.getElementById(`${control.id}-h`)?.textContent ?? "";
  const { missing, wrong } = form.dataset;
  if (isMissing(control)) return missing.replace("{label}", label);
  return control.validity.valid ? "" : wrong.replace("{label}", label).replace("{help}", help);
}

function show(problems) {
  const items = problems.map(([{ id }, text]) => {
    const link = Object.assign(document.createElement("a"), { href: `#${id}`, textContent: text });
    const item = document.createElement("li");
    item.append(link);
    return item;
  });
  part("errors").querySelector("ul").replaceChildren(...items);
  part("errors").hidden = !items.length;
  if (items.length) part("errors").focus();
}

function write() {
  const all = values();
  const file = name(all);
  entry.value = `${lines(all, "").join("\n")}\n`;
  entry.labels[0].textContent = entry.labels[0].dataset.label.replace("{name}", file);
  part("save").href = URL.createObjectURL(new Blob([entry.value], { type: "application/yaml" }));
  part("save").download = file;
  part("status").textContent = "";
  part("ready").hidden = false;
  if (part("open")) lead(file);
  document.getElementById("ready").focus();
}

/** The link to the forge takes the entry with it, if there is room. */
function lead(file) {
  const { url, name, text } = form.dataset;
  const short = `${url}?${name}=${encodeURIComponent(file)}`;
  const whole = `${short}&${text}=${encodeURIComponent(entry.value)}`;
  const fits = text && whole.length <= LONGEST;
  part("open").href = fits ? whole : short;
  part("next").hidden = !fits;
  part("paste").hidden = fits;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const problems = controls().map((control) => [control, problem(control)]);
  for (const [control, text] of problems) control.setAttribute("aria-invalid", Boolean(text));
  const wrong = problems.filter(([, text]) => text);
  show(wrong);
  if (wrong.length) part("ready").hidden = true;
  else write();
});

part("errors").addEventListener("click", (event) => {
  const control = document.getElementById(event.target.hash?.slice(1));
  if (!control) return;
  event.preventDefault();
  control.focus();
});

part("copy").addEventListener("click", async ({ currentTarget: { dataset } }) => {
  try {
    await navigator.clipboard.writeText(entry.value);
    part("status").textContent = dataset.copied;
  } catch {
    entry.select();
    part("status").textContent = dataset.select;
  }
});

part("without").hidden = true;
form.hidden = false;
