// The rows of the matrix and their cells, and what the letters in them mean.

/** What a badge takes of a cell's width, the gap beside it included; and what is kept for the number of the rest. */
const BADGE = 25;
const SIGNED_BADGE = 37;
const MORE = 18;

function drawRow(row, from, to) {
  const { layout, top } = matrix;
  const index = view.principals[row];
  const principal = principals[index];
  const kind = principal.kind === "user" ? "user " : "";
  const who = principalLink(index, {
    tabindex: "-1",
    "data-row": row,
    "data-column": -1,
    "aria-label": `${principal.kind} ${principal.name}${principal.gone ? ", deleted" : ""}`,
  });
  const head = h(
    "div",
    { class: "who", role: "rowheader", "aria-colindex": "1", title: `${principal.kind} ${principal.name}` },
    kind && h("small", {}, kind),
    who,
    principal.gone && h("small", {}, "deleted"),
  );
  head.style.width = `${layout.head}px`;
  const line = h(
    "div",
    { class: `row${row % 2 ? " odd" : ""}`, role: "row", "aria-rowindex": row + 2 },
    head,
  );
  line.style.top = `${top + row * ROW}px`;
  const held = cellsOf(index);
  for (let column = from; column < to; column += 1) line.append(drawCell(row, column, principal, held));
  return line;
}

/** What a principal has and the filter lets through, by account. */
function cellsOf(principal) {
  const cells = new Map();
  for (let row = rows.start[principal]; row < rows.start[principal + 1]; row += 1) {
    if (!view.passes[row]) continue;
    const list = cells.get(rows.account[row]);
    if (list) list.push(row);
    else cells.set(rows.account[row], [row]);
  }
  return cells;
}

/** A cell. There are more of these than of anything else, so they are made without detours. */
function drawCell(row, column, principal, held) {
  const { head, cell, edges, isWide } = matrix.layout;
  const meant = matrix.layout.columns[column];
  const element = document.createElement("div");
  element.className = "cell";
  element.role = "gridcell";
  element.tabIndex = -1;
  element.ariaColIndex = column + 2;
  element.dataset.row = row;
  element.dataset.column = column;
  element.style.left = `${head + edges[column]}px`;
  element.style.width = `${cell}px`;
  const found = heldIn(meant, held);
  if (found.length > 0) {
    fillCell(element, found, isWide ? cell - 8 : 0);
    name(element, principal, meant, found);
  }
  return element;
}

/** What is read aloud at a cell. An empty one is named when somebody comes to it. */
function name(element, principal, column, entries) {
  element.ariaLabel = `${principal.name}, ${columnWords(column)}: ${sentence(column, entries)}`;
}

/** As many badges as there is room for, one at least, and how many more there are. */
function fillCell(element, list, room) {
  const widths = list.map((one) => (one.standing === SAME ? BADGE : SIGNED_BADGE));
  const all = widths.reduce((sum, width) => sum + width, 0);
  let left = all <= room ? room : room - MORE;
  let shown = 0;
  while (shown < list.length && (shown === 0 || left >= widths[shown])) left -= widths[shown++];
  for (const one of list.slice(0, shown)) element.append(badge(sets[one.set].class, one.standing));
  if (shown === list.length) return;
  const hidden = list.slice(shown);
  const alsoChanges = hidden.some(({ standing }) => standing === GAIN || standing === LOSS);
  const number = room > 0 ? `+${hidden.length}` : String(list.length);
  element.append(h("u", { "data-more": alsoChanges ? "±" : number, "aria-hidden": "true" }));
}

/** What the letters and signs mean. */
function legend() {
  const there = new Set(sets.map((set) => set.class));
  const classes = CLASSES.filter(({ name }) => there.has(name)).map(({ name, words }) =>
    h("li", {}, badge(name), words),
  );
  const ways = new Set(rows.standing);
  const changes = [GAIN, LOSS, OUTSIDE]
    .filter((way) => ways.has(way))
    .map((way) => h("li", {}, badge("read", way), STANDINGS[way].words));
  return h("ul", { class: "legend", "aria-label": "What the letters mean" }, classes, changes);
}
