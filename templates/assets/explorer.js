// The case explorer: all cases of a release out of one file. The rows of the page stand until it has opened.
// Everything from data becomes the text of an element or an encoded part of an address, never markup.
{
const host = document.querySelector("[data-cases]");
const INDEX = location.protocol === "file:" ? "index.html" : ""; // a disk shows a folder where a server shows its page
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
// As in the report: two digits that say something, never an exponent.
const money = (value) => `$${value.toLocaleString("en-US", value && value < 0.1 ? { maximumSignificantDigits: 2, maximumFractionDigits: 12 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
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

// What most cases have stands in columns, a value a case; the rest of each case beside them.
const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40).replace(/^-+|-+$/g, "") || "x";
const joined = ({ columns, rest }) => {
  for (const { path, values } of columns) {
    const [last, ...way] = [...path].reverse();
    way.reverse();
    values.forEach((value, at) => {
      if (value === null) return;
      const place = way.reduce((inside, key) => (Object.hasOwn(inside, key) ? inside[key] : (inside[key] = Object.create(null))), rest[at]);
      place[last] = value;
    });
  }
  for (const one of rest) {
    for (const side of one.sides === "both" ? ["before", "after"] : [one.sides]) one[side] ||= {};
    one.anchor = `${one.slug || slug(one.id)}-${one.anchor}`;
  }
  return rest;
};

const explore = (data) => {
  const { noun, classes, scores } = data;
  const cases = joined(data);
  const states = new Map(data.states.map((one) => [one.id, one]));
  const byAnchor = new Map(cases.map((one, place) => [one.anchor, Object.assign(one, { place })]));
  const nameOf = (one) => (data.several_runs || one.run ? `${one.id}, run ${one.run || 1}` : one.id);
  const stateOf = (one) => { const { mark, tone, word } = states.get(one.state); return [mark, tone, word]; };
  const count = (many) => `${number(many)} ${many === 1 ? noun[0] : noun[1]}`;
  const sidesOf = (one) => [one.before, one.after].filter(Boolean);
  const classesOf = (one) => [...new Set(sidesOf(one).flatMap((side) => side.classes || []))];
  const passOf = (score) => score && score.passed;
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
  const own = (values, key) => (values && Object.hasOwn(values, key) ? values[key] : undefined);
  const metaOf = (key) => (one) => [...new Set([own(one.metadata, key), own(one.was, key)].filter((value) => value !== undefined))];
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
    // Names of metadata may be anything, also those that every object has.
    const asked = { meta: Object.create(null), q: given.get("q") || "", transition: given.get("transition") || "", moved: given.get("moved") || "", sort: given.get("sort") || "harm", page: Math.max(1, parseInt(given.get("page"), 10) || 1), case: given.get("case") || "" };
    for (const facet of Object.keys(FACETS)) asked[facet] = given.get(facet) || "";
    for (const [key, value] of given) if (key.startsWith("meta.")) asked.meta[key.slice(5)] = value;
    return asked;
  };
  const address = (asked, change = {}) => {
    const told = new URLSearchParams();
    const next = { ...asked, ...change };
    if (!next.class) next.moved = "";
    for (const key of ["q", "transition", ...Object.keys(FACETS), "moved"]) if (next[key]) told.set(key, next[key]);
    for (const [key, value] of Object.entries(next.meta)) told.set(`meta.${key}`, value);
    if (next.sort !== "harm" && Object.hasOwn(SORTS, next.sort)) told.set("sort", next.sort);
    if (next.page > 1) told.set("page", next.page);
    if (next.case) told.set("case", next.case);
    return `#${told}`;
  };
  const ran = (side) => side && !side.broke && !side.skipped;
  const moves = (one, key) => {
    const [was, is] = [one.before, one.after].map((side) => ran(side) && (side.classes || []).includes(key));
    return ran(one.before) && ran(one.after) ? (was ? (is ? "still" : "gone") : is ? "new" : "") : "";
  };
  const holds = (values, wanted, counts) => values.includes(wanted) || (counts.size > CHOICES && values.some((value) => value.toLowerCase().includes(wanted.toLowerCase())));
  const wants = (asked) => {
    const tests = [];
    const parts = asked.q.toLowerCase().split(/\s+/).filter(Boolean);
    if (parts.length) tests.push((one) => { one.words = one.words || words(one); return parts.every((part) => one.words.includes(part)); });
    if (asked.transition) tests.push((one) => (asked.transition === "changed" ? CHANGED.includes(one.state) : one.state === asked.transition));
    for (const [name, facet] of Object.entries(FACETS)) if (asked[name]) tests.push((one) => holds(facet.of(one), asked[name], facet.counts));
    if (asked.class && asked.moved) tests.push((one) => moves(one, asked.class) === asked.moved);
    for (const [key, value] of Object.entries(asked.meta)) tests.push((one) => holds(metaOf(key)(one), value, countsOf(key)));
    return (one) => tests.every((test) => test(one));
  };
  const last = (one, key) => { const side = one.after || one.before || {}; return side[key] === undefined ? -1 : side[key]; };
  const ORDERS = { name: (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : (a.run || 1) - (b.run || 1)), slow: (a, b) => last(b, "seconds") - last(a, "seconds"), dear: (a, b) => last(b, "usd") - last(a, "usd") };
  const result = (asked) => {
    const found = cases.filter(wants(asked));
    return Object.hasOwn(ORDERS, asked.sort) ? found.sort(ORDERS[asked.sort]) : found;
  };

  // The list ------------------------------------------------------------------
  const title = host.querySelector(".er-head");
  const panel = el("div", { class: "er-panel" });
  const pageTitle = document.title;
  let asked = read();
  let came = { place: 0, anchor: "" };
  const go = (change) => { history.replaceState(null, "", address(asked, { page: 1, ...change })); draw(); };
  const option = (value, words, chosen) => el("option", { value, selected: value === chosen }, words);
  const chooser = (label, chosen, options, run) => el("label", { class: "er-find__one" }, el("span", { text: label }),
    el("select", { on: { change: (event) => run(event.target.value) } }, ...options.map(([value, words]) => option(value, words, chosen))));
  const typer = (label, value, run) => {
    let waits = 0;
    const later = (event) => { clearTimeout(waits); waits = setTimeout(() => run(event.target.value.trim()), 150); };
    return el("label", { class: "er-find__one" }, el("span", { text: label }), el("input", { type: "search", value, autocomplete: "off", spellcheck: "false", on: { input: later } }));
  };
  const byCount = (counts, titleOf) => [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value, many]) => [value, `${titleOf(value)} (${number(many)})`]);
  const facet = (label, chosen, counts, titleOf, run) => (counts.size > CHOICES
    ? typer(`${label} (contains)`, chosen, run)
    : chooser(label, chosen, [["", "any"], ...byCount(counts, titleOf)], run));

  const form = el("div", { class: "er-find", role: "search", "aria-label": `Find ${noun[1]}` });
  const chips = el("div", { class: "er-chips", role: "group", "aria-label": "Change" });
  const given = el("p", { class: "er-given" });
  const told = el("p", { class: "er-told", role: "status", tabindex: "-1" });
  const body = el("tbody", { role: "rowgroup" });
  const heads = ["Change", noun[0][0].toUpperCase() + noun[0].slice(1), "Kind of failure", "What happened", "Time", "Cost"];
  const table = el("table", { class: "er-t er-stack er-found", role: "table" },
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...heads.map((text, at) => el("th", { scope: "col", role: "columnheader", class: at > 3 ? "num" : null, text })))), body);
  const pager = el("nav", { class: "er-pages", "aria-label": `Pages of ${noun[1]}` });

  const choose = (name, chosen) => {
    go({ [name]: chosen });
    if (name !== "class") return;
    // One more field appears beside the class; the one that was used keeps the focus.
    const at = [...form.querySelectorAll("select, input")].indexOf(document.activeElement);
    fields();
    form.querySelectorAll("select, input")[at]?.focus();
  };
  const fields = () => {
    const key = form.dataset.key || "";
    const meta = keys.length ? [chooser("Metadata", key, [["", "any"], ...keys.map((one) => [one, one])], (value) => { form.dataset.key = value; fields(); form.querySelector(".er-find__meta :is(select, input)")?.focus(); })] : [];
    const value = key && facet(key, asked.meta[key] || "", countsOf(key), (one) => one, (one) => {
      const { [key]: _, ...others } = asked.meta;
      go({ meta: one ? { ...others, [key]: one } : others });
    });
    if (value) value.classList.add("er-find__meta");
    form.replaceChildren(
      typer("Find", asked.q, (q) => go({ q })),
      ...Object.entries(FACETS).filter(([name, one]) => one.counts.size > (name === "suite" ? 1 : 0))
        .map(([name, one]) => facet(one.label, asked[name], one.counts, one.title, (chosen) => choose(name, chosen))),
      ...(asked.class && data.baseline ? [chooser("In this class", asked.moved, [["", "before or now"], ["new", "newly"], ["gone", "no longer"], ["still", "both times"]], (moved) => go({ moved }))] : []),
      ...meta, ...(value ? [value] : []),
      chooser("Order", asked.sort, Object.entries(SORTS), (sort) => go({ sort })),
    );
  };
  const chip = (value, words, many) => el("button", { type: "button", "aria-pressed": String(asked.transition === value), on: { click: () => go({ transition: value }) } }, `${words} ${number(many)}`);
  const drawChips = () => {
    const many = tally((one) => [one.state]);
    const changed = CHANGED.reduce((sum, one) => sum + (many.get(one) || 0), 0);
    const at = [...chips.children].indexOf(document.activeElement);
    chips.replaceChildren(chip("", "All", cases.length), ...(changed ? [chip("changed", "Changed", changed)] : []),
      ...[...many].map(([value, found]) => chip(value, states.get(value).word, found)));
    if (at >= 0) chips.children[at].focus();
  };
  const drawGiven = () => {
    const set = [...Object.keys(FACETS).filter((name) => asked[name]).map((name) => [FACETS[name].label, classes[asked[name]] && name === "class" ? classes[asked[name]] : asked[name], { [name]: "" }]),
      ...Object.entries(asked.meta).map(([key, value]) => [key, value, { meta: Object.fromEntries(Object.entries(asked.meta).filter(([other]) => other !== key)) }])];
    if (asked.q) set.unshift(["Words", asked.q, { q: "" }]);
    const all = set.length + Boolean(asked.transition) > 1 ? [el("button", { type: "button", on: { click: () => { location.hash = "#"; } } }, `Show all ${noun[1]}`)] : [];
    given.replaceChildren(...set.map(([label, value, change]) => el("button", { type: "button", "aria-label": `Remove: ${label} ${value}`, on: { click: () => { go(change); fields(); form.querySelector("input").focus(); } } }, `${label}: ${value} \u00d7`)), ...all);
  };
  const row = (one) => {
    const side = one.after || one.before;
    const cell = (inside, set = {}) => el("td", { role: "cell", ...set }, inside);
    const link = el("a", { href: address(asked, { case: one.anchor }), "data-case": one.anchor, dir: "auto", text: nameOf(one) });
    return el("tr", { role: "row" }, cell(state(stateOf(one))),
      el("th", { scope: "row", role: "rowheader" }, link, FACETS.suite.counts.size > 1 ? el("small", { dir: "auto", text: one.suite }) : null),
      cell(kinds(one)), cell(happened(one)),
      cell(side.seconds === undefined ? "" : seconds(side.seconds), { class: "num" }), cell(side.usd === undefined ? "" : money(side.usd), { class: "num" }));
  };
  const step = (words, page, there) => (there ? el("a", { href: address(asked, { page }) }, words) : el("span", { class: "er-quiet" }, words));
  const drawList = () => {
    const found = result(asked);
    const pages = Math.max(1, Math.ceil(found.length / A_PAGE));
    const page = Math.min(asked.page, pages);
    const shown = found.slice((page - 1) * A_PAGE, page * A_PAGE);
    told.textContent = found.length === cases.length ? `All ${count(cases.length)}.` : found.length ? `${number(found.length)} of ${count(cases.length)}.` : `None of ${count(cases.length)} is like that.`;
    table.hidden = !shown.length;
    body.replaceChildren(...shown.map(row));
    pager.hidden = pages === 1;
    pager.replaceChildren(step("Previous", page - 1, page > 1), el("span", { text: `Page ${number(page)} of ${number(pages)}` }), step("Next", page + 1, page < pages));
    drawChips();
    drawGiven();
  };

  // A case ----------------------------------------------------------------------
  const code = (text, set = {}) => el("code", { dir: "auto", ...set, text });
  const line = (sort, text, words) => el("li", { class: sort && `is-${sort}` }, el("span", { class: "er-args__m", "aria-hidden": "true", text: { changed: "~", kept: "+", removed: "\u2212" }[sort] || "" }), text, words ? el("span", { class: "er-args__w", text: words }) : null);
  const lines = (mine, other) => {
    if (typeof mine !== "object") {
      const changed = other !== undefined && other !== mine;
      return mine ? [line(changed ? "changed" : "", code(mine), changed ? "changed" : "")] : [];
    }
    const compared = typeof other === "object" ? other : null;
    const told = Object.entries(mine).map(([key, value]) => {
      const text = code(`${key}: ${value}`);
      if (!compared || (Object.hasOwn(compared, key) && compared[key] === value)) return line("", text);
      return Object.hasOwn(compared, key) ? line("changed", text, "changed") : line("kept", text, "only here");
    });
    const gone = Object.keys(compared || {}).filter((key) => !Object.hasOwn(mine, key)).map((key) => line("removed", el("em", { dir: "auto", text: `no ${key}` }), "missing"));
    return [...told, ...gone];
  };
  const answer = (word, text, changed, tone) => el("p", { class: `er-call__r ${tone || ""}` }, tone ? sign("failed", "bad") : null, el("span", { class: "er-vh", text: `${word}: ` }), el("span", { dir: "auto", text }), changed ? el("span", { class: "er-args__w", text: "changed" }) : null);
  const call = (found, side) => {
    const mine = found[side] || (found.is === "same" ? found.after : undefined) || {};
    const other = found.is === "changed" ? found[side === "after" ? "before" : "after"] || {} : undefined;
    const failed = (found.failed || []).includes(side) || (found.is === "same" && (found.failed || []).length);
    const differs = (part) => (found.differs || []).includes(part);
    const hidden = found.is === "changed" && !found.after && !found.before;
    const inside = lines(mine.arguments || "", other && differs("arguments") ? other.arguments || "" : undefined);
    return el("div", { class: "er-call" }, el("p", { class: "er-call__n" }, code(found.name)),
      inside.length ? el("ul", { class: "er-args" }, ...inside) : null,
      mine.result ? answer("Result", mine.result, differs("result")) : null,
      failed ? answer("Error", mine.error || "this call failed", differs("error"), "is-error") : null,
      hidden ? el("p", { class: "er-call__h", text: `${found.differs.join(" and ")} changed` }) : null);
  };
  const echo = (words, tool) => el("p", { class: "er-echo" }, tool ? code(tool) : null, el("span", { text: words }));
  const stepRow = (found, both) => {
    const cell = (inside, sort) => el("div", { role: "cell", class: sort }, inside);
    const gap = cell(el("p", {}, el("b", { text: "\u2212 No such call here" })), "er-gap");
    const tagged = (side) => { const one = call(found, side); one.firstChild.append(el("span", { class: "er-args__w", text: found.is === "added" ? "+ added" : "\u2212 only here" })); return one; };
    const two = {
      same: () => [cell(call(found, "before")), cell(echo("the same call, the same result", found.name), "is-echo")],
      changed: () => [cell(call(found, "before")), cell(call(found, "after"))],
      removed: () => [cell(tagged("before")), gap],
      added: () => [gap, cell(tagged("after"))],
      alone: () => (found.side === "before" ? [cell(call(found, "before")), ...(both ? [cell("", "er-gap")] : [])] : [...(both ? [cell("", "er-gap")] : []), cell(call(found, "after"))]),
    }[found.is]();
    return el("div", { class: `er-sbs__row is-${found.is}`, role: "row" }, ...two);
  };
  const facts = (side) => [side.calls !== undefined ? `${number(side.calls)} ${side.calls === 1 ? "call" : "calls"}` : "", side.seconds !== undefined ? seconds(side.seconds) : "", side.usd !== undefined ? money(side.usd) : "", side.tokens !== undefined ? `${number(side.tokens)} tokens` : ""].filter(Boolean).join(", ");
  const label = (key) => (key === "before" ? data.baseline || "Baseline" : data.candidate);
  const sideBySide = (one) => {
    const shown = ["before", "after"].filter((side) => one[side]);
    const cells = (make, sort, role = "cell") => el("div", { class: `er-sbs__row ${sort}`, role: "row" }, ...shown.map((side) => el("div", { role }, ...make(one[side], side))));
    const text = (key, words, sort) => (shown.some((side) => one[side][key]) ? cells((side) => [el("p", { class: "er-lab", text: words }), el("p", { class: "er-said", dir: "auto", text: side[key] || "nothing" })], sort) : null);
    const steps = one.calls || [];
    const rows = steps.map((found) => stepRow(found, shown.length > 1));
    const more = rows.length > STEPS ? el("button", { type: "button", class: "er-button", on: { click: () => more.replaceWith(...rows.slice(STEPS)) } }, `Show all ${number(rows.length)} calls`) : null;
    const inputs = new Set(shown.map((side) => one[side].input));
    return el("div", { class: `er-sbs${shown.length > 1 ? "" : " er-sbs--one"}`, role: "table", "aria-label": "What each version did, call by call" },
      cells((side, key) => [el("b", { text: label(key) }), " ", el("span", { text: facts(side) })], "er-sbs__head", "columnheader"),
      inputs.size > 1 ? text("input", "Input", "er-sbs__answer") : null,
      ...rows.slice(0, STEPS), more, text("output", "Answer", "er-sbs__answer"), text("error", "Error of the harness", "er-sbs__answer"));
  };
  const judged = (one) => {
    const sides = ["before", "after"].filter((side) => one[side]);
    const names = [...new Set(sides.flatMap((side) => Object.keys(one[side].scores || {})))];
    const cell = (score) => {
      if (score === undefined) return el("span", { class: "er-quiet", text: "no score" });
      const { passed, value, grader, why } = score;
      const shown = value === undefined ? verdict(passed) : passed === undefined ? el("b", { text: typeof value === "number" ? String(value) : value }) : el("span", {}, verdict(passed), ` ${value}`);
      return el("div", {}, shown, why ? el("small", { dir: "auto", text: why }) : null, grader ? el("small", { text: `by ${grader}` }) : null);
    };
    const member = (side, key) => ((one[side].classes || []).includes(key) ? state(["failed", "bad", "In this class"]) : el("span", { class: "er-quiet", text: "not in it" }));
    // On a phone rows become blocks and lose their roles, so the roles are written out.
    const line = (title, inside) => el("tr", { role: "row" }, el("th", { scope: "row", role: "rowheader", dir: "auto", text: title }), ...sides.map((side) => el("td", { role: "cell", "data-side": label(side) }, inside(side))));
    const head = ["Score or kind of failure", ...sides.map(label)].map((text) => el("th", { scope: "col", role: "columnheader", text }));
    const scored = names.map((name) => line(scores[name] || name, (side) => cell((one[side].scores || {})[name])));
    const classed = classesOf(one).map((key) => line(classes[key], (side) => member(side, key)));
    return el("section", {}, el("h2", { text: "How each was judged" }), el("table", { class: "er-t er-stack er-judged", role: "table" },
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...head)), el("tbody", { role: "rowgroup" }, ...scored, ...classed)));
  };
  const about = (one) => {
    const meta = { ...(one.metadata || {}), ...((one.after || one.before).metadata || {}) };
    const rows = Object.keys({ ...meta, ...(one.was || {}) }).sort().map((key) => {
      const now = meta[key] === undefined ? "" : meta[key];
      const was = (one.was || {})[key];
      return [el("dt", { dir: "auto", text: key }), el("dd", { dir: "auto" }, was !== undefined && one.before && one.after ? el("span", {}, el("s", { text: was }), " \u2192 ") : null, now || el("span", { class: "er-quiet", text: "none" }))];
    });
    if (one.tags) rows.unshift([el("dt", { text: "tags" }), el("dd", { dir: "auto", text: one.tags.join(", ") })]);
    return rows.length ? el("section", {}, el("h2", { text: `About this ${noun[0]}` }), el("dl", { class: "er-about" }, ...rows.flat())) : null;
  };
  const people = (one) => {
    const read = ["before", "after"].filter((side) => one[side] && (one[side].note || one[side].person));
    return read.length ? el("section", {}, el("h2", { text: "Read by people" }), ...read.map((side) => el("blockquote", {}, el("p", { dir: "auto", text: one[side].note || one[side].person }), el("footer", { text: `${label(side)}${one[side].note && one[side].person ? `: ${one[side].person}` : ""}` })))) : null;
  };
  const seen = (one) => {
    if (!data.past.length) return null;
    const dot = ({ id, name }, letter) => {
      const [symbol, tone, word] = PAST[letter] || PAST["-"];
      const ran = letter !== "-";
      const inside = ran ? el("a", { href: `../../${encodeURIComponent(id)}/cases/${INDEX}#case=${one.anchor}`, text: name }) : el("span", { text: name });
      return el("li", {}, sign(symbol, tone), inside, el("small", { text: word }));
    };
    const now = one.after ? { true: "p", false: "f" }[one.after.passed] || "n" : "-";
    const [symbol, tone, word] = PAST[now];
    const marks = one.past || "-".repeat(data.past.length);
    return el("section", {}, el("h2", { text: "In earlier releases" }), el("ol", { class: "er-seen" }, ...data.past.map((release, at) => dot(release, marks[at])),
      el("li", { "aria-current": "true" }, sign(symbol, tone), el("b", { text: "this one" }), el("small", { text: word }))));
  };
  const source = () => {
    const link = (file) => [file.address ? el("a", { href: file.address, text: file.path }) : code(file.path), file.more ? ` and ${file.more} more` : ""];
    const side = (key) => (data.files[key].length ? [el("span", { text: `${data[key]}: ` }), ...data.files[key].flatMap((file, at) => [at ? ", " : "", ...link(file)]), ". "] : []);
    return el("p", { class: "er-note" }, "From ", ...side("candidate"), ...(data.baseline ? side("baseline") : []), data.texts === "none" ? "Inputs, answers and what tools were told are not published, as the policy says." : "");
  };
  const beside = (found, at) => {
    const from = Math.max(0, Math.min(at - NEAR, found.length - 2 * NEAR - 1));
    const near = found.slice(from, from + 2 * NEAR + 1);
    return el("aside", { class: "er-list", "aria-label": `${noun[1]} that were found` }, el("p", { class: "er-list__h" }, el("a", { href: address(asked, { case: "" }), "data-back": true, text: `All ${number(found.length)} found` })),
      el("ol", {}, ...near.map((one) => { const [symbol, tone, word] = stateOf(one); const here = one === found[at];
        return el("li", { class: here ? "is-here" : null }, el("a", { href: address(asked, { case: one.anchor }), "aria-current": here ? "true" : null }, sign(symbol, tone), el("span", {}, el("b", { dir: "auto", text: nameOf(one) }), el("small", { text: [word, kinds(one)].filter(Boolean).join(": ") })))); })));
  };
  const drawCase = (one) => {
    const found = result({ ...asked, case: "" });
    const at = found.indexOf(one);
    const near = (place, words, rel) => (found[place] ? el("a", { href: address(asked, { case: found[place].anchor }), rel, dir: "auto", text: `${words}: ${nameOf(found[place])}` }) : null);
    const back = el("a", { href: address(asked, { case: "" }), "data-back": true, text: `Back to all ${noun[1]}` });
    if (!one) return panel.replaceChildren(el("h1", { tabindex: "-1", text: `No such ${noun[0]} in this release` }), el("p", { class: "er-lead" }, back));
    const which = [FACETS.suite.counts.size > 1 ? one.suite : "", data.release].filter(Boolean).join(", ");
    const inputs = new Set(sidesOf(one).map((side) => side.input));
    const input = inputs.size === 1 ? [...inputs][0] : "";
    const lead = [kinds(one), happened(one)].filter(Boolean).join(". ");
    panel.replaceChildren(el("div", { class: "er-explorer" }, at < 0 ? null : beside(found, at), el("div", { class: "er-case" },
      el("p", { class: "er-back" }, back, el("span", { class: "er-step" }, at < 0 ? "" : `${number(at + 1)} of ${number(found.length)}`, near(at - 1, "Previous", "prev"), at < 0 ? null : near(at + 1, "Next", "next"))),
      el("p", { class: "er-kicker" }, el("span", { dir: "auto", text: which }), state(stateOf(one))),
      el("h1", { tabindex: "-1", dir: "auto", text: nameOf(one) }), lead ? el("p", { class: "er-lead", text: `${lead}.` }) : null,
      input ? el("div", { class: "er-ask" }, el("h2", { text: "Input" }), el("p", { class: "er-said", dir: "auto", text: input })) : null,
      sideBySide(one), judged(one), el("div", { class: "er-two" }, about(one), el("div", {}, people(one), seen(one))), source())));
    return undefined;
  };

  // Either the list or a case -----------------------------------------------------
  const whole = el("div", { class: "er-all" }, form, chips, given, told, table, pager);
  const draw = () => {
    asked = read();
    const opened = Boolean(asked.case);
    if (opened) drawCase(byAnchor.get(asked.case)); else drawList();
    // One of both is on the page, so that there is one heading and half as much to lay out.
    host.replaceChildren(...(opened ? [panel] : [title, whole]));
    document.title = opened ? `${(byAnchor.get(asked.case) && nameOf(byAnchor.get(asked.case))) || noun[0]} \u2013 ${pageTitle}` : pageTitle;
  };
  // Inside its own box alone: the page stays at the top of the case.
  const reveal = () => {
    const here = panel.querySelector(".er-list .is-here");
    if (here) here.closest(".er-list").scrollTop = here.offsetTop - here.closest(".er-list").clientHeight / 2;
  };
  const turn = () => {
    const was = asked.case;
    draw();
    if (asked.case) {
      if (!was) came.place = scrollY;
      came.anchor = asked.case;
      scrollTo(0, 0);
      panel.querySelector("h1").focus({ preventScroll: true });
      reveal();
    } else if (was) {
      fields();
      scrollTo(0, came.place);
      const link = [...body.querySelectorAll("[data-case]")].find((one) => one.dataset.case === came.anchor);
      (link || form.querySelector("input")).focus({ preventScroll: Boolean(came.place) });
    } else {
      // Another page of rows, or all of them: what was pressed is gone, so reading goes on where they begin.
      fields();
      told.focus({ preventScroll: true });
      told.scrollIntoView();
    }
  };
  addEventListener("hashchange", turn);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") panel.querySelector("[data-back]")?.click(); });
  body.addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...body.querySelectorAll("[data-case]")];
    const next = move && links[links.indexOf(event.target) + move];
    if (next) { event.preventDefault(); next.focus(); }
  });
  fields();
  draw();
  if (asked.case) {
    panel.querySelector("h1").focus({ preventScroll: true });
    reveal();
  }
};

const begin = async () => {
  const said = el("p", { class: "er-note", role: "status" });
  host.querySelector(".er-head").append(said);
  // From a disk nothing can be fetched, and asking would only be an error in the log.
  if (location.protocol === "file:" && !host.dataset.cases.endsWith(".js")) {
    said.textContent = "Filters and single pages need a server, or a site built with --offline; the rows below are complete.";
    return;
  }
  try {
    explore(await open(host.dataset.cases));
    said.remove();
  } catch {
    said.textContent = "Filters and single pages could not be opened; the rows below are complete.";
  }
};
if (host) begin();
}
