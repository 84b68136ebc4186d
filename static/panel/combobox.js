/* Search among many rows: an editable combobox with a list, by ARIA's pattern. The box asks the
   address in data-lookup, keeps the key of the chosen row in the hidden input before it, and says
   aloud how many were found. Typing takes the key away until a row is chosen again. */
"use strict";

const PAUSE_IN_MS = 200;

class Combobox {
  constructor(root) {
    this.root = root;
    this.key = root.querySelector("[data-lookup-key]");
    this.box = root.querySelector('[role="combobox"]');
    this.list = root.querySelector('[role="listbox"]');
    this.said = root.querySelector("[data-lookup-said]");
    this.active = -1;
    this.asked = 0;
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("click", () => this.ask());
    this.box.addEventListener("blur", () => this.close());
    // The press comes before the box loses the focus, so the choice is made here.
    this.list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest('[role="option"]');
      event.preventDefault();
      if (option) this.choose(option);
    });
  }

  typed() {
    this.key.value = "";
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), PAUSE_IN_MS);
  }

  async ask() {
    const number = ++this.asked;
    const text = this.key.value ? "" : this.box.value;
    const address = new URL(this.root.dataset.lookup, window.location.href);
    address.searchParams.set("query", text);
    let rows;
    try {
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) return;
      rows = await answer.json();
    } catch {
      return; // no connection: the typed name is sent with the form and judged there
    }
    if (number !== this.asked || document.activeElement !== this.box) return;
    this.show(rows);
  }

  show(rows) {
    this.list.replaceChildren(
      ...rows.map((row, place) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.key = row.id;
        option.textContent = row.text;
        return option;
      }),
    );
    this.said.textContent = rows.length
      ? this.root.dataset.some.replace("#", rows.length)
      : this.root.dataset.none;
    this.active = -1;
    this.open(rows.length > 0);
  }

  open(visible) {
    this.list.hidden = !visible;
    this.box.setAttribute("aria-expanded", String(visible));
    if (!visible) this.box.removeAttribute("aria-activedescendant");
  }

  close() {
    this.asked += 1;
    window.clearTimeout(this.timer);
    this.open(false);
  }

  move(step) {
    const options = [...this.list.children];
    if (this.list.hidden || options.length === 0) {
      this.ask();
      return;
    }
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = (this.active + step + options.length + (this.active < 0 && step < 0 ? 1 : 0)) % options.length;
    const option = options[this.active];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", option.id);
  }

  choose(option) {
    this.key.value = option.dataset.key;
    this.box.value = option.textContent;
    this.close();
    this.box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  pressed(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && isOpen && this.active >= 0) {
      event.preventDefault();
      this.choose(this.list.children[this.active]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab" && isOpen && this.active >= 0) {
      this.choose(this.list.children[this.active]);
    }
  }
}

for (const root of document.querySelectorAll("[data-lookup]")) new Combobox(root);
