// The columns of the matrix: an account each, or all accounts of a group, where the reader has folded it.

/** Every group that has something to fold. */
const foldable = (() => {
  const sizes = new Map();
  for (const account of accounts) sizes.set(groupOf(account), (sizes.get(groupOf(account)) ?? 0) + 1);
  return [...sizes].filter(([group, size]) => group && size > 1).map(([group]) => group);
})();

/** `*` in the fragment means all of them. */
function isFolded(group) {
  const { fold } = here.filter;
  return foldable.includes(group) && (fold.includes("*") || fold.includes(group));
}

/** Folds a group, or unfolds it. */
function toggleFold(group) {
  const now = foldable.filter((one) => isFolded(one) !== (one === group));
  const fold = now.length === foldable.length ? ["*"] : now;
  change({ ...here.filter, fold });
}

function columnsOf(shown) {
  const columns = [];
  for (const index of shown) {
    const group = groupOf(accounts[index]);
    const folded = isFolded(group);
    if (folded && columns.at(-1)?.folded && columns.at(-1).group === group)
      columns.at(-1).accounts.push(index);
    else columns.push({ group, folded, unit: folded ? "" : unitOf(accounts[index]), accounts: [index] });
  }
  return columns;
}

/** How a column is called. */
function columnName(column) {
  return column.folded ? count(column.accounts.length, "account") : accounts[column.accounts[0]].name;
}

/** How a column is called beside a principal: an account by its name, a folded group with its name. */
function columnWords(column) {
  return column.folded ? `${column.group}: ${columnName(column)}` : columnName(column);
}

/** What is in a cell: for each set and what becomes of it, in which of the column's accounts. */
function heldIn(column, held) {
  const found = new Map();
  for (const account of column.accounts) {
    for (const row of held.get(account) ?? []) {
      const key = rows.set[row] * 4 + rows.standing[row];
      const entry = found.get(key);
      if (entry) entry.rows.push(row);
      else found.set(key, { set: rows.set[row], standing: rows.standing[row], rows: [row] });
    }
  }
  return gravestFirst([...found.values()]);
}

/** What changes first, then the gravest. */
function gravestFirst(entries) {
  const changing = ({ standing }) => (standing === GAIN || standing === LOSS ? 0 : 10);
  const rank = (entry) => CLASS[sets[entry.set].class].rank + changing(entry);
  return entries.sort((a, b) => rank(a) - rank(b) || a.set - b.set);
}

/** What a cell says to whoever does not see it. */
function sentence(column, entries) {
  const words = entries.map(({ set, standing, rows: held }) => {
    const becomes = STANDINGS[standing].words;
    const where =
      column.folded && held.length < column.accounts.length ? ` in ${thousands(held.length)} of them` : "";
    return `${sets[set].name} (${CLASS[sets[set].class].words}${becomes && `, ${becomes}`})${where}`;
  });
  return words.join(", ") || "no access";
}
