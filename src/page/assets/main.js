// From the fragment to what is shown, and from the form to the fragment.

const VIEWS = [
  ["matrix", "Matrix"],
  ["list", "List"],
  ["sets", "Permission sets"],
];

function start() {
  const {
    heading: { shows, catalog, live, narrowed },
  } = tables;
  byId("title").textContent = document.title;
  const sources = {
    catalog: [catalog, ", as it stands"],
    live: ["what exists in ", live],
    difference: [catalog, ", compared with what exists in ", live],
    plan: ["from ", catalog, ", for ", live],
    change: [live, " → ", catalog],
  };
  byId("source").append(...sources[shows].filter(Boolean), narrowed ? " · narrowed by the command line" : "");
  const edited = sets.filter((set) => ["changed", "new", "gone"].includes(set.standing)).length;
  if (edited > 0) VIEWS[2][1] += ` (${thousands(edited)} ${edited === 1 ? "differs" : "differ"})`;
  if (tables.findings) VIEWS.push(["findings", `Findings (${tables.findings.length})`]);
  if (tables.notes) VIEWS.push(["notes", `Notes (${tables.notes.length})`]);
  for (const id of ["top", "view"]) byId(id).hidden = false;
  if (tables.errors) drawErrors();
  if (tables.rules) drawRules();
  prepareFilters();
  prepareMatrix();
  prepareKeys();
  prepareCard();
  prepareFind();
  preparePrint();
  const form = byId("filters");
  form.addEventListener("input", ({ target }) => {
    const fold = target.name === "fold" ? (target.checked ? ["*"] : []) : here.filter.fold;
    change({ ...readForm(), fold });
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    change({ ...NO_FILTER, fold: here.filter.fold });
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("view").focus();
  });
  addEventListener("hashchange", () => show(readFragment(location.hash), true));
  show(here, false);
}

/** Errors stand above everything: what is shown below them is incomplete. */
function drawErrors() {
  const items = tables.errors.map((error) => h("li", { class: "loosened" }, error));
  byId("rules").append(h("h2", {}, `Errors (${thousands(items.length)}): this page is incomplete`), h("ul", { class: "notes" }, items));
  byId("rules").hidden = false;
}

/** What changes in the catalog besides access stands above every view. */
function drawRules() {
  const items = tables.rules.map((rule) => h("li", { class: rule.startsWith("! ") ? "loosened" : undefined }, rule));
  byId("rules").append(h("h2", {}, `Rules and limits changed (${thousands(items.length)})`), h("ul", { class: "notes" }, items));
  byId("rules").hidden = false;
}

/** A new filter: what is seen changes at once, and the address with it, without a step in the history. */
function change(filter) {
  history.replaceState(null, "", fragmentOf(here.view, here.name, filter));
  show({ ...here, filter }, false);
}

/** Shows a view. `moved` says that the reader came here by a link: then the focus goes to its heading. */
function show(next, moved) {
  const isFiltered = next.view === "matrix" || next.view === "list";
  here = next;
  hideCard();
  view = seen(here.filter);
  fillForm(here.filter);
  drawViews();
  byId("filters").hidden = !isFiltered;
  byId("filter-fold").hidden = foldable.length === 0 || here.view !== "matrix";
  byId("matrix").hidden = here.view !== "matrix";
  byId("page").hidden = here.view === "matrix";
  const words = isFiltered ? countOf(view) : "";
  if (byId("count").textContent !== words) byId("count").textContent = words;
  if (here.view === "matrix") drawMatrix();
  else byId("page").replaceChildren(...drawPage().flat(Infinity).filter(Boolean));
  if (!moved) return;
  scrollTo(0, 0);
  const target = isFiltered ? byId("view") : byId("page").querySelector("h2");
  target?.focus({ preventScroll: true });
}

function drawPage() {
  switch (here.view) {
    case "list":
      return drawList(40);
    case "sets":
      return drawSets();
    case "set":
      return drawSet(here.name);
    case "group":
    case "user":
      return drawPrincipal(here.view, here.name);
    case "account":
      return drawAccount(here.name);
    case "findings":
      return drawFindings();
    case "notes":
      return drawNotes();
    default:
      return [missing("view", here.view)];
  }
}

function drawViews() {
  const links = VIEWS.map(([name, words]) =>
    link(name, "", words, { "aria-current": here.view === name ? "page" : undefined }),
  );
  byId("views").replaceChildren(...links);
}

start();
