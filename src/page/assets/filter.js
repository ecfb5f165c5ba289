// Which assignments, principals and accounts a filter lets through.

const lower = {
  principals: principals.map((one) => one.name.toLowerCase()),
  people: people.map((name) => name.toLowerCase()),
  accounts: accounts.map((one) => `${one.name} ${one.id} ${unitOf(one)}`.toLowerCase()),
  sets: sets.map((one) => one.name.toLowerCase()),
};

/** Which texts have one of the words, which are separated by commas; all, where there is no word. */
function having(texts, words) {
  const wanted = words
    .toLowerCase()
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
  const passes = new Uint8Array(texts.length);
  texts.forEach((text, index) => {
    passes[index] = wanted.length === 0 || wanted.some((word) => text.includes(word)) ? 1 : 0;
  });
  return passes;
}

/** What is seen through a filter: assignments, and the principals and accounts to draw. */
function seen(filter) {
  const byPrincipal = having(lower.principals, filter.principal);
  const byAccount = having(lower.accounts, filter.account);
  const bySet = having(lower.sets, filter.set);
  sets.forEach((set, index) => {
    if (filter.danger.length > 0 && !filter.danger.includes(set.class)) bySet[index] = 0;
  });
  accounts.forEach((account, index) => {
    if (
      filter.type &&
      groupOf(account) !== filter.type &&
      !account.types.some((type) => types[type] === filter.type)
    ) {
      byAccount[index] = 0;
    }
  });
  const passes = new Uint8Array(rows.length);
  const hasRow = new Uint8Array(principals.length);
  const hasColumn = new Uint8Array(accounts.length);
  const standings = [0, 0, 0, 0];
  for (let row = 0; row < rows.length; row += 1) {
    const standing = rows.standing[row];
    if (filter.only && !differs(standing)) continue;
    if (!byPrincipal[rows.principal[row]] || !byAccount[rows.account[row]] || !bySet[rows.set[row]]) continue;
    passes[row] = 1;
    hasRow[rows.principal[row]] = 1;
    hasColumn[rows.account[row]] = 1;
    standings[standing] += 1;
  }
  // An account into which nobody has access is worth seeing, unless something else was asked for.
  const asksForContent = Boolean(filter.principal || filter.set || filter.danger.length > 0 || filter.only);
  const chosen = (flags) => [...flags.keys()].filter((index) => flags[index]);
  return {
    passes,
    principals: chosen(hasRow),
    accounts: chosen(asksForContent ? hasColumn : byAccount),
    standings,
    assignments: standings.reduce((sum, number) => sum + number, 0),
  };
}

/** What is seen now. */
let view = seen(here.filter);

/** The sentence above the matrix. */
function countOf(found) {
  const of = (number, all, one) =>
    number === all ? count(all, one) : `${thousands(number)} of ${count(all, one)}`;
  const parts = [
    of(found.principals.length, principals.length, "principal"),
    of(found.accounts.length, accounts.length, "account"),
    of(found.assignments, rows.length, "assignment"),
  ];
  if (compares) parts.push(differences(found.standings));
  if (found.assignments === 0 && rows.length > 0) parts.unshift("Nothing passes the filter");
  return parts.join(" · ");
}

function differences(standings) {
  const words = [];
  if (standings[GAIN]) words.push(count(standings[GAIN], "gain"));
  if (standings[LOSS]) words.push(standings[LOSS] === 1 ? "1 loss" : `${thousands(standings[LOSS])} losses`);
  if (standings[OUTSIDE]) words.push(`${thousands(standings[OUTSIDE])} left alone`);
  return words.join(", ") || "no difference";
}

/** Fills the form with what there is to choose from. */
function prepareFilters() {
  const groups = [...new Set(accounts.map(groupOf))].filter(
    (group) => group && !types.includes(group) && !group.includes(" + "),
  );
  const select = byId("filters").elements.type;
  select.append(...[...types, ...groups].map((name) => h("option", { value: name }, name)));
  byId("filter-type").hidden = select.options.length < 2;
  byId("filter-only").hidden = !compares;
  byId("filter-fold").hidden = foldable.length === 0;
  if (types.length === 0) byId("filter-type").firstChild.textContent = "Organizational unit";
  const there = new Set(sets.map((set) => set.class));
  byId("filter-danger").append(
    ...CLASSES.filter(({ name }) => there.has(name)).map(({ name, words, tells }) =>
      h(
        "label",
        { class: "toggle", title: tells },
        h("input", { type: "checkbox", name: "danger", value: name }),
        badge(name),
        words,
      ),
    ),
  );
}

/** The form as a filter, and back. */
function readForm() {
  const { principal, account, type, set, only } = byId("filters").elements;
  const danger = [...byId("filter-danger").querySelectorAll(":checked")].map((box) => box.value);
  return {
    ...here.filter,
    principal: principal.value,
    account: account.value,
    type: type.value,
    set: set.value,
    danger,
    only: only.checked,
  };
}

function fillForm(filter) {
  const { elements } = byId("filters");
  for (const key of ["principal", "account", "type", "set"]) {
    if (elements[key].value !== filter[key]) elements[key].value = filter[key];
  }
  elements.only.checked = filter.only;
  elements.fold.checked = foldable.every(isFolded);
  elements.fold.indeterminate = !elements.fold.checked && foldable.some(isFolded);
  for (const box of byId("filter-danger").querySelectorAll("input"))
    box.checked = filter.danger.includes(box.value);
}
