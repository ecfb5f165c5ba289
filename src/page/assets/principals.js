// The page of a group or a user: every account, by which rule of the catalog.

function drawPrincipal(kind, name) {
  const index = principals.findIndex((one) => one.kind === kind && one.name === name);
  if (index < 0) return [missing(kind, name)];
  const principal = principals[index];
  const byGroup = new Map();
  const held = new Set();
  for (let row = rows.start[index]; row < rows.start[index + 1]; row += 1) {
    const account = rows.account[row];
    const group = groupOf(accounts[account]);
    if (!byGroup.has(group)) byGroup.set(group, new Map());
    const cells = byGroup.get(group);
    if (cells.has(account)) cells.get(account).push(row);
    else cells.set(account, [row]);
    held.add(rows.set[row]);
  }
  const number = [...byGroup.values()].reduce((sum, cells) => sum + cells.size, 0);
  return [
    heading(principal.name, principal.kind),
    principal.gone && h("p", { class: "warn" }, "Deleted in the identity store: these assignments grant nothing to anybody."),
    h("p", { class: "lead" }, `${count(held.size, "permission set")} in ${thousands(number)} of ${count(accounts.length, "account")}`),
    [...byGroup].map(([group, cells]) => accountsTable(group, cells)),
  ];
}

/** Accounts that have the same sets by the same rules are one line. */
function accountsTable(group, cells) {
  const alike = new Map();
  for (const [account, list] of cells) {
    const lines = gravestFirst(list.map((row) => ({ row, set: rows.set[row], standing: rows.standing[row] }))).map(({ row, set, standing }) => ({ set, standing, rules: rulesFor(rows.principal[row], rows.set[row], account) }));
    const key = JSON.stringify([unitOf(accounts[account]), lines]);
    const found = alike.get(key);
    if (found) found.list.push(account);
    else alike.set(key, { list: [account], lines });
  }
  return h(
    "section",
    { class: "by-type" },
    group && h("h3", {}, group, h("small", { class: "quiet" }, ` ${count(cells.size, "account")}`)),
    h(
      "table",
      { class: "wide-table" },
      h("thead", {}, h("tr", {}, ["Account", "Permission set", "Rule"].map((text) => h("th", { scope: "col" }, text)))),
      [...alike.values()].map(({ list, lines }) => h("tbody", {}, lines.map((line, at) => accountLine(list, line, at === 0 ? lines.length : 0)))),
    ),
  );
}

function accountLine(list, { set, standing, rules }, span) {
  const becomes = STANDINGS[standing];
  const unit = unitOf(accounts[list[0]]);
  const names = list.map((account, at) => [at > 0 && ", ", h("span", { class: "whole" }, accountLink(account))]);
  return h(
    "tr",
    { class: becomes.name },
    span > 0 && h("th", { scope: "rowgroup", rowspan: span }, names, unit && h("small", { class: "quiet block" }, unit)),
    h("td", {}, badge(sets[set].class, standing), setLink(set), becomes.words && h("small", { class: `block ${becomes.name}` }, becomes.words)),
    h("td", {}, rules.map((rule) => h("div", { class: "rule" }, rule.place, h("span", { class: "quiet" }, ` ${rule.target}`), terms(rule)))),
  );
}
