// What `doctor` found, each kind together; and the notes of a plan.

function drawFindings() {
  const byCode = new Map();
  for (const finding of tables.findings ?? []) {
    if (!byCode.has(finding.code)) byCode.set(finding.code, []);
    byCode.get(finding.code).push(finding);
  }
  const number = (tables.findings ?? []).length;
  return [
    heading("Findings", "What will bite later"),
    number === 0 && h("p", {}, "Nothing was found."),
    [...byCode.values()].map((list) =>
      h(
        "section",
        { class: `finding ${list[0].problem ? "problem" : "warning"}` },
        h(
          "h3",
          {},
          h("b", { class: "mark", "aria-hidden": "true" }, list[0].problem ? "✗" : "!"),
          list[0].title,
          h("small", { class: "quiet" }, ` ${list[0].code}, ${list[0].problem ? "a problem" : "a warning"}`),
        ),
        h(
          "table",
          { class: "wide-table" },
          h(
            "tbody",
            {},
            list.map(({ subject, detail }) =>
              h("tr", {}, h("th", { scope: "row" }, subject), h("td", {}, detail)),
            ),
          ),
        ),
        h("p", { class: "help" }, h("strong", {}, "What to do: "), inCode(list[0].help)),
      ),
    ),
  ];
}

/** What stands between backticks is code. */
function inCode(text) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? h("code", {}, part) : part));
}

function drawNotes() {
  return [
    heading("Notes", "What a reader of the plan should know besides"),
    h(
      "ul",
      { class: "notes" },
      (tables.notes ?? []).map((note) => h("li", {}, note)),
    ),
  ];
}
