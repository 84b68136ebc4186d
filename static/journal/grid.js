/* Moving about in the grid and its keys. One cell is in the tab order; everything else is reached
   by arrows. What a key does to a value is somebody else's (`hands`):
   write(row, column, text), erase(row, column), slash(row, column), panel(row, column),
   menu(row, column), undo(), redo(), today(), help(), leave(), and those of COMMANDS and CONTROLS. */

import { isSlash, letterOf } from "./cells.js";
import { Selection } from "./selection.js";

const PAGE = 10;
/* What a key alone, and with Ctrl, does to the page as a whole: by its place, in either layout. */
const COMMANDS = { KeyT: "today", KeyF: "find", KeyP: "present", KeyW: "filter", KeyS: "statistics" };
const CONTROLS = { KeyD: "fill", KeyF: "find" };

export class Grid {
  constructor(table, hands, letters) {
    this.table = table;
    this.hands = hands;
    this.letters = letters;
    this.cells = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll('[role="gridcell"]')]);
    this.heads = [...table.tHead.querySelectorAll("[data-head]")];
    this.row = 0;
    this.column = 0;
    this.selection = new Selection(this);
    table.addEventListener("keydown", (event) => this.#onKey(event));
    table.addEventListener("focusin", (event) => this.#onFocus(event));
    table.addEventListener("focusout", (event) => event.target.classList.remove("is-focus"));
    table.addEventListener("contextmenu", (event) => this.#onPointerMenu(event));
    table.addEventListener("dblclick", (event) => this.#withCell(event, () => hands.panel(this.row, this.column)));
    table.addEventListener("mousedown", (event) => this.#withCell(event, (cell) => {
      event.preventDefault();
      this.#press(cell, event.shiftKey);
    }));
  }

  get cell() {
    return this.cells[this.row]?.[this.column];
  }

  get lastColumn() {
    return (this.cells[0]?.length ?? 1) - 1;
  }

  /** The place of a cell, or null when it is none of this grid. */
  placeOf(cell) {
    const row = this.cells.findIndex((cells) => cells.includes(cell));
    return row < 0 ? null : { row, column: this.cells[row].indexOf(cell) };
  }

  /** Make this cell the one of the tab order, without moving the focus. */
  hold(row, column) {
    const next = this.cells[row]?.[column];
    if (!next) return null;
    if (this.cell) this.cell.tabIndex = -1;
    Object.assign(this, { row, column });
    next.tabIndex = 0;
    return next;
  }

  /** Go to a cell, and choose nothing besides. */
  go(row, column) {
    this.selection.clear();
    this.move(row, column);
  }

  /** Go to a cell; beyond the edge it stays at the edge. */
  move(row, column) {
    const lastRow = this.cells.length - 1;
    const cell = this.hold(Math.max(0, Math.min(row, lastRow)), Math.max(0, Math.min(column, this.lastColumn)));
    if (!cell) return;
    cell.focus({ preventScroll: true });
    // Names, averages and dates lie over the table: the box's scroll padding keeps clear of them.
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Back to the cell where the work was. */
  back() {
    this.cell?.focus();
  }

  #onFocus(event) {
    const cell = event.target.closest('[role="gridcell"]');
    const place = cell && this.placeOf(cell);
    if (!place) return;
    this.hold(place.row, place.column);
    cell.classList.add("is-focus");
    this.#markRow(cell.closest("tr"));
  }

  /** The name of whom a key writes to; it stays while a menu or a panel of the cell is open. */
  #markRow(row) {
    if (row === this.marked) return;
    this.marked?.classList.remove("is-here");
    row.classList.add("is-here");
    this.marked = row;
  }

  #withCell(event, act) {
    const cell = event.target.closest('[role="gridcell"]');
    if (!cell || event.button > 0) return;
    act(cell);
  }

  /** With Shift all cells up to this one are chosen. */
  #press(cell, shift) {
    const place = this.placeOf(cell);
    if (shift) this.selection.widen(place.row, place.column);
    else {
      this.selection.clear();
      cell.focus({ preventScroll: true });
    }
  }

  #onPointerMenu(event) {
    const head = event.target.closest("[data-head]");
    const cell = event.target.closest('[role="gridcell"]');
    if (!head && !cell) return;
    event.preventDefault();
    if (cell) cell.focus({ preventScroll: true });
    this.hands.menu(this.row, head ? Number(head.dataset.head) : this.column, head ?? cell);
  }

  #onKey(event) {
    if (event.isComposing) return;
    const handled = event.target.closest("[data-head]")
      ? this.#onHead(event)
      : event.target === this.cell && this.#onCell(event);
    if (handled) event.preventDefault();
  }

  /** In the row of works above the grid: sideways, down into the column, the menu by a key. */
  #onHead(event) {
    const place = this.heads.indexOf(event.target.closest("[data-head]"));
    const column = Number(this.heads[place].dataset.head);
    if (event.key === "ArrowRight") this.heads[place + 1]?.focus();
    else if (event.key === "ArrowLeft") this.heads[place - 1]?.focus();
    else if (this.#wantsMenu(event)) this.hands.menu(this.row, column, this.heads[place]);
    else if (event.key === "ArrowDown" || event.key === "Escape") this.go(0, column);
    else return false;
    return true;
  }

  #onCell(event) {
    if (event.ctrlKey || event.metaKey) return this.#withControl(event);
    if (this.#wantsMenu(event)) {
      this.hands.menu(this.row, this.column, this.cell);
      return true;
    }
    if (event.altKey) return false;
    return this.#move(event) || this.#command(event) || this.#type(event);
  }

  #wantsMenu(event) {
    const { key } = event;
    return key === "ContextMenu" || (key === "F10" && event.shiftKey) || (key === "ArrowDown" && event.altKey);
  }

  #withControl(event) {
    const { code, key } = event;
    if (CONTROLS[code] && !event.shiftKey) this.hands[CONTROLS[code]]();
    else if (code === "Space") this.selection.column();
    else if (code === "KeyZ" && !event.shiftKey) this.hands.undo();
    else if (code === "KeyY" || (code === "KeyZ" && event.shiftKey)) this.hands.redo();
    else if (key === "Home") this.go(0, 0);
    else if (key === "End") this.go(this.cells.length - 1, this.lastColumn);
    else return false;
    return true;
  }

  #move(event) {
    const { row, column } = this;
    const targets = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, this.lastColumn],
      PageUp: [row - PAGE, column],
      PageDown: [row + PAGE, column],
      Enter: [row + (event.shiftKey ? -1 : 1), column],
    };
    const target = targets[event.key];
    if (!target) return false;
    const head = this.heads.find((button) => Number(button.dataset.head) === column);
    if (event.shiftKey && event.key !== "Enter") this.selection.widen(...target);
    else if (event.key === "ArrowUp" && row === 0 && head) head.focus();
    else this.go(...target);
    return true;
  }

  #command(event) {
    const { row, column } = this;
    if (event.key === "F2") this.hands.panel(row, column);
    else if (event.key === "Escape") this.hands.leave();
    else if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) this.hands.help();
    else if (COMMANDS[event.code] && !event.shiftKey && !letterOf(event)) this.hands[COMMANDS[event.code]]();
    else if (event.key === "Delete" || event.key === "Backspace") this.hands.erase(row, column);
    else if (event.key === " ") this.hands.toggle(row, column);
    else if (isSlash(event)) this.hands.slash(row, column);
    else return false;
    return true;
  }

  /** A digit or the letter of a code: write it and go down at once. */
  #type(event) {
    const letter = letterOf(event);
    const text = /^\d$/.test(event.key) ? event.key : letter && (this.letters[letter] ?? letter);
    if (!text) return false;
    this.hands.write(this.row, this.column, text, 1);
    return true;
  }
}
