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
  scroller.setAttribute("aria-colcount", view.accounts.length + 1);
  const { active } = matrix;
  active.row = Math.min(active.row, view.principals.length - 1);
  active.column = Math.min(active.column, view.accounts.length - 1);
  matrix.drawn = "";
  drawWindow();
}

function resizeMatrix() {
  const { isWide, cell, head } = layOut(view.accounts, matrix.scroller.clientWidth);
  const now = matrix.layout;
  if (isWide !== now.isWide || cell !== now.cell || head !== now.head) drawMatrix();
  else drawWindow();
}

/** Draws the rows and columns that can be seen now, unless they are drawn already. */
function drawWindow() {
  const { scroller, inner, layout, top } = matrix;
  const { scrollTop, scrollLeft, clientHeight, clientWidth } = scroller;
  const rowsFrom = Math.max(Math.floor(scrollTop / ROW) - OVERSCAN, 0);
  const rowsTo = Math.min(Math.ceil((scrollTop + clientHeight - top) / ROW) + OVERSCAN, view.principals.length);
  const columnsFrom = Math.max(columnAt(layout, scrollLeft) - OVERSCAN, 0);
  const columnsTo = Math.min(columnAt(layout, scrollLeft + clientWidth - layout.head) + 1 + OVERSCAN, view.accounts.length);
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
  const { head, cell, edges, names, hasUnits, hasGroups } = layout;
  const corner = h("div", { class: "corner", role: "columnheader", "aria-colindex": "1" }, h("span", {}, "Principal"));
  corner.style.width = `${head}px`;
  corner.style.height = `${top}px`;
  const line = h("div", { class: "head", role: "row", "aria-rowindex": "1" }, corner);
  line.style.height = `${top}px`;
  const last = to > from ? edges[to - 1] + cell : 0;
  const inSight = (group) => from < to && group.left < last && group.left + group.width > edges[from];
  if (hasGroups) line.append(...layout.groups.filter(inSight).map((group) => band(group, "group", 0, group.name)));
  if (hasUnits) line.append(...layout.unitGroups.filter(inSight).map((group) => band(group, "unit", hasGroups ? 24 : 0, group.name)));
  for (let column = from; column < to; column += 1) {
    const account = accounts[view.accounts[column]];
    const where = [groupOf(account), unitOf(account), account.state].filter(Boolean).join(", ");
    const label = accountLink(view.accounts[column], {
      tabindex: "-1",
      "data-row": -1,
      "data-column": column,
      "aria-label": where ? `${account.name}, ${where}` : account.name,
    });
    const heading = h(
      "div",
      { class: `name${account.management ? " management" : ""}${account.state ? " inactive" : ""}`, role: "columnheader", "aria-colindex": column + 2, title: account.name },
      label,
    );
    heading.style.height = `${names}px`;
    line.append(at(heading, head + edges[column], cell));
  }
  return line;
}

/** The name of some columns above them; it stays in sight while any of them is. */
function band(group, kind, top, name) {
  const label = h("span", {}, name);
  label.style.left = `${matrix.layout.head + 6}px`;
  const element = h("div", { class: `band ${kind}${group.management ? " management" : ""}`, role: "presentation", title: name }, name ? label : undefined);
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
  const index = view.accounts[column];
  const account = accounts[index];
  const element = document.createElement("div");
  element.className = account.management ? "cell management" : "cell";
  element.role = "gridcell";
  element.tabIndex = -1;
  element.ariaColIndex = column + 2;
  element.dataset.row = row;
  element.dataset.column = column;
  element.style.left = `${head + edges[column]}px`;
  element.style.width = `${cell}px`;
  const found = held.get(index);
  if (found) fillCell(element, gravestFirst(found), isWide ? cell - 8 : 0);
  if (found) name(element, principal, account, found);
  return element;
}

/** What is read aloud at a cell. An empty one is named when somebody comes to it. */
function name(element, principal, account, list) {
  element.ariaLabel = `${principal.name}, ${account.name}: ${sentence(list)}`;
}

/** As many badges as there is room for, one at least, and how many more there are. */
function fillCell(element, list, room) {
  const widths = list.map((one) => (rows.standing[one] === SAME ? BADGE : SIGNED_BADGE));
  const all = widths.reduce((sum, width) => sum + width, 0);
  let left = all <= room ? room : room - MORE;
  let shown = 0;
  while (shown < list.length && (shown === 0 || left >= widths[shown])) left -= widths[shown++];
  for (const one of list.slice(0, shown)) element.append(badge(sets[rows.set[one]].class, rows.standing[one]));
  if (shown === list.length) return;
  const hidden = list.slice(shown);
  const alsoChanges = hidden.some((one) => rows.standing[one] === GAIN || rows.standing[one] === LOSS);
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
