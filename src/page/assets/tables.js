// The tables that the page carries, unpacked for the eye and for filters.

const tables = JSON.parse(byId("tables").textContent);
const { accounts, principals, sets, types, units } = tables;
/** Who belongs to groups; nobody, where the identity store was not read. */
const people = tables.people ?? [];
const compares = ["difference", "plan", "change"].includes(tables.heading.shows);

/** Visits the indices of stretches: how many are left out, how many follow, and so on. */
function eachIndex(stretches, visit) {
  let next = 0;
  for (let at = 0; at + 1 < stretches.length; at += 2) {
    const start = next + stretches[at];
    next = Math.min(start + stretches[at + 1], accounts.length);
    for (let index = start; index < next; index += 1) visit(index);
  }
}

function indices(stretches) {
  const found = [];
  eachIndex(stretches ?? [], (index) => found.push(index));
  return found;
}

/** Every assignment as numbers, by principal, account and set; those of principal p are start[p] to start[p + 1]. */
const rows = unpack();

function unpack() {
  const start = new Uint32Array(principals.length + 1);
  const keys = principals.map(() => []);
  for (const holding of tables.holdings) {
    STANDINGS.forEach(({ name }, standing) => {
      eachIndex(holding[name] ?? [], (account) => {
        keys[holding.p].push((account * sets.length + holding.s) * 4 + standing);
      });
    });
  }
  keys.forEach((list, principal) => (start[principal + 1] = start[principal] + list.length));
  const length = start[principals.length];
  const found = {
    length,
    start,
    principal: new Uint32Array(length),
    account: new Uint32Array(length),
    set: new Uint32Array(length),
    standing: new Uint8Array(length),
  };
  keys.forEach((list, principal) => {
    Float64Array.from(list)
      .sort()
      .forEach((key, offset) => {
        const row = start[principal] + offset;
        found.principal[row] = principal;
        found.standing[row] = key % 4;
        found.set[row] = Math.floor(key / 4) % sets.length;
        found.account[row] = Math.floor(key / 4 / sets.length);
      });
  });
  return found;
}

/** Whether an assignment is not as the catalog has it. What a plan leaves alone is no part of what it changes. */
function differs(standing) {
  return (
    standing === GAIN || standing === LOSS || (standing === OUTSIDE && tables.heading.shows === "difference")
  );
}

/** Whether anything is to become other than it is. */
const changes = rows.standing.some((standing) => standing !== SAME);

/** The rules by which a principal has a set, by both their numbers. */
const rulesOf = new Map(
  tables.holdings.map((holding) => [holding.p * sets.length + holding.s, holding.rules ?? []]),
);

/** The rules that give a principal a set in one of these accounts. */
function rulesFor(principal, set, list) {
  const packed = rulesOf.get(principal * sets.length + set) ?? [];
  const within = new Set(list);
  const typesWithin = new Set(list.flatMap((account) => accounts[account].types));
  const found = [];
  for (let at = 0; at + 3 < packed.length; at += 4) {
    const target = packed[at];
    const type = target < 0 ? -target - 1 : undefined;
    if (type === undefined ? !within.has(target) : !typesWithin.has(type)) continue;
    found.push({
      target: type === undefined ? accounts[target].name : `account type ${types[type]}`,
      file: tables.files[packed[at + 1]],
      line: packed[at + 2],
      place: `${tables.files[packed[at + 1]]}:${packed[at + 2]}`,
      terms: tables.terms[packed[at + 3] - 1] ?? [],
    });
  }
  return found;
}

/** The accounts of each type, by its number. */
const members = types.map(() => []);
accounts.forEach((account, index) => account.types.forEach((type) => members[type].push(index)));

function unitOf(account) {
  return account.unit === undefined ? "" : units[account.unit];
}

/** What an account is grouped under: `core`, `core + prod`, or what it lacks; its unit, where there are no types. */
function groupOf(account) {
  if (account.management) return "management";
  if (account.types.length > 0) return account.types.map((type) => types[type]).join(" + ");
  return types.length > 0 ? "no account type" : unitOf(account);
}
