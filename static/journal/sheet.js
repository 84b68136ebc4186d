/* What comes from a spreadsheet and goes there: rows of cells between tabs, with names in front or
   without. Nothing of the page is known here but the list of its students. */

/* A column of names may have a number before it. */
const NAMES_WITHIN = 3;

/** A word as names are compared: yo is ye, case and dots say nothing. */
export function plainName(text) {
  return text.toLowerCase().replaceAll("ё", "е").replace(/[.,]/g, " ").replace(/\s+/g, " ").trim();
}

/** Rows of cells of a copied block; a cell in quotes may hold line breaks and doubled quotes. */
export function readSheet(text) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  for (let at = 0; at < source.length; at += 1) {
    const letter = source[at];
    if (quoted && letter === '"' && source[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (letter === '"' && (quoted || cell === "")) {
      quoted = !quoted;
    } else if (!quoted && (letter === "\t" || letter === "\n")) {
      rows.at(-1).push(cell.trim());
      cell = "";
      if (letter === "\n") rows.push([]);
    } else {
      cell += letter;
    }
  }
  rows.at(-1).push(cell.trim());
  return rows;
}

/** A block as a spreadsheet takes it. */
export function writeSheet(rows) {
  const safe = (cell) => (/["\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => row.map(safe).join("\t")).join("\n");
}

/** The places (in the list) of the students that a name may mean: in full, with a patronymic, with
    initials, or by the surname alone. */
export function whoIs(text, names) {
  const [surname, given = ""] = plainName(text).split(" ");
  if (!surname || !/\p{L}/u.test(surname)) return [];
  const split = names.map((name) => plainName(name).split(" "));
  const fits = (test) => split.flatMap((name, place) => (name[0] === surname && test(name[1] ?? "") ? [place] : []));
  const exact = fits((name) => given !== "" && name === given);
  if (exact.length) return exact;
  return given.length > 1 ? [] : fits((name) => name.startsWith(given));
}

/** Where the rows of a block belong: by the names in front where there are any, else one after the
    other from `first`. Gives {lines: [{row, cells}], strangers: [name], beyond}. */
export function placeRows(rows, names, first) {
  const column = nameColumn(rows, names);
  if (column < 0) {
    const lines = rows.map((cells, index) => ({ row: first + index, cells })).filter(({ row }) => row < names.length);
    return { lines, strangers: [], beyond: rows.length - lines.length };
  }
  const lines = [];
  const strangers = [];
  for (const cells of rows) {
    const name = cells[column] ?? "";
    const found = whoIs(name, names);
    if (found.length === 1) lines.push({ row: found[0], cells: cells.slice(column + 1) });
    else if (name) strangers.push(name);
  }
  return { lines, strangers, beyond: 0 };
}

/** The column in front that holds a name of the list, or -1: no mark and no code reads as a surname. */
function nameColumn(rows, names) {
  for (let column = 0; column < NAMES_WITHIN; column += 1) {
    if (rows.some((cells) => whoIs(cells[column] ?? "", names).length > 0)) return column;
  }
  return -1;
}
