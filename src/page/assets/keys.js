// The matrix by keyboard, as the grid pattern of the ARIA Authoring Practices has it.

function prepareKeys() {
  matrix.scroller.addEventListener("keydown", (event) => {
    const { row, column } = matrix.active;
    const page = Math.max(Math.floor((matrix.scroller.clientHeight - matrix.top) / ROW) - 1, 1);
    const lastRow = view.principals.length - 1;
    const lastColumn = matrix.layout.columns.length - 1;
    const jump = event.ctrlKey || event.metaKey;
    const moves = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      PageUp: [row - page, column],
      PageDown: [row + page, column],
      Home: [jump ? 0 : row, 0],
      End: [jump ? lastRow : row, lastColumn],
    };
    const move = moves[event.key];
    if (move && !event.altKey) {
      event.preventDefault();
      const within = (value, last) => Math.min(Math.max(value, -1), last);
      let [toRow, toColumn] = [within(move[0], lastRow), within(move[1], lastColumn)];
      // The corner is no cell: nothing stands there.
      if (toRow === -1 && toColumn === -1) [toRow, toColumn] = event.key === "ArrowLeft" ? [-1, 0] : [0, -1];
      if (event.key.startsWith("Page")) toRow = Math.max(toRow, 0);
      goTo(toRow, toColumn);
    } else if ((event.key === "Enter" || event.key === " ") && row >= 0 && column >= 0) {
      event.preventDefault();
      pinCard(row, column);
    }
  });
  matrix.scroller.addEventListener("focusin", (event) => {
    const cell = event.target.closest("[data-row]");
    if (!cell) return;
    matrix.inner.querySelectorAll("[tabindex='0']").forEach((one) => one.setAttribute("tabindex", "-1"));
    cell.setAttribute("tabindex", "0");
    matrix.active = { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
    if (cell.matches(":focus-visible")) showCard(cell);
  });
}

/** Makes a cell the active one, in sight and in focus. */
function goTo(row, column) {
  matrix.active = { row, column };
  reveal(row, column);
  drawWindow();
  const cell = elementAt(row, column);
  if (row >= 0 && column >= 0 && cell && !cell.ariaLabel)
    name(cell, principals[view.principals[row]], matrix.layout.columns[column], []);
  cell?.focus({ preventScroll: true });
}

/** Scrolls as little as is needed. What scrolls is beside the heads, which cover a part of it. */
function reveal(row, column) {
  const { scroller, layout, top } = matrix;
  if (row >= 0) {
    const from = row * ROW;
    const room = scroller.clientHeight - top;
    if (from < scroller.scrollTop) scroller.scrollTop = from;
    else if (from + ROW > scroller.scrollTop + room) scroller.scrollTop = from + ROW - room + 2;
  }
  if (column >= 0) {
    const from = layout.edges[column];
    const room = scroller.clientWidth - layout.head;
    if (from < scroller.scrollLeft) scroller.scrollLeft = from;
    else if (from + layout.cell > scroller.scrollLeft + room)
      scroller.scrollLeft = from + layout.cell - room + 14;
  }
}
