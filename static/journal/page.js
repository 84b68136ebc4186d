/* The page of a journal and the view of a lesson: puts the parts together. */

import { ActNotice, Acts } from "./acts.js";
import { Blocks } from "./blocks.js";
import { Bulk } from "./bulk.js";
import { readCell, typedOver, writeCell } from "./cells.js";
import { readData } from "./dom.js";
import { Entries } from "./entries.js";
import { Finder } from "./find.js";
import { LessonForms } from "./forms.js";
import { Grid } from "./grid.js";
import { GridView } from "./gridview.js";
import { LessonView } from "./lesson.js";
import { closeMenu, menuIsOpen, openMenu } from "./menu.js";
import { Panel } from "./panel.js";
import { SaveQueue } from "./queue.js";
import { Results } from "./results.js";
import { Statistics } from "./statistics.js";
import { Speaker, Status } from "./status.js";
import { Works } from "./works.js";

function start(data) {
  const queue = new SaveQueue(data.account);
  const entries = new Entries(data, queue);
  const speaker = new Speaker();
  const say = (text, warn) => speaker.say(text, warn);
  const works = new Works(data, say);
  const parts = { data, queue, entries, speaker, say, works };
  entries.addEventListener("say", (event) => say(event.detail.text, event.detail.warn));
  parts.acts = new Acts(parts);
  parts.bulk = new Bulk(parts);
  parts.notice = new ActNotice(parts.acts, () => takeBack(parts, "undo"));

  const table = document.querySelector("table[data-grid]");
  const list = document.querySelector("[data-lesson-list]");
  if (table) startGrid(parts, table);
  parts.panel = new Panel(entries, queue, placesOf(parts, list));
  if (list) parts.list = new LessonView(list, parts);
  const forms = new LessonForms(data, queue, say);
  new Status(queue, data.words, (item) => showItem(parts, item));
  entries.addEventListener("trouble", ({ detail: { entry, item } }) => {
    if (item.state === "conflict" && !parts.panel.isOpen) parts.panel.open(entry, { focus: false });
  });
  document.querySelector("[data-undo]")?.addEventListener("click", () => takeBack(parts, "undo"));
  document.querySelector("[data-keys]")?.addEventListener("click", () => showKeys());
  for (const button of document.querySelectorAll("[data-present]")) {
    const lesson = entries.lessons.get(button.dataset.present);
    button.addEventListener("click", () => parts.bulk.present(lesson, () => button.focus()));
  }
  document.querySelector("[data-warning-close]")?.addEventListener("click", () => speaker.quiet());
  const kept = queue.restore();
  entries.restore(kept);
  forms.restore(kept);
}

function startGrid(parts, table) {
  const { data, entries, queue, say, works } = parts;
  const grid = new Grid(table, handsOf(parts), data.letters);
  parts.grid = grid;
  parts.view = new GridView(table, grid, entries);
  parts.results = new Results(table, data, queue, say);
  parts.blocks = new Blocks(parts);
  parts.finder = new Finder(parts);
  parts.statistics = new Statistics(parts);
  const filter = document.querySelector("[data-filter]");
  filter?.addEventListener("click", () => grid.hands.filter());
  document.querySelector("[data-today]")?.addEventListener("click", () => grid.hands.today());
  document.querySelector("[data-statistics]")?.addEventListener("click", () => grid.hands.statistics());
  for (const head of grid.heads) {
    head.addEventListener("click", () => {
      const column = Number(head.dataset.head);
      works.open(data.lessons[column], head, () => head.focus());
    });
  }
  const at = placeOfLesson(data, data.current);
  grid.hold(0, at);
  const head = table.querySelector(`[data-day="${data.current}"]`);
  head?.scrollIntoView({ block: "nearest", inline: "center" });
}

function placeOfLesson(data, id) {
  return Math.max(0, data.lessons.findIndex((lesson) => lesson.id === id));
}

/** The kinds of work whose lessons may be shown alone; the whole page is one key away. */
function openFilter(parts) {
  const anchor = document.querySelector("[data-filter]");
  const { data } = parts;
  if (!anchor || !data.filters.length) return;
  const items = data.filters.map(({ text, detail, url, chosen }) => ({
    text,
    detail,
    checked: chosen,
    choose: () => window.location.assign(url),
  }));
  openMenu({ anchor, title: data.words.filterTitle, items, onClose: () => parts.grid.back() });
}

