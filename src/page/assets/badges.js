// How one permission set is drawn: a letter on the colour of its danger, and a sign for what becomes of it. The style
// sheet writes both, so that a badge is one element and no text: what is read aloud stands elsewhere.

function badge(name, standing = SAME) {
  const { letter } = CLASS[name];
  const { name: way, sign } = STANDINGS[standing];
  const element = document.createElement("b");
  element.className = `badge ${name} ${way}`;
  element.dataset.letter = letter;
  if (sign) element.dataset.sign = sign;
  element.ariaHidden = "true";
  return element;
}
