// Names for parts that the theme leaves unnamed for screen readers, and what became of a release after its page was
// written. Nothing on a page needs this file to be read.
const name = () => {
  const current = document.querySelector(".md-version__current");
  if (current) current.setAttribute("aria-label", `${current.textContent.trim()}: choose a release`);
  document.querySelectorAll(".md-typeset pre > code").forEach((code) => code.setAttribute("tabindex", "0"));
  return current;
};
if (!name()) {
  const header = document.querySelector(".md-header");
  const watch = new MutationObserver(() => name() && watch.disconnect());
  if (header) watch.observe(header, { childList: true, subtree: true });
}

// Text only: whatever a file says, it becomes text of an element, never markup.
const make = (tag, words, set = {}) => Object.assign(document.createElement(tag), { textContent: words }, set);
const mark = (symbol, tone) => {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  drawing.setAttribute("class", `er-mark t-${tone}`);
  drawing.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#m-${symbol}`);
  drawing.append(use);
  return drawing;
};

// The theme takes every link to a release for a choice in its selector, and leads to the like of this page there with
// this page's choices in the address. A link in the text leads where it says.
const article = document.querySelector("article");
if (article) article.addEventListener("click", (event) => event.target.closest("a[href]") && event.stopPropagation());

// The page says how things stood when it was published; releases.json says how they stand now.
const SAME = { Shipped: ["live"], Open: ["open"], "Not shipped": ["not_shipped"], "Rolled back": ["rolled_back"],
  Withdrawn: ["withdrawn"], Corrected: ["corrected"], Superseded: ["superseded"] };
const WORDS = { open: "Open again", live: "Live", not_shipped: "Not shipped", rolled_back: "Rolled back",
  withdrawn: "Withdrawn", corrected: "Corrected", superseded: "Superseded" };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const day = (moment) => {
  const [year, month, date] = moment.slice(0, 10).split("-").map(Number);
  return `${date} ${MONTHS[month - 1]} ${year}`;
};
const head = document.querySelector("[data-release]");
const banner = (now) => {
  const back = now.status === "rolled_back";
  const said = make("span", "");
  said.append(make("b", WORDS[now.status]), ` since this page was published${now.since ? `, on ${day(now.since)}` : ""}`);
  said.append(back ? `: customers were moved back ${now.note}.` : ` ${now.note}.`.replace(" .", "."));
  if (now.reason) said.append(` \u201c${now.reason}\u201d`);
  const box = make("p", "", { className: `er-since t-${back ? "back" : "soft"}` });
  box.append(mark(back ? "back" : "withdrawn", back ? "back" : "soft"), said);
  head.before(box);
};
const live = (all) => {
  const serving = all.find((one) => one.status === "live" && one.workflow === head.dataset.workflow);
  const place = document.querySelector(".er-sub__id");
  if (!serving || !place || serving.id === head.dataset.release) return;
  const link = make("a", serving.id, { href: `../${encodeURIComponent(serving.id)}/` });
  const said = make("span", "Live now: ", { className: "er-sub__now" });
  said.append(link);
  place.after(said);
};
if (head && location.protocol.startsWith("http")) {
  fetch("../releases.json")
    .then((answer) => (answer.ok ? answer.json() : { releases: [] }))
    .then(({ releases }) => {
      const now = releases.find((one) => one.id === head.dataset.release);
      live(releases);
      if (now && now.status in WORDS && !(SAME[head.dataset.status] || []).includes(now.status)) banner(now);
    })
    .catch(() => undefined);
}

// Tables that can be asked: all rows are there without this, and the choice stands in the address.
const tables = [...document.querySelectorAll("[data-filtered]")];
const choices = [...document.querySelectorAll("[data-filter]")];
const MOST = 200;
if (tables.length && choices.length) {
  const box = choices[0].closest(".er-filters");
  const states = Object.fromEntries((box.dataset.states || "").split(";").filter(Boolean).map((one) => {
    const [outcome, symbol, tone, word] = one.split("|");
    return [outcome, { symbol, tone, word }];
  }));
  const fits = (values) => choices.every(({ value, dataset: { filter } }) =>
    !value || [values[filter] || ""].flat().join("|").split("|").includes(value));
  const found = (one) => {
    const row = make("tr", "", { className: "is-found" });
    const name = make("th", "", { scope: "row" });
    name.append(make("a", one.id, { href: `../${encodeURIComponent(one.id)}/` }), make("small", one.date));
    const answer = make("td", "");
    const said = make("span", "", { className: `er-state t-${states[one.outcome].tone}` });
    said.append(mark(states[one.outcome].symbol, states[one.outcome].tone), make("span", states[one.outcome].word));
    answer.append(said);
    row.append(name, answer, make("td", one.summary, { colSpan: 4 }), make("td", one.people.join(", ")));
    return row;
  };
  let older = null;
  const behind = async () => {
    // Releases behind the first page: asked for only once somebody chooses.
    if (!box.dataset.all || !location.protocol.startsWith("http")) return [];
    const answer = older || await fetch(box.dataset.all).then((one) => one.json()).catch(() => ({ releases: [] }));
    older = answer;
    const here = new Set([...document.querySelectorAll("[data-filtered] tbody tr:not(.is-found) th a")]
      .map((link) => decodeURIComponent(link.getAttribute("href").split("/").at(-2))));
    return answer.releases.filter((one) => !here.has(one.id) && fits({ ...one, workflow: one.workflow.replace(/[-_]/g, " ") }));
  };
  const choose = async () => {
    const chosen = choices.filter((choice) => choice.value);
    let shown = 0;
    document.querySelectorAll(".is-found").forEach((row) => row.remove());
    tables.forEach((table) => table.querySelectorAll("tbody tr").forEach((row) => {
      row.hidden = !fits(row.dataset);
      shown += !row.hidden;
    }));
    const more = chosen.length ? await behind() : [];
    tables.at(-1).tBodies[0].append(...more.slice(0, MOST).map(found));
    const left = more.length > MOST ? `, the first ${MOST} of ${more.length} older ones` : "";
    box.querySelector("[role=status]")?.replaceChildren(chosen.length ? `${shown + Math.min(more.length, MOST)} shown${left}` : "");
    const asked = new URLSearchParams(chosen.map((choice) => [choice.dataset.filter, choice.value])).toString();
    history.replaceState(null, "", `${location.pathname}${asked ? `?${asked}` : ""}${location.hash}`);
  };
  const given = new URLSearchParams(location.search);
  choices.forEach((choice) => {
    const value = given.get(choice.dataset.filter);
    if ([...choice.options].some((option) => option.value === value)) choice.value = value;
    choice.addEventListener("change", choose);
  });
  box.hidden = false;
  if (choices.some((choice) => choice.value)) choose();
}
// A page built in March must not say in June that an override of an open release still holds.
document.querySelectorAll("[data-expires]").forEach((cell) => {
  if (new Date().toISOString().slice(0, 10) > cell.dataset.expires) {
    cell.append(make("small", "has run out since this page was built"));
  }
});