/** What the keys of the grid do. */
function handsOf(parts) {
  const { data, entries } = parts;
  const isResult = (column) => parts.grid.cells[0]?.[column]?.dataset.result !== undefined;
  const entryAt = (row, column) => parts.view.entryAt(row, column);
  const studentAt = (row) => parts.view.students[row];
  const back = () => parts.grid.back();
  let typed = null;
  return {
    write(row, column, text, step) {
      parts.speaker.quiet();
      parts.notice.hide();
      const entry = entryAt(row, column);
      if (entry) {
        if (!entries.write(entry, text && typedOver(entry.text, text, data))) return;
        typed = step ? { row, column } : null;
        parts.grid.go(row + step, column);
      } else if (isResult(column) && data.writable && /^[2-5]$/.test(text)) {
        parts.results.set(studentAt(row), text);
        parts.grid.go(row + step, column);
      }
    },
    /** "5", then "/": goes back to the cell just written and on with its second mark. */
    slash(row, column) {
      const after = typed && typed.column === column && (row === typed.row + 1 || row === typed.row);
      const entry = entryAt(after ? typed.row : row, column);
      if (!entry) return;
      if (after) parts.grid.go(typed.row, column);
      typed = null;
      parts.panel.open(entry, { text: entry.text ? `${entry.text}/` : "" });
    },
    toggle(row, column) {
      const entry = entryAt(row, column);
      const absent = data.absences[0];
      if (!entry) return;
      const cell = readCell(entry.text, entries.signs);
      cell.sign = cell.sign === absent ? "" : absent;
      entries.write(entry, writeCell(cell));
    },
    panel(row, column) {
      const entry = entryAt(row, column);
      if (entry) parts.panel.open(entry);
      else if (isResult(column)) parts.results.open(studentAt(row), back);
    },
    menu(row, column, anchor) {
      const lesson = data.lessons[column];
      if (lesson) parts.works.open(lesson, anchor, () => anchor.focus());
      else if (isResult(column)) parts.results.open(studentAt(row), back);
    },
    erase(row, column) {
      if (!parts.blocks.clear()) this.write(row, column, "", 0);
    },
    fill: () => parts.blocks.fill(),
    present: () => parts.blocks.present(),
    find: () => parts.finder.open(),
    filter: () => openFilter(parts),
    statistics: () => parts.statistics.open(),
    undo: () => takeBack(parts, "undo"),
    redo: () => takeBack(parts, "redo"),
    today() {
      if (data.lessons.length) parts.grid.go(parts.grid.row, placeOfLesson(data, data.today));
    },
    help: showKeys,
    leave() {
      parts.grid.selection.clear();
      if (menuIsOpen()) closeMenu();
      parts.panel.close({ restore: false });
      parts.speaker.quiet();
    },
  };
}

/** Where the panel of a cell stands, and where the focus goes after it. */
function placesOf(parts, list) {
  const inGrid = (entry) => parts.view?.cellOf(entry) ?? null;
  const seen = (element) => element && element.offsetParent !== null;
  const markButton = (entry) => list?.querySelector(`li[data-student="${entry.student}"] [data-mark]`);
  const where = (entry) => [inGrid(entry), markButton(entry)].find(seen) ?? null;
  return {
    where,
    back: (entry) => where(entry)?.focus(),
    next(entry) {
      const cell = inGrid(entry);
      const place = seen(cell) ? parts.grid.placeOf(cell) : null;
      if (place) parts.grid.go(place.row + 1, place.column);
      else where(entry)?.focus();
    },
  };
}

function takeBack(parts, how) {
  parts.notice.hide();
  const entry = parts.entries[how]();
  if (entry) placesOf(parts, parts.list?.box).back(entry);
}

/** Bring the person to something that is not saved. */
function showItem(parts, item) {
  const entry = parts.entries.entries.get(item.key);
  if (!entry) {
    parts.say(`${item.label}: ${item.message}`, true);
    return;
  }
  placesOf(parts, parts.list?.box).back(entry);
  parts.panel.open(entry);
}

function showKeys() {
  document.getElementById("journal-keys")?.showModal();
}

const data = readData("journal-data");
if (data) start(data);
