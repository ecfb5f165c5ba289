// The page of a permission set: what it is made of, what changes about it, who has it where.

function drawSet(name) {
  const index = sets.findIndex((set) => set.name === name);
  if (index < 0) return [missing("permission set", name)];
  const set = sets[index];
  return [
    heading(set.name, "Permission set"),
    h(
      "p",
      { class: "lead" },
      badge(set.class),
      h("strong", {}, CLASS[set.class].words),
      set.reasons.length > 0 && h("span", { class: "quiet" }, ` by ${set.reasons.join(", ")}`),
    ),
    set.dangers.length > 0 &&
      h(
        "ul",
        { class: "dangers" },
        set.dangers.map((danger) => h("li", {}, h("b", { "aria-hidden": "true" }, "!"), danger)),
      ),
    facts(set),
    edits(set),
    set.definition
      ? policies(set.definition)
      : h("p", { class: "quiet" }, "What it is made of is not known here."),
    assigned(index),
    provisioned(set),
  ];
}

function facts(set) {
  const list = [...(set.definition?.attributes ?? [])].map(([name, value]) => [
    name.replaceAll("_", " "),
    value,
  ]);
  if (set.place) list.push(["defined at", set.place]);
  if (set.standing) list.push(["state", standingOf(set)]);
  if (set.governed_by !== undefined) list.push(["governed by", `catalog ${set.governed_by}`]);
  else if (set.standing && set.standing !== "new") list.push(["governed by", "no catalog"]);
  return h(
    "dl",
    { class: "facts" },
    list.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}

function edits(set) {
  if (!set.edits) return undefined;
  return h(
    "section",
    {},
    h("h3", {}, "What changes"),
    set.edits.map((edit) =>
      h("div", { class: "edit" }, h("h4", {}, edit.what.replaceAll("_", " ")), changed(edit)),
    ),
  );
}

function policies(definition) {
  const managed = definition.managed_policies.map(([name, kind]) =>
    h("li", {}, badge(kind), name, h("small", { class: "quiet" }, ` AWS managed · ${CLASS[kind].words}`)),
  );
  const customer = definition.customer_managed_policies.map((name) =>
    h(
      "li",
      {},
      badge("unknown"),
      name,
      h("small", { class: "quiet" }, " customer managed: its text lives in each account"),
    ),
  );
  const none = managed.length + customer.length === 0 && !definition.inline_policy;
  return h(
    "section",
    {},
    h("h3", {}, "Policies"),
    none && h("p", { class: "quiet" }, "None."),
    managed.length + customer.length > 0 && h("ul", { class: "policies" }, managed, customer),
    definition.inline_policy && [
      h("h4", {}, "Inline policy"),
      policy(definition.inline_policy, "Inline policy"),
    ],
  );
}

/** Who has the set, and where. */
function assigned(index) {
  const found = new Map();
  for (let row = 0; row < rows.length; row += 1) {
    if (rows.set[row] !== index) continue;
    const key = rows.principal[row] * 4 + rows.standing[row];
    const list = found.get(key);
    if (list) list.push(rows.account[row]);
    else found.set(key, [rows.account[row]]);
  }
  const lines = [...found].map(([key, list]) => {
    const standing = STANDINGS[key % 4];
    const principal = Math.floor(key / 4);
    return h(
      "tr",
      { class: standing.name },
      h(
        "th",
        { scope: "row" },
        badge(sets[index].class, key % 4),
        principalLink(principal),
        h("small", { class: "quiet" }, ` ${principals[principal].kind}`),
        standing.words && h("small", { class: `block ${standing.name}` }, standing.words),
      ),
      h("td", { class: "number" }, thousands(list.length)),
      h("td", { class: "long" }, folded(list, 30)),
    );
  });
  return h(
    "section",
    {},
    h("h3", {}, "Assigned to"),
    lines.length === 0
      ? h("p", { class: "quiet" }, "Nobody.")
      : h(
          "table",
          { class: "wide-table" },
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              ["Principal", "Accounts", "Where"].map((text) => h("th", { scope: "col" }, text)),
            ),
          ),
          h("tbody", {}, lines),
        ),
  );
}

function provisioned(set) {
  const known = tables.heading.live !== null && set.standing !== "new";
  if (!known || (tables.heading.shows !== "difference" && tables.heading.shows !== "live")) return undefined;
  const outdated = indices(set.outdated);
  const unassigned = indices(set.unassigned);
  return h(
    "section",
    {},
    h("h3", {}, "Provisioning"),
    outdated.length > 0
      ? h(
          "p",
          { class: "warn" },
          `An older version is provisioned in ${count(outdated.length, "account")}: `,
          folded(outdated, 30),
        )
      : h("p", {}, "No account is known to have an older version."),
    unassigned.length > 0 &&
      h(
        "p",
        { class: "warn" },
        `Provisioned where nobody is assigned, in ${count(unassigned.length, "account")}: `,
        folded(unassigned, 30),
      ),
  );
}
