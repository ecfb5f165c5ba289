// Policies as readable JSON, and what changes about them line by line.

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\],]|[^\s"{}[\],]+/g;

/** One line of JSON with its keys and values told apart. */
function jsonLine(line) {
  const parts = [];
  let done = 0;
  for (const match of line.matchAll(TOKEN)) {
    const [token, string, colon] = match;
    parts.push(line.slice(done, match.index));
    done = match.index + token.length;
    if (string === undefined) parts.push(token);
    else if (colon) parts.push(h("span", { class: "key" }, string), colon);
    else
      parts.push(
        h("span", { class: string === '"Deny"' ? "deny" : string.includes("*") ? "wild" : "value" }, string),
      );
  }
  parts.push(line.slice(done));
  return parts;
}

function policy(text, name) {
  const lines = text.split("\n").map((line) => [jsonLine(line), "\n"]);
  return h("pre", { class: "policy", tabindex: "0", role: "region", "aria-label": name }, lines);
}

/** Lines with `+`, `-` or a blank before them. */
function changed(edit) {
  const lines = edit.lines.map((line) => {
    const kind = { "+": "gain", "-": "loss" }[line[0]];
    const sign = kind === "loss" ? "−" : line[0];
    return h("span", { class: `line ${kind ?? ""}` }, h("i", {}, sign), jsonLine(line.slice(1)), "\n");
  });
  return h(
    "pre",
    { class: "policy", tabindex: "0", role: "region", "aria-label": `what changes: ${edit.what}` },
    lines,
  );
}
