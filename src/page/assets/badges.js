// How one permission set is drawn: a letter on the colour of its danger, and a sign for what becomes of it.

function badge(name, standing = SAME) {
  const { letter } = CLASS[name];
  const { name: way, sign } = STANDINGS[standing];
  const signed = sign && h("i", {}, sign);
  return h("b", { class: `badge ${name} ${way}`, "aria-hidden": "true" }, signed || undefined, letter);
}

/** The assignments of a cell, the gravest first. */
function gravestFirst(list) {
  const rank = (row) => CLASS[sets[rows.set[row]].class].rank;
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
