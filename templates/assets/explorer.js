// The case explorer: all cases of a release out of one file. The rows of the page stand until it has opened.
// Everything from data becomes the text of an element or an encoded part of an address, never markup.
{
const host = document.querySelector("[data-cases]");
const A_PAGE = 100; // rows at a time: ten thousand cases, and never more than 3,000 elements
const NEAR = 12; // neighbours on each side of an open case
const STEPS = 40; // tool calls at first
const CHOICES = 100; // more values than these are typed, not chosen
const PAST = { p: ["passed", "good", "passed"], f: ["failed", "bad", "failed"], n: ["none", "open", "no result"], "-": ["none", "soft", "not run"] };
const SORTS = { harm: "worst first", name: "by name", slow: "slowest first", dear: "dearest first" };
const CHANGED = ["newly-failing", "other-score", "fixed"];

const el = (tag, set = {}, ...inside) => {
  const one = document.createElement(tag);
  for (const [key, value] of Object.entries(set)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "text") one.textContent = value;
    else if (key === "on") for (const [event, run] of Object.entries(value)) one.addEventListener(event, run);
    else one.setAttribute(key, value === true ? "" : value);
  }
  one.append(...inside.filter((part) => part !== null && part !== undefined && part !== ""));
  return one;
};
const sign = (symbol, tone) => {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  drawing.setAttribute("class", `er-mark t-${tone}`);
  drawing.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#m-${symbol}`);
  drawing.append(use);
  return drawing;
};
const state = ([symbol, tone, word]) => el("span", { class: `er-state t-${tone}` }, sign(symbol, tone), el("span", { text: word }));
const verdict = (passed) => state(passed === true ? ["passed", "good", "Passed"] : passed === false ? ["failed", "bad", "Failed"] : ["none", "open", "No result"]);
const number = (value) => value.toLocaleString("en-US");
const money = (value) => `$${value >= 0.1 ? value.toFixed(2) : String(value)}`;
const seconds = (value) => `${value < 10 ? value.toFixed(2) : number(Math.round(value * 10) / 10)} s`;

// What there is ---------------------------------------------------------------
const unpack = async (buffer) => {
  const bytes = new Uint8Array(buffer);
  // Some servers unpack such a file on the way.
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const stream = packed && new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(packed ? await new Response(stream).text() : new TextDecoder().decode(bytes));
};
const fromScript = (address) => new Promise((done, fail) => {
  const script = el("script", { src: address });
  script.onload = () => done(Uint8Array.from(atob(self.evalreportCases), (one) => one.charCodeAt(0)).buffer);
  script.onerror = fail;
  document.head.append(script);
});
const open = async (address) => {
  if (address.endsWith(".js")) return unpack(await fromScript(address));
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return unpack(await answer.arrayBuffer());
};

