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

// The register of overrides: choose by gate, person or month. All rows are there without this.
const table = document.querySelector("[data-filtered]");
const choices = [...document.querySelectorAll("[data-filter]")];
if (table && choices.length) {
  choices[0].closest(".er-filters").hidden = false;
  const choose = () => table.querySelectorAll("tbody tr").forEach((row) => {
    row.hidden = choices.some((choice) => choice.value && row.dataset[choice.dataset.filter] !== choice.value);
  });
  choices.forEach((choice) => choice.addEventListener("change", choose));
}
// A page built in March must not say in June that an override of an open release still holds.
document.querySelectorAll("[data-expires]").forEach((cell) => {
  if (new Date().toISOString().slice(0, 10) > cell.dataset.expires) {
    cell.append(make("small", "has run out since this page was built"));
  }
});