// Charts to explore: the numbers are those of the table beside the drawing, and nothing is loaded before somebody asks.
const plain = (words) => words.replace(/[&<>]/g, (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[one]);
const ink = (named) => getComputedStyle(document.body).getPropertyValue(named).trim();
const UNITS = { rate: [100, "", "%"], usd: [1, "$", ""], s: [1, "", " s"], min: [1, "", " min"] };
const figure = (table) => {
  const rows = [...table.querySelectorAll("tr[data-value]")];
  const [times, before, after] = UNITS[table.dataset.unit] || [1, "", ""];
  const number = (name) => rows.map(({ dataset }) => (name in dataset ? Number(dataset[name]) : NaN));
  const names = rows.map((row) => plain(row.querySelector("th a").textContent));
  const scatter = table.dataset.explore === "scatter";
  const costs = number("cost");
  // From here on a linear axis would press the cheap releases into one heap.
  const log = scatter && Math.max(...costs) > 4 * Math.min(...costs);
  const value = number("value").map((one) => one * times);
  const ends = (name, sign) => number(name).map((one, at) => Math.max(0, sign * (one * times - value[at])) || 0);
  return [[{
    x: scatter ? costs : names,
    y: value,
    text: names,
    mode: scatter ? "markers+text" : "markers",
    textposition: "top center",
    hovertemplate: scatter ? "%{text}: %{x:$.3~g}, %{y:.4~g}<extra></extra>" : `%{x}: ${before}%{y:.4~g}${after}<extra></extra>`,
    marker: { size: 11, color: ink("--er-ink"), symbol: rows.map(({ dataset }) => ("shipped" in dataset ? "circle" : "circle-open")) },
    ...(scatter ? {} : { error_y: { type: "data", symmetric: false, array: ends("high", 1), arrayminus: ends("low", -1), color: ink("--er-soft"), thickness: 1 } }),
  }], {
    height: 420,
    margin: { l: 64, r: 16, t: 16, b: 64 },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: ink("--er-soft"), activecolor: ink("--er-ink") },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: ink("--md-text-font-family") || "sans-serif", size: 13, color: ink("--er-ink") },
    xaxis: { gridcolor: ink("--er-rule"), title: { text: scatter ? "Cost of a success" : "" }, tickprefix: scatter ? "$" : "", type: log ? "log" : scatter ? "-" : "category" },
    yaxis: { gridcolor: ink("--er-rule"), title: { text: plain(table.dataset.title) }, tickprefix: before, ticksuffix: after },
  }];
};
// No logo, no button that sends data to anybody's cloud, no address it could be sent to.
const CONFIG = { displaylogo: false, responsive: true, modeBarButtonsToRemove: ["sendChartToCloud"], plotlyServerURL: "" };
const loaded = (address) => window.Plotly || new Promise((done, failed) => {
  document.head.append(Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed }));
});
document.querySelectorAll("[data-plotly]").forEach((button) => {
  const { plotly, of } = button.dataset;
  const table = of ? document.getElementById(of).parentNode.querySelector("table") : button.parentNode.querySelector("table");
  if (!table) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await loaded(plotly);
    } catch {
      button.replaceWith(make("p", "The chart could not be loaded; its numbers stand in the table.", { className: "er-note" }));
      return;
    }
    const place = make("div", "", { className: "er-explore", tabIndex: -1 });
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", button.getAttribute("aria-label"));
    button.replaceWith(place);
    const draw = () => window.Plotly.react(place, ...figure(table), CONFIG);
    await draw();
    place.focus();
    new MutationObserver(draw).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
  });
});

// Pages of cases alone need the explorer, so no other page loads it.
document.querySelectorAll("[data-script]").forEach((place) => {
  document.head.append(Object.assign(document.createElement("script"), { src: place.dataset.script }));
});