const explorer = (data) => {
  const { cases, noun, classes, scores } = data;
  const states = new Map(data.states.map((one) => [one.id, one]));
  const byAnchor = new Map(cases.map((one, place) => [one.anchor, Object.assign(one, { place })]));
  const nameOf = (one) => (data.several_runs || one.run ? `${one.id}, run ${one.run || 1}` : one.id);
  const stateOf = (one) => { const { mark, tone, word } = states.get(one.state); return [mark, tone, word]; };
  const count = (many) => `${number(many)} ${many === 1 ? noun[0] : noun[1]}`;
  const sidesOf = (one) => [one.before, one.after].filter(Boolean);
  const classesOf = (one) => [...new Set(sidesOf(one).flatMap((side) => side.classes || []))];
  const passOf = (score) => (score && typeof score === "object" ? score.passed : score);
  const happened = (one) => {
    const before = (one.before && one.before.scores) || {};
    const after = (one.after && one.after.scores) || {};
    const flip = (key) => [passOf(before[key]), passOf(after[key])].join();
    const words = { "true,false": "now fails", "false,true": "now passes" };
    return Object.keys(scores).filter((key) => flip(key) in words).map((key) => `${scores[key]} ${words[flip(key)]}`).join("; ");
  };
  const kinds = (one) => {
    const after = (one.after && one.after.classes) || [];
    const gone = ((one.after && one.before && one.before.classes) || []).filter((key) => !after.includes(key));
    const only = one.after ? after : (one.before && one.before.classes) || [];
    return [...only.map((key) => classes[key]), ...gone.map((key) => `no longer ${classes[key]}`)].join(", ");
  };
  const words = (one) => {
    const texts = sidesOf(one).flatMap((side) => [side.input, side.output, side.error, side.note, ...Object.values(side.scores || {}).map((score) => score && score.why)]);
    const calls = (one.calls || []).map((step) => step.name);
    const labels = Object.entries(one.metadata || {}).flat();
    return [nameOf(one), one.suite, ...classesOf(one).map((key) => classes[key]), ...(one.tags || []), ...labels, ...calls, ...texts].filter(Boolean).join("\n").toLowerCase();
  };
  const tally = (valuesOf) => {
    const found = new Map();
    for (const one of cases) for (const value of valuesOf(one)) found.set(value, (found.get(value) || 0) + 1);
    return found;
  };
  const metaOf = (key) => (one) => [...new Set([(one.metadata || {})[key], (one.was || {})[key]].filter((value) => value !== undefined))];
  const FACETS = {
    class: { label: "Kind of failure", of: classesOf, title: (key) => classes[key] },
    suite: { label: "Suite", of: (one) => [one.suite], title: (key) => key },
    tag: { label: "Tag", of: (one) => one.tags || [], title: (key) => key },
  };
  for (const facet of Object.values(FACETS)) facet.counts = tally(facet.of);
  const keys = [...tally((one) => Object.keys(one.metadata || {})).keys()].sort();
  const metaCounts = new Map();
  const countsOf = (key) => metaCounts.get(key) || metaCounts.set(key, tally(metaOf(key))).get(key);

  // What is asked for, which is what the address says -------------------------
  const read = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    const asked = { meta: {}, q: given.get("q") || "", transition: given.get("transition") || "", sort: given.get("sort") || "harm", page: Math.max(1, parseInt(given.get("page"), 10) || 1), case: given.get("case") || "" };
    for (const facet of Object.keys(FACETS)) asked[facet] = given.get(facet) || "";
    for (const [key, value] of given) if (key.startsWith("meta.")) asked.meta[key.slice(5)] = value;
    return asked;
  };
  const address = (asked, change = {}) => {
    const told = new URLSearchParams();
    const next = { ...asked, ...change };
    for (const key of ["q", "transition", ...Object.keys(FACETS)]) if (next[key]) told.set(key, next[key]);
    for (const [key, value] of Object.entries(next.meta)) told.set(`meta.${key}`, value);
    if (next.sort !== "harm" && next.sort in SORTS) told.set("sort", next.sort);
    if (next.page > 1) told.set("page", next.page);
    if (next.case) told.set("case", next.case);
    return `#${told}`;
  };
  const holds = (values, wanted, counts) => values.includes(wanted) || (counts.size > CHOICES && values.some((value) => value.toLowerCase().includes(wanted.toLowerCase())));
  const wants = (asked) => {
    const tests = [];
    const parts = asked.q.toLowerCase().split(/\s+/).filter(Boolean);
    if (parts.length) tests.push((one) => { one.words = one.words || words(one); return parts.every((part) => one.words.includes(part)); });
    if (asked.transition) tests.push((one) => (asked.transition === "changed" ? CHANGED.includes(one.state) : one.state === asked.transition));
    for (const [name, facet] of Object.entries(FACETS)) if (asked[name]) tests.push((one) => holds(facet.of(one), asked[name], facet.counts));
    for (const [key, value] of Object.entries(asked.meta)) tests.push((one) => holds(metaOf(key)(one), value, countsOf(key)));
    return (one) => tests.every((test) => test(one));
  };
  const last = (one, key) => { const side = one.after || one.before || {}; return side[key] === undefined ? -1 : side[key]; };
  const ORDERS = { name: (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : (a.run || 1) - (b.run || 1)), slow: (a, b) => last(b, "seconds") - last(a, "seconds"), dear: (a, b) => last(b, "usd") - last(a, "usd") };
  const result = (asked) => {
    const found = cases.filter(wants(asked));
    return asked.sort in ORDERS ? found.sort(ORDERS[asked.sort]) : found;
  };
  return { data, el, state, sign, verdict, number, money, seconds, count, nameOf, stateOf, kinds, happened, passOf, classesOf, states, byAnchor, FACETS, keys, countsOf, read, address, result, result_of: result, PAST, SORTS, CHANGED, A_PAGE, NEAR, STEPS, CHOICES };
};

const begin = async () => {
  const said = el("p", { class: "er-note", role: "status" });
  host.querySelector(".er-head").append(said);
  // From a disk nothing can be fetched, and asking would only be an error in the log.
  if (location.protocol === "file:" && !host.dataset.cases.endsWith(".js")) {
    said.textContent = "To filter here, open this site from a server, or build it with --offline.";
    return;
  }
  try {
    show(host, explorer(await open(host.dataset.cases)));
    said.remove();
  } catch {
    said.textContent = "Filters and single pages could not be opened; the rows below are complete.";
  }
};
self.evalreportExplorer = { begin };
}
