// Elements are made here and nowhere else. What comes from the tables goes in as text, never as markup.

function byId(id) {
  return document.getElementById(id);
}

/** An element. Attributes that are undefined or false are left out; `on` has listeners; children are nodes or texts. */
function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== false));
  return element;
}

/** A text for screen readers alone. */
function unseen(text) {
  return h("span", { class: "hidden" }, text);
}

/** Lets several calls within one frame be one. */
function oncePerFrame(work) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      work();
    });
  };
}
