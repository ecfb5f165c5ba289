// The heads of the columns, and the names of groups and units above them.

function drawHead(from, to) {
  const { layout, top } = matrix;
  const { head, cell, edges, hasUnits, hasGroups } = layout;
  const corner = h(
    "div",
    { class: "corner", role: "columnheader", "aria-colindex": "1" },
    h("span", {}, "Principal"),
  );
  corner.style.width = `${head}px`;
  corner.style.height = `${top}px`;
  const line = h("div", { class: "head", role: "row", "aria-rowindex": "1" }, corner);
  line.style.height = `${top}px`;
  const last = to > from ? edges[to - 1] + cell : 0;
  const inSight = (group) => from < to && group.left < last && group.left + group.width > edges[from];
  if (hasGroups)
    line.append(
      ...layout.groups
        .filter(inSight)
        .map((group) => band(group, "group", 0, group.name, isFolded(group.name))),
    );
  if (hasUnits)
    line.append(
      ...layout.unitGroups
        .filter(inSight)
        .map((group) => band(group, "unit", hasGroups ? 24 : 0, group.name)),
    );
  for (let column = from; column < to; column += 1) {
    line.append(drawName(column));
  }
  return line;
}

/** The head of a column: a link to the account's page, or a button that unfolds the group. */
function drawName(index) {
  const { head, cell, edges, names, columns } = matrix.layout;
  const column = columns[index];
  const first = accounts[column.accounts[0]];
  const words = column.folded
    ? columnWords(column)
    : [first.name, column.group, unitOf(first), first.state].filter(Boolean).join(", ");
  const attributes = { tabindex: "-1", "data-row": -1, "data-column": index, "aria-label": words };
  const label = column.folded
    ? h(
        "button",
        { ...attributes, type: "button", "aria-expanded": "false", "data-fold": column.group },
        columnName(column),
      )
    : accountLink(column.accounts[0], attributes);
  const marks = `${first.management ? " management" : ""}${first.state && !column.folded ? " inactive" : ""}`;
  const element = h(
    "div",
    { class: `name${marks}`, role: "columnheader", "aria-colindex": index + 2, title: words },
    label,
  );
  element.style.height = `${names}px`;
  return at(element, head + edges[index], cell);
}

/** The name of some columns above them; it stays in sight while any of them is. */
function band(group, kind, top, name, folded) {
  const canFold = folded !== undefined && foldable.includes(name);
  const label = h("span", {}, canFold && (folded ? "▸ " : "▾ "), name);
  label.style.left = `${matrix.layout.head + 6}px`;
  const element = h(
    "div",
    {
      class: `band ${kind}${group.management ? " management" : ""}`,
      role: "presentation",
      title: name,
      "data-fold": canFold ? name : undefined,
    },
    name ? label : undefined,
  );
  element.style.top = `${top}px`;
  return at(element, matrix.layout.head + group.left, group.width);
}
