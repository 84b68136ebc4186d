/* Find or go to: Ctrl+K on any page. A dialog with an editable combobox; the list that it owns
   holds links in groups. What is typed goes in the body of a request and is kept nowhere. */

const PAUSE_IN_MS = 150;

class Palette {
  constructor(dialog) {
    this.dialog = dialog;
    this.box = dialog.querySelector('[role="combobox"]');
    this.list = dialog.querySelector('[role="listbox"]');
    this.none = dialog.querySelector("[data-palette-none]");
    this.said = dialog.querySelector("[data-palette-said]");
    this.active = -1;
    this.asked = 0;
    this.box.addEventListener("input", () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.ask(), PAUSE_IN_MS);
    });
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest('[role="option"]');
      if (option) this.go(option, event.ctrlKey || event.metaKey);
    });
    dialog.querySelector("[data-palette-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener("close", () => this.forget());
  }

  get options() {
    return [...this.list.querySelectorAll('[role="option"]')];
  }

  open() {
    if (this.dialog.open || document.querySelector("dialog:modal")) return;
    this.dialog.showModal();
    this.box.focus();
    this.ask();
  }

  /** Nothing of a search stays in the page. */
  forget() {
    this.asked += 1;
    window.clearTimeout(this.timer);
    this.box.value = "";
    this.show([]);
    this.tell("");
  }

  async ask() {
    const number = ++this.asked;
    const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
    let groups;
    try {
      const answer = await fetch(this.dialog.dataset.url, {
        method: "POST",
        headers: { "X-Requested-With": "fetch", "X-CSRFToken": token },
        body: new URLSearchParams({ q: this.box.value }),
        cache: "no-store",
      });
      if (!answer.ok) {
        if (number === this.asked) this.fail(answer.status === 401 ? "signedOut" : "failed");
        return;
      }
      groups = await answer.json();
    } catch {
      if (number === this.asked) this.fail("failed");
      return;
    }
    if (number !== this.asked || !this.dialog.open) return;
    this.show(groups);
    const count = this.options.length;
    this.tell(count ? this.dialog.dataset.some.replace("#", count) : this.dialog.dataset.none);
    this.none.hidden = count > 0;
    this.none.textContent = this.dialog.dataset.none;
  }

  fail(word) {
    this.show([]);
    this.none.hidden = false;
    this.none.textContent = this.dialog.dataset[word];
    this.tell(this.none.textContent);
  }

  tell(words) {
    this.said.textContent = words;
  }

  show(groups) {
    let place = 0;
    this.list.replaceChildren(
      ...groups.map((group, number) => {
        const box = element("div", { role: "group", "aria-labelledby": `palette-group-${number}` });
        box.append(element("div", { id: `palette-group-${number}`, class: "palette-head" }, group.title));
        for (const row of group.rows) {
          const option = element("div", { role: "option", id: `palette-${place++}`, "aria-selected": "false" });
          option.dataset.url = row.url;
          option.append(this.picture(row.icon), element("span", { class: "grow" }, row.text));
          if (row.soft) option.append(element("span", { class: "soft small" }, row.soft));
          box.append(option);
        }
        return box;
      }),
    );
    this.none.hidden = true;
    this.active = -1;
    this.box.setAttribute("aria-expanded", String(place > 0));
    this.box.removeAttribute("aria-activedescendant");
    this.list.scrollTop = 0;
    if (place > 0 && this.box.value.trim()) this.move(1);
  }

  picture(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "i");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${this.dialog.dataset.icons}#${name}`);
    svg.append(use);
    return svg;
  }

  move(step) {
    const { options } = this;
    if (options.length === 0) return;
    options[this.active]?.setAttribute("aria-selected", "false");
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    this.active = (from + step + options.length) % options.length;
    const option = options[this.active];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", option.id);
  }

  go(option, inNewTab) {
    const { url } = option.dataset;
    this.dialog.close();
    if (inNewTab) window.open(url, "_blank", "noopener");
    else window.location.assign(url);
  }

  pressed(event) {
    const option = this.options[this.active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && option) {
      event.preventDefault();
      this.go(option, event.ctrlKey || event.metaKey);
    }
  }
}

function element(tag, attributes, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

const dialog = document.getElementById("palette");
if (dialog) {
  const palette = new Palette(dialog);
  document.addEventListener("keydown", (event) => {
    // By the place of the key: a Russian layout has another letter there.
    const wanted = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === "KeyK";
    if (!wanted) return;
    event.preventDefault();
    event.stopPropagation();
    palette.open();
  }, { capture: true });
  for (const button of document.querySelectorAll("[data-palette-open]")) {
    button.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      palette.open();
    });
  }
}
