// How one permission set is drawn: a letter on the colour of its danger, and a sign for what becomes of it. The style
// sheet writes both, so that a badge is one element and no text: what is read aloud stands elsewhere.

function badge(name, standing = SAME) {
  const { letter } = CLASS[name];
  const { name: way, sign } = STANDINGS[standing];
  const element = document.createElement("b");
  element.className = `badge ${name} ${way}`;
  element.dataset.letter = letter;
  if (sign) element.dataset.sign = sign;
  element.ariaHidden = "true";
  return element;
}

/** The assignments of a cell: what changes, then the gravest. */
function gravestFirst(list) {
  const changing = (row) => (rows.standing[row] === GAIN || rows.standing[row] === LOSS ? 0 : 10);
  const rank = (row) => CLASS[sets[rows.set[row]].class].rank + changing(row);
  return list.sort((a, b) => rank(a) - rank(b) || rows.set[a] - rows.set[b]);
}

/** What a cell says to whoever does not see it. */
function sentence(list) {
  const words = list.map((row) => {
    const set = sets[rows.set[row]];
    const becomes = STANDINGS[rows.standing[row]].words;
    return `${set.name} (${CLASS[set.class].words}${becomes && `, ${becomes}`})`;
  });
  return words.join(", ") || "no access";
}
