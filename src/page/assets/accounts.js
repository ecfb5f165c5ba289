// The page of an account: who may enter it.

function drawAccount(name) {
  const index = accounts.findIndex((one) => one.id === name || (one.name === name && !one.id));
  const found = index >= 0 ? index : accounts.findIndex((one) => one.name === name);
  if (found < 0) return [missing("account", name)];
  const account = accounts[found];
  const lines = [];
  for (let row = 0; row < rows.length; row += 1) if (rows.account[row] === found) lines.push(row);
  lines.sort(
    (a, b) =>
      CLASS[sets[rows.set[a]].class].rank - CLASS[sets[rows.set[b]].class].rank ||
      rows.principal[a] - rows.principal[b],
  );
  const facts = [
    ["id", account.id],
    ["account types", account.types.map((type) => types[type]).join(", ")],
    ["organizational unit", unitOf(account)],
    ["state", account.state],
  ].filter(([, value]) => value);
  return [
    heading(account.name, account.management ? "Management account" : "Account"),
    h(
      "dl",
      { class: "facts" },
      facts.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value))),
    ),
    lines.length === 0
      ? h("p", {}, "Nobody has access through Identity Center.")
      : h(
          "table",
          { class: "wide-table" },
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              ["Permission set", "Principal", "Rule"].map((text) => h("th", { scope: "col" }, text)),
            ),
          ),
          h(
            "tbody",
            {},
            lines.map((row) => entrance(row, found)),
          ),
        ),
  ];
}

function entrance(row, account) {
  const set = rows.set[row];
  const principal = rows.principal[row];
  const becomes = STANDINGS[rows.standing[row]];
  return h(
    "tr",
    { class: becomes.name },
    h(
      "td",
      {},
      badge(sets[set].class, rows.standing[row]),
      setLink(set),
      becomes.words && h("small", { class: `block ${becomes.name}` }, becomes.words),
    ),
    h("td", {}, principalLink(principal), h("small", { class: "quiet" }, ` ${principals[principal].kind}`)),
    h(
      "td",
      {},
      rulesFor(principal, set, [account]).map((rule) =>
        h(
          "div",
          { class: "rule" },
          rule.place,
          h("span", { class: "quiet" }, ` ${rule.target}`),
          terms(rule),
        ),
      ),
    ),
  );
}
