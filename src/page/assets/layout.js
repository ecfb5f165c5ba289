// Where the rows and columns of the matrix stand. Only what is in sight is drawn, so places are counted, not measured.

const ROW = 34;
const NARROW = changes ? 44 : 34;
const WIDE_FROM = 72;
const WIDEST = 160;
const GAP = 10;
const UNIT_GAP = 3;
const MOST_ROOM = 150;

/** The columns for these accounts in a given width: the left edge of each, and the groups above them. */
function layOut(shown, width) {
  const columns = columnsOf(shown);
  const head = width < 700 ? 150 : 230;
  const each = Math.floor((width - head - 24 - 8 * GAP) / Math.max(columns.length, 1));
  const isWide = each >= WIDE_FROM;
  const cell = isWide ? Math.min(each, WIDEST) : NARROW;
  const edges = [];
  const groups = [];
  const unitGroups = [];
  let left = 0;
  /** A name needs some room, even above a single account. */
  const roomFor = (name) => Math.min(name.length * 8 + 22, MOST_ROOM);
  columns.forEach(({ group, unit, accounts: [first] }, column) => {
    if (column === 0 || groups.at(-1).name !== group) {
      if (column > 0) {
        const last = groups.at(-1);
        left = Math.max(left, last.left + roomFor(last.name)) + GAP;
        last.width = left - GAP - last.left;
        unitGroups.at(-1).width = left - GAP - unitGroups.at(-1).left;
      }
      groups.push({ name: group, management: Boolean(accounts[first].management), left, columns: 0 });
      unitGroups.push({ name: unit, left, columns: 0 });
    } else if (unitGroups.at(-1).name !== unit) {
      left += UNIT_GAP;
      unitGroups.push({ name: unit, left, columns: 0 });
    }
    edges.push(left);
    left += cell;
    for (const list of [groups, unitGroups]) {
      list.at(-1).columns += 1;
      list.at(-1).width = left - list.at(-1).left;
    }
  });
  if (groups.length > 0) {
    left = Math.max(left, groups.at(-1).left + roomFor(groups.at(-1).name));
    groups.at(-1).width = left - groups.at(-1).left;
  }
  const longest = columns.reduce((most, column) => Math.max(most, columnName(column).length), 0);
  const names = isWide ? 44 : Math.min(Math.max(longest * 7 + 14, 60), 190);
  const hasUnits = types.length > 0 && columns.some((column) => column.unit);
  const hasGroups = groups.some((group) => group.name);
  return { columns, head, cell, isWide, edges, width: left, groups, unitGroups, names, hasUnits, hasGroups };
}

/** The first column whose right edge lies beyond a place. */
function columnAt(layout, place) {
  let low = 0;
  let high = layout.edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (layout.edges[middle] + layout.cell > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
