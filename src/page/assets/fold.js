// Accounts for people: a whole account type by its name, the rest by theirs.

/** Pieces such as `core: 6 accounts` and `plat-dev`, each account in exactly one; the largest types first. */
function fold(list) {
  let rest = new Set(list);
  const bySize = members
    .map((accountsOfType, type) => ({ type, accountsOfType }))
    .filter(({ accountsOfType }) => accountsOfType.length > 1);
  bySize.sort((a, b) => b.accountsOfType.length - a.accountsOfType.length || a.type - b.type);
  const folded = [];
  for (const { type, accountsOfType } of bySize) {
    if (accountsOfType.length > rest.size || !accountsOfType.every((account) => rest.has(account))) continue;
    accountsOfType.forEach((account) => rest.delete(account));
    folded.push({ type, words: `${types[type]}: ${thousands(accountsOfType.length)} accounts` });
  }
  return [...folded, ...[...rest].map((account) => ({ account, words: accounts[account].name }))];
}

/** The pieces in one line, as links; beyond `most` they are counted. */
function folded(list, most) {
  const pieces = fold(list);
  const shown = pieces.length > most + 1 ? pieces.slice(0, most) : pieces;
  const parts = shown.map((piece, at) => {
    const comma = at + 1 < pieces.length ? ", " : "";
    const words =
      piece.account === undefined ? h("span", { class: "type" }, piece.words) : accountLink(piece.account);
    return [words, comma];
  });
  if (shown.length < pieces.length) parts.push([`and ${thousands(pieces.length - shown.length)} more`]);
  return parts.flat();
}
