/* The cells chosen together: a rectangle between where the choice began and where the focus is.
   Shift with an arrow or a click widens it, so does the mouse held down; any other move ends it. */

export class Selection {
  constructor(grid) {
    this.grid = grid;
    this.from = null;
    this.picked = [];
    const { table } = grid;
    table.addEventListener("mousemove", (event) => this.#drag(event));
  }

  /** The rectangle {top, bottom, left, right}; of the one focused cell when nothing is chosen. */
  get range() {
    const { row, column } = this.grid;
    const from = this.from ?? { row, column };
    return {
      top: Math.min(from.row, row),
      bottom: Math.max(from.row, row),
      left: Math.min(from.column, column),
      right: Math.max(from.column, column),
    };
  }

  get isWide() {
    const { top, bottom, left, right } = this.range;
    return bottom > top || right > left;
  }

  /** The places of the rectangle, row by row. */
  places() {
    const { top, bottom, left, right } = this.range;
    const rows = Array.from({ length: bottom - top + 1 }, (_, index) => top + index);
    const columns = Array.from({ length: right - left + 1 }, (_, index) => left + index);
    return rows.map((row) => columns.map((column) => ({ row, column })));
  }

  /** Go on to a cell and take in all between. */
  widen(row, column) {
    this.from ??= { row: this.grid.row, column: this.grid.column };
    this.grid.move(row, column);
    this.#paint();
  }

  /** The whole column under the focus. */
  column() {
    const { column } = this.grid;
    this.from = { row: 0, column };
    this.grid.move(this.grid.cells.length - 1, column);
    this.#paint();
  }

  clear() {
    if (!this.from) return;
    this.from = null;
    this.#paint();
  }

  #drag(event) {
    if (event.buttons !== 1) return;
    const cell = event.target.closest('[role="gridcell"]');
    const place = cell && cell !== this.grid.cell ? this.grid.placeOf(cell) : null;
    if (place) this.widen(place.row, place.column);
  }

  #paint() {
    for (const cell of this.picked) {
      cell.classList.remove("is-picked");
      cell.removeAttribute("aria-selected");
    }
    this.picked = this.from ? this.places().flatMap((row) => row.map((at) => this.grid.cells[at.row][at.column])) : [];
    for (const cell of this.picked) {
      cell.classList.add("is-picked");
      cell.setAttribute("aria-selected", "true");
    }
  }
}
