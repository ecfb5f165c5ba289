// What is seen, as a list: for reading, for screen readers, and for paper.

function drawList(most) {
  if (view.principals.length === 0) return [h("p", { class: "nothing-found" }, "Nothing passes the filter.")];
  const sections = view.principals.map((principal) => {
    const lines = holdingsOf(principal);
    return h(
      "section",
      { class: "holder" },
      h(
        "h3",
        {},
        h("small", {}, `${principals[principal].kind} `),
        principalLink(principal),
        principals[principal].gone && h("small", {}, " deleted"),
      ),
      h(
        "table",
        {},
        h(
          "thead",
          { class: "hidden" },
          h(
            "tr",
            {},
            ["Permission set", "Where", "Rule"].map((text) => h("th", { scope: "col" }, text)),
          ),
        ),
        h(
          "tbody",
          {},
          lines.map((line) => listLine(principal, line, most)),
        ),
      ),
    );
  });
  return [h("h2", { class: "hidden" }, "Who has what"), ...sections];
}

function listLine(principal, { set, standing, list }, most) {
  const rules = rulesFor(principal, set, list);
  const becomes = STANDINGS[standing];
  return h(
    "tr",
    { class: becomes.name },
    h(
      "td",
      {},
      badge(sets[set].class, standing),
      setLink(set),
      becomes.words && h("small", { class: becomes.name }, ` ${becomes.words}`),
    ),
    h("td", {}, folded(list, most)),
    h("td", { class: "quiet" }, placesOf(rules)),
  );
}

/** The places of rules, the file named once: `catalog/aws-sso.yaml:64, 70`. */
function placesOf(rules) {
  const MOST = 12;
  const lines = new Map();
  for (const { file, line } of rules) lines.set(file, (lines.get(file) ?? new Set()).add(line));
  return [...lines]
    .map(([file, found]) => {
      const sorted = [...found].sort((a, b) => a - b);
      const more = sorted.length > MOST ? `, and ${sorted.length - MOST} more` : "";
      return `${file}:${sorted.slice(0, MOST).join(", ")}${more}`;
    })
    .join(", ");
}

/** What a principal has and the filter lets through, or all of it: by set and by what becomes of it. */
function holdingsOf(principal, all) {
  const found = new Map();
  for (let row = rows.start[principal]; row < rows.start[principal + 1]; row += 1) {
    if (!all && !view.passes[row]) continue;
    const key = rows.set[row] * 4 + rows.standing[row];
    const line = found.get(key);
    if (line) line.list.push(rows.account[row]);
    else found.set(key, { set: rows.set[row], standing: rows.standing[row], list: [rows.account[row]] });
  }
  const rank = ({ set, standing }) => CLASS[sets[set].class].rank * 10 + standing;
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || a.set - b.set);
}

/** Paper has neither hover nor scrolling: it gets the list. */
function preparePrint() {
  const fill = () => {
    if (here.view !== "matrix") return;
    byId("print").replaceChildren(h("p", { class: "count" }, countOf(view)), ...drawList(Infinity));
  };
  const empty = () => byId("print").replaceChildren();
  addEventListener("beforeprint", fill);
  addEventListener("afterprint", empty);
  matchMedia("print").addEventListener("change", (media) => (media.matches ? fill() : empty()));
}
