// The card beside a cell: the names behind its letters. It comes with the pointer and with the focus; a click or Enter
// keeps it, and then its links can be followed.

const card = { pinned: false, row: -1, column: -1, timer: 0 };

function prepareCard() {
  const cellOf = (event) => event.target.closest?.("[role=gridcell]");
  matrix.scroller.addEventListener("pointerover", (event) => {
    const cell = cellOf(event);
    light(event.target.closest?.("[data-column]"));
    if (card.pinned) return;
    clearTimeout(card.timer);
    card.timer = cell ? setTimeout(() => cell.isConnected && showCard(cell), 60) : setTimeout(hideCard, 60);
  });
  matrix.scroller.addEventListener("pointerleave", () => {
    light(undefined);
    clearTimeout(card.timer);
    if (!card.pinned) hideCard();
  });
  matrix.scroller.addEventListener("click", (event) => {
    const cell = cellOf(event);
    if (cell) pinCard(Number(cell.dataset.row), Number(cell.dataset.column));
  });
  matrix.scroller.addEventListener("scroll", () => hideCard(), { passive: true });
  matrix.scroller.addEventListener("focusout", (event) => {
    if (!card.pinned && !matrix.scroller.contains(event.relatedTarget)) hideCard();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !byId("card").hidden) closeCard();
  });
  document.addEventListener("pointerdown", (event) => {
    if (card.pinned && !byId("card").contains(event.target) && !cellOf(event)) hideCard();
  });
}

/** Marks the head of the column under the pointer. */
function light(cell) {
  matrix.inner.querySelector(".name.lit")?.classList.remove("lit");
  const column = cell?.dataset.column;
  if (column !== undefined)
    matrix.inner
      .querySelector(`[data-row="-1"][data-column="${column}"]`)
      ?.parentElement.classList.add("lit");
}

function showCard(cell) {
  const row = Number(cell.dataset.row);
  const column = Number(cell.dataset.column);
  if (row < 0 || column < 0) return hideCard();
  const principal = view.principals[row];
  const meant = matrix.layout.columns[column];
  const entries = heldIn(meant, cellsOf(principal));
  if (entries.length === 0 && !card.pinned) return hideCard();
  Object.assign(card, { row, column });
  const element = byId("card");
  element.replaceChildren(
    h(
      "p",
      { class: "where" },
      principalLink(principal),
      h("span", {}, " in "),
      meant.folded ? columnWords(meant) : accountLink(meant.accounts[0]),
    ),
    meant.folded ? "" : whereIs(meant.accounts[0]),
    entries.length === 0
      ? h("p", {}, "no access")
      : h(
          "ul",
          {},
          entries.map((entry) => cardLine(meant, principal, entry)),
        ),
  );
  element.hidden = false;
  place(element, cell.getBoundingClientRect());
}

function whereIs(index) {
  const account = accounts[index];
  const words = [account.id, groupOf(account), unitOf(account), account.state].filter(Boolean).join(" · ");
  return words && h("p", { class: "quiet" }, words);
}

function cardLine(column, principal, { set, standing, rows: held }) {
  const becomes = STANDINGS[standing].words;
  const some = column.folded && held.length < column.accounts.length;
  const list = held.map((row) => rows.account[row]);
  const rules = rulesFor(principal, set, list);
  return h(
    "li",
    {},
    badge(sets[set].class, standing),
    h(
      "span",
      {},
      setLink(set),
      h("small", { class: "quiet" }, ` ${CLASS[sets[set].class].words}`),
      becomes && h("strong", { class: STANDINGS[standing].name }, becomes),
      some && h("small", { class: "block" }, `in ${thousands(held.length)}: `, folded(list, 8)),
      column.folded
        ? h("small", { class: "rule" }, placesOf(rules))
        : rules.map((rule) =>
            h(
              "small",
              { class: "rule" },
              rule.place,
              h("span", { class: "quiet" }, ` ${rule.target}`),
              terms(rule),
            ),
          ),
    ),
  );
}

/** What a rule says besides: until when, whose, why. */
function terms(rule) {
  return rule.terms.map(([name, value]) =>
    h("span", { class: "term" }, h("span", { class: "quiet" }, `${name.replace("_", " ")} `), value),
  );
}

/** Below the cell, so that its row can still be read; else beside it. */
function place(element, cell) {
  const { offsetWidth, offsetHeight } = element;
  const within = (value, size, room) => Math.min(Math.max(value, 8), Math.max(room - size - 8, 8));
  const fits = cell.bottom + 6 + offsetHeight + 8 <= innerHeight;
  const isRoomRight = cell.right + 8 + offsetWidth + 8 <= innerWidth;
  const beside = isRoomRight ? cell.right + 8 : cell.left - offsetWidth - 8;
  element.style.left = `${within(fits ? cell.left : beside, offsetWidth, innerWidth)}px`;
  element.style.top = `${within(fits ? cell.bottom + 6 : cell.top - 8, offsetHeight, innerHeight)}px`;
}

function pinCard(row, column) {
  const cell = elementAt(row, column);
  if (!cell) return;
  card.pinned = true;
  showCard(cell);
  const element = byId("card");
  element.setAttribute("role", "dialog");
  element.setAttribute("aria-label", cell.getAttribute("aria-label"));
  element.classList.add("pinned");
  element.querySelector("a")?.focus();
}

function hideCard() {
  const element = byId("card");
  card.pinned = false;
  element.hidden = true;
  element.removeAttribute("role");
  element.removeAttribute("aria-label");
  element.classList.remove("pinned");
}

/** Closes the card and goes back to its cell, if the focus was in it. */
function closeCard() {
  const wasPinned = card.pinned;
  hideCard();
  if (wasPinned) goTo(card.row, card.column);
  hideCard();
}
