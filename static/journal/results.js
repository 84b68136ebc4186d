/* Term marks in the last column: the right mark stands first in the menu, the others say why
   they are closed (clause 4.9). Saved by the same queue. */

import { address, fill, icon, make } from "./dom.js";
import { openMenu } from "./menu.js";
import { call } from "./transport.js";

const KEY = "result/";

export class Results {
  constructor(table, data, queue, say) {
    Object.assign(this, { data, queue, say, words: data.words });
    this.cells = new Map([...table.querySelectorAll("[data-result]")].map((cell) => [cell.closest("tr").dataset.student, cell]));
    this.counter = table.querySelector("[data-results-set]");
    queue.addEventListener("saved", (event) => this.#saved(event.detail));
    queue.addEventListener("failed", (event) => this.#failed(event.detail.item));
  }

  /** Ask for the menu of this student's term mark and open it. */
  async open(student, back) {
    const cell = this.cells.get(student);
    if (!cell) return;
    const url = address(this.data.urls.result, { student });
    let result = null;
    try {
      result = await call("GET", url);
    } catch {
      this.say(this.words.serverAway, true);
      return;
    }
    const { status, answer } = result;
    if (status !== 200) {
      this.say(status === 401 ? this.words.signedOut : answer.message, true);
      return;
    }
    const items = answer.options.map((option) => ({
      text: option.text,
      sign: option.sign,
      reason: option.reason,
      checked: option.value === cell.dataset.value,
      choose: () => this.set(student, option.value, option.sign),
    }));
    if (cell.dataset.value && items.some((item) => !item.reason)) {
      items.push({ separator: true }, { text: this.words.takeAway, sign: "×", choose: () => this.set(student, null, "") });
    }
    openMenu({ anchor: cell, title: `${this.data.students[student]}. ${this.words.termMark}`, items, onClose: back });
  }

  set(student, value, sign = value) {
    const cell = this.cells.get(student);
    if (!cell) return;
    this.#paint(cell, sign, "pending", "");
    this.queue.put({
      key: KEY + student,
      method: "PUT",
      url: address(this.data.urls.result, { student }),
      body: { result: value },
      base: { result: cell.dataset.value || null },
      version: Number(cell.dataset.version),
      label: `${this.data.students[student]}, ${this.words.termMark}`,
    });
  }

  #paint(cell, sign, state, message) {
    cell.classList.toggle("unset", !sign && !state);
    cell.classList.toggle("is-pending", state === "pending");
    cell.classList.toggle("is-error", state === "error");
    cell.replaceChildren(make("span", {}, sign));
    cell.title = message;
    if (state === "error") cell.setAttribute("aria-invalid", "true");
    else cell.removeAttribute("aria-invalid");
  }

  #saved({ key, answer, superseded }) {
    if (!key.startsWith(KEY)) return;
    const cell = this.cells.get(key.slice(KEY.length));
    if (!cell) return;
    cell.dataset.version = answer.version;
    if (superseded) return;
    cell.dataset.result = answer.sign ?? "";
    cell.dataset.value = answer.result ?? "";
    this.#paint(cell, answer.sign ?? "", "", "");
    cell.classList.toggle("is-late", Boolean(answer.late));
    cell.classList.toggle("stale", Boolean(answer.stale));
    if (this.counter) {
      const set = [...this.cells.values()].filter((one) => one.dataset.result).length;
      this.counter.textContent = fill(this.words.setOf, { set, all: this.cells.size });
    }
  }

  #failed(item) {
    if (!item.key.startsWith(KEY)) return;
    const student = item.key.slice(KEY.length);
    const cell = this.cells.get(student);
    this.say(`${item.label}: ${item.message}`, true);
    this.queue.discard(item.key);
    if (!cell) return;
    // A refused term mark is never kept on the screen: the old one stands, the reason is told.
    this.#paint(cell, cell.dataset.result, "", item.message);
    if (item.state === "conflict") cell.append(icon("swap"));
  }
}
