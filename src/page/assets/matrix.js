// The matrix: principals by accounts. Only the rows and columns in sight are elements.

const OVERSCAN = 2;

/** What a badge takes of a cell's width, the gap beside it included; and what is kept for the number of the rest. */
const BADGE = 25;
const SIGNED_BADGE = 37;
const MORE = 18;

const matrix = {
  layout: layOut([], 0),
  /** Where the keyboard is: row -1 is the heads of the columns, column -1 the heads of the rows. */
  active: { row: 0, column: 0 },
  drawn: "",
  scroller: undefined,
  inner: undefined,
};

function prepareMatrix() {
  matrix.inner = h("div", { class: "inner", role: "presentation" });
  matrix.scroller = h(
    "div",
    { class: "scroller", role: "grid", id: "grid", tabindex: "-1", "aria-label": "Principals by accounts", "aria-readonly": "true" },
    matrix.inner,
  );
  byId("matrix").append(matrix.scroller, legend());
  matrix.scroller.addEventListener("click", (event) => {
    const { fold } = event.target.closest("[data-fold]")?.dataset ?? {};
    if (fold) toggleFold(fold);
  });
  matrix.scroller.addEventListener("scroll", oncePerFrame(drawWindow), { passive: true });
  new ResizeObserver(oncePerFrame(resizeMatrix)).observe(matrix.scroller);
}

/** Draws what the filter lets through. */
function drawMatrix() {
  const { scroller, inner } = matrix;
  matrix.layout = layOut(view.accounts, scroller.clientWidth);
  const { head, width, names, hasUnits, hasGroups } = matrix.layout;
  matrix.top = names + (hasGroups ? 24 : 0) + (hasUnits ? 20 : 0);
  inner.style.width = `${head + width + 12}px`;
  inner.style.height = `${matrix.top + view.principals.length * ROW + 4}px`;
  scroller.classList.toggle("wide", matrix.layout.isWide);
  scroller.classList.toggle("changes", changes);
  scroller.setAttribute("aria-rowcount", view.principals.length + 1);
  scroller.setAttribute("aria-colcount", matrix.layout.columns.length + 1);
  const { active } = matrix;
  active.row = Math.min(active.row, view.principals.length - 1);
  active.column = Math.min(active.column, matrix.layout.columns.length - 1);
  matrix.drawn = "";
  drawWindow();
}

function resizeMatrix() {
  const { cell, head } = layOut(view.accounts, matrix.scroller.clientWidth);
  if (cell !== matrix.layout.cell || head !== matrix.layout.head) drawMatrix();
  else drawWindow();
}

/** Draws the rows and columns that can be seen now, unless they are drawn already. */
function drawWindow() {
  const { scroller, inner, layout, top } = matrix;
  const { scrollTop, scrollLeft, clientHeight, clientWidth } = scroller;
  const rowsFrom = Math.max(Math.floor(scrollTop / ROW) - OVERSCAN, 0);
  const rowsTo = Math.min(Math.ceil((scrollTop + clientHeight - top) / ROW) + OVERSCAN, view.principals.length);
  const columnsFrom = Math.max(columnAt(layout, scrollLeft) - OVERSCAN, 0);
  const columnsTo = Math.min(columnAt(layout, scrollLeft + clientWidth - layout.head) + 1 + OVERSCAN, layout.columns.length);
  const drawn = [rowsFrom, rowsTo, columnsFrom, columnsTo].join();
  if (drawn === matrix.drawn) return;
  matrix.drawn = drawn;
  const hadFocus = scroller.contains(document.activeElement);
  const parts = [drawHead(columnsFrom, columnsTo)];
  for (let row = rowsFrom; row < rowsTo; row += 1) parts.push(drawRow(row, columnsFrom, columnsTo));
  inner.replaceChildren(...parts);
  const current = reachable();
  if (hadFocus) (current ?? scroller).focus({ preventScroll: true });
}

/** Lets Tab reach one cell: the active one, or the first in sight. */
function reachable() {
  const active = elementAt(matrix.active.row, matrix.active.column);
  const target = active ?? matrix.inner.querySelector("[role=gridcell]") ?? matrix.inner.querySelector("[data-row]");
  target?.setAttribute("tabindex", "0");
  return active;
}

function elementAt(row, column) {
  return matrix.inner.querySelector(`[data-row="${row}"][data-column="${column}"]`);
}

function at(element, left, width) {
  element.style.left = `${left}px`;
  if (width !== undefined) element.style.width = `${width}px`;
  return element;
}

function drawHead(from, to) {
  const { layout, top } = matrix;
  const { head, cell, edges, hasUnits, hasGroups } = layout;
  const corner = h("div", { class: "corner", role: "columnheader", "aria-colindex": "1" }, h("span", {}, "Principal"));
  corner.style.width = `${head}px`;
  corner.style.height = `${top}px`;
  const line = h("div", { class: "head", role: "row", "aria-rowindex": "1" }, corner);
  line.style.height = `${top}px`;
  const last = to > from ? edges[to - 1] + cell : 0;
  const inSight = (group) => from < to && group.left < last && group.left + group.width > edges[from];
  if (hasGroups) line.append(...layout.groups.filter(inSight).map((group) => band(group, "group", 0, group.name, isFolded(group.name))));
  if (hasUnits) line.append(...layout.unitGroups.filter(inSight).map((group) => band(group, "unit", hasGroups ? 24 : 0, group.name)));
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
  const words = column.folded ? columnWords(column) : [first.name, column.group, unitOf(first), first.state].filter(Boolean).join(", ");
  const attributes = { tabindex: "-1", "data-row": -1, "data-column": index, "aria-label": words };
  const label = column.folded
    ? h("button", { ...attributes, type: "button", "aria-expanded": "false", "data-fold": column.group }, columnName(column))
    : accountLink(column.accounts[0], attributes);
  const marks = `${first.management ? " management" : ""}${first.state && !column.folded ? " inactive" : ""}`;
  const element = h("div", { class: `name${marks}`, role: "columnheader", "aria-colindex": index + 2, title: words }, label);
  element.style.height = `${names}px`;
  return at(element, head + edges[index], cell);
}

/** The name of some columns above them; it stays in sight while any of them is. */
function band(group, kind, top, name, folded) {
  const canFold = folded !== undefined && foldable.includes(name);
  const label = h("span", {}, canFold && (folded ? "▸ " : "▾ "), name);
  label.style.left = `${matrix.layout.head + 6}px`;
  const element = h("div", { class: `band ${kind}${group.management ? " management" : ""}`, role: "presentation", title: name, "data-fold": canFold ? name : undefined }, name ? label : undefined);
  element.style.top = `${top}px`;
  return at(element, matrix.layout.head + group.left, group.width);
}

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
  const line = h("div", { class: `row${row % 2 ? " odd" : ""}`, role: "row", "aria-rowindex": row + 2 }, head);
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
  const classes = CLASSES.filter(({ name }) => there.has(name)).map(({ name, words }) => h("li", {}, badge(name), words));
  const ways = new Set(rows.standing);
  const changes = [GAIN, LOSS, OUTSIDE].filter((way) => ways.has(way)).map((way) => h("li", {}, badge("read", way), STANDINGS[way].words));
  return h("ul", { class: "legend", "aria-label": "What the letters mean" }, classes, changes);
}
