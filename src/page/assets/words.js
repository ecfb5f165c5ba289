// The words of the page: classes of danger, ways to stand, numbers.

/** From the gravest to the least; a letter and a word, because colour alone tells nobody enough. */
const CLASSES = [
  {
    name: "administrator",
    letter: "A",
    words: "administrator",
    tells: "administrator-equivalent: everything, or giving oneself everything",
  },
  { name: "write", letter: "W", words: "write", tells: "changes something in the account" },
  { name: "unknown", letter: "?", words: "unknown", tells: "made of policies whose text is not known here" },
  { name: "state", letter: "S", words: "state", tells: "reads and writes the state of Terraform" },
  { name: "billing", letter: "B", words: "billing", tells: "bills, budgets and payment methods" },
  { name: "read", letter: "R", words: "read", tells: "looks and changes nothing" },
  { name: "nothing", letter: "·", words: "nothing", tells: "has no policy" },
];
const CLASS = Object.fromEntries(CLASSES.map((one, rank) => [one.name, { ...one, rank }]));

/** How an assignment of the catalog and one that lives compare; the numbers are those of `rows.standing`. */
const SAME = 0;
const GAIN = 1;
const LOSS = 2;
const OUTSIDE = 3;
const STANDINGS = [
  { name: "same", sign: "", words: "" },
  { name: "gain", sign: "+", words: "will be granted" },
  { name: "loss", sign: "−", words: "will be revoked" },
  { name: "outside", sign: "∘", words: "not governed by this catalog" },
];

function thousands(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 account`, `2 accounts`. */
function count(number, one) {
  return `${thousands(number)} ${one}${number === 1 ? "" : "s"}`;
}
