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

// The page says how things stood when it was published; releases.json says how they stand now.
const SAME = { Shipped: ["live"], Open: ["open"], "Not shipped": ["not_shipped"], "Rolled back": ["rolled_back"],
  Withdrawn: ["withdrawn"], Corrected: ["corrected"], Superseded: ["superseded"] };
const WORDS = { open: "open again", live: "live", not_shipped: "not shipped", rolled_back: "rolled back",
  withdrawn: "withdrawn", corrected: "corrected", superseded: "superseded" };
const head = document.querySelector("[data-release]");
if (head && location.protocol.startsWith("http")) {
  fetch("../releases.json")
    .then((answer) => (answer.ok ? answer.json() : { releases: [] }))
    .then(({ releases }) => {
      const now = releases.find((one) => one.id === head.dataset.release);
      if (!now || !(now.status in WORDS) || (SAME[head.dataset.status] || []).includes(now.status)) return;
      const banner = document.createElement("p");
      banner.className = "er-stamp";
      const day = now.since ? `, ${now.since.slice(0, 10)}` : "";
      banner.textContent = `Since this page was published: ${WORDS[now.status]} ${now.note}${day}.`.replace(/ +/g, " ");
      head.before(banner);
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
    const over = document.createElement("small");
    over.textContent = "has run out since this page was built";
    cell.append(over);
  }
});
