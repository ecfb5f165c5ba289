// The matrix: principals by accounts. Only the rows and columns in sight are elements.

const OVERSCAN = 2;

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
    {
      class: "scroller",
      role: "grid",
      id: "grid",
      tabindex: "-1",
      "aria-label": "Principals by accounts",
      "aria-readonly": "true",
    },
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
  const rowsTo = Math.min(
    Math.ceil((scrollTop + clientHeight - top) / ROW) + OVERSCAN,
    view.principals.length,
  );
  const columnsFrom = Math.max(columnAt(layout, scrollLeft) - OVERSCAN, 0);
  const columnsTo = Math.min(
    columnAt(layout, scrollLeft + clientWidth - layout.head) + 1 + OVERSCAN,
    layout.columns.length,
  );
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
  const target =
    active ?? matrix.inner.querySelector("[role=gridcell]") ?? matrix.inner.querySelector("[data-row]");
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
