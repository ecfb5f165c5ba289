// The list of all permission sets.

const SET_STANDINGS = {
  same: "as in the catalog",
  changed: "differs from the catalog",
  new: "does not live yet",
  gone: "no longer in the catalog",
  outside: "not governed by this catalog",
};

function drawSets() {
  const used = sets.map(() => ({ principals: new Set(), accounts: new Set() }));
  for (let row = 0; row < rows.length; row += 1) {
    used[rows.set[row]].principals.add(rows.principal[row]);
    used[rows.set[row]].accounts.add(rows.account[row]);
  }
  const order = [...sets.keys()].sort(
    (a, b) => CLASS[sets[a].class].rank - CLASS[sets[b].class].rank || a - b,
  );
  return [
    heading("Permission sets", count(sets.length, "permission set")),
    h(
      "table",
      { class: "wide-table" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["Permission set", "Danger", "Principals", "Accounts", "Session", compares ? "State" : ""]
            .filter(Boolean)
            .map((text) => h("th", { scope: "col" }, text)),
        ),
      ),
      h(
        "tbody",
        {},
        order.map((index) => setLine(index, used[index])),
      ),
    ),
  ];
}

function setLine(index, used) {
  const set = sets[index];
  const session = set.definition?.attributes.find(([name]) => name === "session_duration")?.[1] ?? "";
  const description = set.definition?.attributes.find(([name]) => name === "description")?.[1];
  return h(
    "tr",
    {},
    h(
      "th",
      { scope: "row" },
      badge(set.class),
      setLink(index),
      description && h("small", { class: "quiet block" }, description),
    ),
    h(
      "td",
      {},
      CLASS[set.class].words,
      set.dangers.length > 0 &&
        h(
          "small",
          { class: "warn block" },
          set.dangers[0],
          set.dangers.length > 1 && ` and ${set.dangers.length - 1} more`,
        ),
    ),
    h("td", { class: "number" }, thousands(used.principals.size)),
    h("td", { class: "number" }, thousands(used.accounts.size)),
    h("td", {}, session),
    compares && h("td", {}, standingOf(set)),
  );
}

function standingOf(set) {
  const words = SET_STANDINGS[set.standing];
  const sign = { changed: "~ ", new: "+ ", gone: "− " }[set.standing] ?? "";
  return words ? h("span", { class: `state ${set.standing}` }, sign, words) : "";
}
