// The page of a group or a user: every account, by which rule of the catalog; and what a user has through groups.

function drawPrincipal(kind, name) {
  const index = principals.findIndex((one) => one.kind === kind && one.name === name);
  const groups = kind === "user" ? groupsOf(name) : [];
  if (index < 0 && groups.length === 0) return [missing(kind, name)];
  return [
    heading(name, kind),
    index < 0 ? h("p", { class: "lead" }, "Nothing is assigned directly.") : assignedTo(index),
    index >= 0 && memberList(principals[index]),
    groups.map(throughGroup),
  ];
}

/** The groups to which somebody belongs. */
function groupsOf(name) {
  const person = people.indexOf(name);
  return [...principals.keys()].filter((index) => person >= 0 && principals[index].members?.includes(person));
}

/** What somebody has because a group has it. */
function throughGroup(group) {
  return h(
    "section",
    { class: "holder" },
    h("h3", {}, h("small", { class: "quiet" }, "through group "), principalLink(group)),
    h(
      "table",
      {},
      h(
        "tbody",
        {},
        holdingsOf(group, true).map((line) => listLine(group, line, 30)),
      ),
    ),
  );
}

/** Who belongs to a group, as far as that is known. */
function memberList({ members }) {
  if (!members) return undefined;
  const MOST = 200;
  const links = members
    .slice(0, MOST)
    .map((person, at) => [at > 0 && ", ", link("user", people[person], people[person])]);
  const more = members.length > MOST && ` and ${thousands(members.length - MOST)} more`;
  return h(
    "section",
    {},
    h("h3", {}, "Members"),
    members.length === 0 ? h("p", { class: "quiet" }, "Nobody.") : h("p", { class: "long" }, links, more),
  );
}

function assignedTo(index) {
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
    principal.gone &&
      h("p", { class: "warn" }, "Deleted in the identity store: these assignments grant nothing to anybody."),
    h(
      "p",
      { class: "lead" },
      `${count(held.size, "permission set")} in ${thousands(number)} of ${count(accounts.length, "account")}`,
    ),
    [...byGroup].map(([group, cells]) => accountsTable(group, cells)),
  ];
}

/** Accounts that have the same sets by the same rules are one line. */
function accountsTable(group, cells) {
  const alike = new Map();
  for (const [account, list] of cells) {
    const lines = gravestFirst(
      list.map((row) => ({ row, set: rows.set[row], standing: rows.standing[row] })),
    ).map(({ row, set, standing }) => ({
      set,
      standing,
      rules: rulesFor(rows.principal[row], rows.set[row], [account]),
    }));
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
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["Account", "Permission set", "Rule"].map((text) => h("th", { scope: "col" }, text)),
        ),
      ),
      [...alike.values()].map(({ list, lines }) =>
        h(
          "tbody",
          {},
          lines.map((line, at) => accountLine(list, line, at === 0 ? lines.length : 0)),
        ),
      ),
    ),
  );
}

function accountLine(list, { set, standing, rules }, span) {
  const becomes = STANDINGS[standing];
  const unit = unitOf(accounts[list[0]]);
  const names = list.map((account, at) => [
    at > 0 && ", ",
    h("span", { class: "whole" }, accountLink(account)),
  ]);
  return h(
    "tr",
    { class: becomes.name },
    span > 0 &&
      h(
        "th",
        { scope: "rowgroup", rowspan: span },
        names,
        unit && h("small", { class: "quiet block" }, unit),
      ),
    h(
      "td",
      {},
      badge(sets[set].class, standing),
      setLink(set),
      becomes.words && h("small", { class: `block ${becomes.name}` }, becomes.words),
    ),
    h(
      "td",
      {},
      rules.map((rule) =>
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
