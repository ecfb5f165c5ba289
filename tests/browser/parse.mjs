// The file through a parser that knows the HTML standard's errors: each of them, and every reference to elsewhere.
import { readFileSync } from "node:fs";
import { parse } from "parse5";

const given = JSON.parse(process.argv[2]);
const errors = [];
const text = readFileSync(given.page, "utf8");
const references = [];
let elements = 0;

function walk(node) {
  if (node.tagName) elements += 1;
  for (const { name, value } of node.attrs ?? []) {
    const leads =
      ["src", "href", "action", "srcset", "data", "poster"].includes(name) && !value.startsWith("#");
    if (leads || name.startsWith("on") || name === "style")
      references.push(`${node.tagName} ${name}=${value}`);
  }
  (node.childNodes ?? []).forEach(walk);
}

// What a noscript element holds is text where scripts run, and elements where they do not: both must be good.
for (const scriptingEnabled of [true, false]) {
  walk(
    parse(text, {
      scriptingEnabled,
      onParseError: ({ code, startLine }) => errors.push(`${code} in line ${startLine}`),
    }),
  );
}
process.stdout.write(JSON.stringify({ errors, references, elements }));
