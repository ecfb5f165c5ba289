// What every page begins with.

function heading(text, kind) {
  return h(
    "header",
    { class: "heading" },
    h("p", { class: "quiet" }, kind),
    h("h2", { tabindex: "-1" }, text),
  );
}

function missing(kind, name) {
  return [
    heading(name, kind),
    h("p", {}, `This page knows no ${kind} of this name. `, link("matrix", "", "To the matrix")),
  ];
}
