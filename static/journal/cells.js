/* What is typed into a cell, and the exact mean of marks. The server decides what is right; here
   a cell is only read so far that the page can answer a key at once. No floating point: a mean
   is a sum and a count. */

/* Hundredths of a mark: what is little. */
const NEARLY = 10;
const LETTERS = "нупосб";
/* The same keys when the keyboard was left in the Latin layout. */
const LETTER_OF_KEY = { KeyY: "н", KeyE: "у", KeyG: "п", KeyJ: "о", KeyC: "с", Comma: "б" };
const LATIN = /^[a-z,]$/;

/** The letter of an attendance code that this key means, in either layout, or null. */
export function letterOf(event) {
  const key = event.key.toLowerCase();
  if (key.length === 1 && LETTERS.includes(key)) return key;
  return LATIN.test(key) && !event.shiftKey ? LETTER_OF_KEY[event.code] ?? null : null;
}

/** True for the key that goes on with a cell: the slash, whatever it types in this layout. */
export function isSlash(event) {
  return !event.shiftKey && (event.code === "Slash" || event.code === "NumpadDivide" || event.key === "/");
}

/** The code and the marks of a text ("н/4", "5/-/4"); what is not understood counts as nothing. */
export function readCell(text, signs) {
  const cell = { sign: "", marks: [] };
  for (const part of text.toLowerCase().split("/")) {
    if (/^[2-5]$/.test(part)) cell.marks.push(Number(part));
    else if (part === "-") cell.marks.push(null);
    else if (signs.includes(part)) cell.sign = part;
  }
  return cell;
}

/** The text of a code and marks, as the server writes it. */
export function writeCell({ sign, marks }) {
  const given = [...marks];
  while (given.length && given.at(-1) === null) given.pop();
  return [...(sign ? [sign] : []), ...given.map((mark) => (mark === null ? "-" : String(mark)))].join("/");
}

/** What one key makes of a cell: a mark stays beside its code and a code beside its marks, so that
    no key takes away what another one has said; a code of `alone` stands without marks. */
export function typedOver(text, typed, { signs, alone }) {
  const before = readCell(text, signs);
  if (alone.includes(typed) || alone.includes(before.sign)) return typed;
  if (/^\d$/.test(typed)) return before.sign ? `${before.sign}/${typed}` : typed;
  return signs.includes(typed) ? writeCell({ ...before, sign: typed }) : typed;
}

/** Sum and count of the marks in a text. */
export function sumOf(text, signs) {
  const marks = readCell(text, signs).marks.filter((mark) => mark !== null);
  return { sum: marks.reduce((total, mark) => total + mark, 0), count: marks.length };
}

/** A mean with `places` digits, cut and never rounded; empty for no marks. */
export function shownMean({ sum, count }, places, decimal) {
  if (!count) return "";
  const scale = 10 ** places;
  const units = (sum * scale - ((sum * scale) % count)) / count;
  const rest = units % scale;
  return `${(units - rest) / scale}${decimal}${String(rest).padStart(places, "0")}`;
}

/** Clause 4.9: the mark that the exact mean gives, with an arrow when little is missing to the
    next one; thresholds are [hundredths, mark] descending. */
export function markFor({ sum, count }, thresholds) {
  if (!count || !thresholds) return "";
  const reached = thresholds.findIndex(([hundredths]) => sum * 100 >= count * hundredths);
  if (reached < 0) return "";
  const next = thresholds[reached - 1];
  const near = next !== undefined && next[0] * count - sum * 100 <= NEARLY * count;
  return `${thresholds[reached][1]}${near ? "↑" : ""}`;
}
