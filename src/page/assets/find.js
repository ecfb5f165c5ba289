// The field that leads to any principal, account or permission set by a part of its name.

const MOST_FOUND = 12;
let chosen = -1;

function prepareFind() {
  const field = byId("find");
  field.addEventListener("input", offer);
  field.addEventListener("focus", offer);
  field.addEventListener("blur", () => setTimeout(closeFind, 150));
  field.addEventListener("keydown", (event) => {
    const options = [...byId("found").children];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(options.length === 0 ? -1 : (chosen + step + options.length) % options.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      (options[chosen] ?? options[0])?.firstChild.click();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      field.value = "";
      closeFind();
    }
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches?.("input, select, textarea");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
    }
  });
}

/** What has the words in its name: names that begin with them first. */
function matching(words) {
  const found = [];
  const search = (texts, kind, linkTo) =>
    texts.forEach((text, index) => {
      const place = text.indexOf(words);
      if (place >= 0) found.push({ place: Math.min(place, 1), kind: kind(index), link: linkTo(index) });
    });
  search(
    lower.principals,
    (index) => principals[index].kind,
    (index) => () => principalLink(index, { tabindex: "-1" }),
  );
  const hasAssignments = new Set(principals.filter((one) => one.kind === "user").map((one) => one.name));
  const others = lower.people.map((name, index) => (hasAssignments.has(people[index]) ? "" : name));
  search(
    others,
    () => "user",
    (index) => () => link("user", people[index], people[index], { tabindex: "-1" }),
  );
  search(
    lower.accounts,
    () => "account",
    (index) => () => accountLink(index, { tabindex: "-1" }),
  );
  search(
    lower.sets,
    () => "permission set",
    (index) => () => setLink(index, { tabindex: "-1" }),
  );
  return found.sort((a, b) => a.place - b.place);
}

function offer() {
  const words = byId("find").value.trim().toLowerCase();
  const found = words ? matching(words) : [];
  const options = found.slice(0, MOST_FOUND).map(({ kind, link: make }, index) => {
    const option = h(
      "li",
      { role: "option", id: `found-${index}`, "aria-selected": "false" },
      make(),
      h("small", { class: "quiet" }, ` ${kind}`),
    );
    option.addEventListener("click", () => closeFind());
    return option;
  });
  byId("found").replaceChildren(...options);
  byId("found").hidden = options.length === 0;
  byId("find").setAttribute("aria-expanded", String(options.length > 0));
  choose(-1);
}

function choose(index) {
  chosen = index;
  [...byId("found").children].forEach((option, at) =>
    option.setAttribute("aria-selected", String(at === index)),
  );
  if (index >= 0) byId("find").setAttribute("aria-activedescendant", `found-${index}`);
  else byId("find").removeAttribute("aria-activedescendant");
}

function closeFind() {
  byId("found").hidden = true;
  byId("find").setAttribute("aria-expanded", "false");
  choose(-1);
}
