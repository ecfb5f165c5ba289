// Which view and which filter: both stand in the URL's fragment, so that what is seen can be sent to somebody.

const NO_FILTER = { principal: "", account: "", type: "", set: "", danger: [], only: false, fold: [] };

function readFragment(fragment) {
  const [path, query = ""] = fragment.replace(/^#/, "").split("?", 2);
  const [view, name] = path.split("/", 2);
  const given = new URLSearchParams(query);
  return {
    view: view || "matrix",
    name: decoded(name ?? ""),
    filter: {
      principal: given.get("principal") ?? "",
      account: given.get("account") ?? "",
      type: given.get("type") ?? "",
      set: given.get("set") ?? "",
      danger: (given.get("danger") ?? "").split(".").filter((name) => name in CLASS),
      only: given.get("only") === "differences",
      fold: given.getAll("fold"),
    },
  };
}

/** A name as it was, if it was encoded at all: a fragment may be typed by hand. */
function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function fragmentOf(view, name, filter) {
  const query = new URLSearchParams();
  for (const key of ["principal", "account", "type", "set"]) {
    if (filter[key]) query.set(key, filter[key]);
  }
  if (filter.danger.length > 0) query.set("danger", filter.danger.join("."));
  if (filter.only) query.set("only", "differences");
  for (const group of filter.fold) query.append("fold", group);
  const path = name ? `${view}/${encodeURIComponent(name)}` : view;
  const text = query.toString();
  return `#${path}${text && `?${text}`}`;
}

/** Where the reader is. Who looks at a plan without asking for more is shown what it changes. */
let here = readFragment(location.hash);
if (!location.hash && changes && tables.heading.shows !== "difference") here.filter.only = true;

/** Links keep the filter, so that the way back leads to what was seen. */
function link(view, name, text, attributes) {
  return h(
    "a",
    { ...attributes, href: fragmentOf(view, name, here.filter), "data-view": view },
    text ?? name,
  );
}

function principalLink(index, attributes) {
  const { kind, name } = principals[index];
  return link(kind, name, name, attributes);
}

function accountLink(index, attributes) {
  const { name, id } = accounts[index];
  return link("account", id || name, name, attributes);
}

function setLink(index, attributes) {
  return link("set", sets[index].name, sets[index].name, attributes);
}
