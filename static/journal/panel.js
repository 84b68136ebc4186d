/* The panel of a cell: its text (several marks, a code beside a mark), its comment, its history;
   and the panel of two edits of one cell. It never takes the focus by itself: who types on loses
   no key. */

import { address, fill, icon, make, placeBeside } from "./dom.js";
import { call } from "./transport.js";

export class Panel {
  /** where(entry) gives the element to stand beside; back(entry) gives the focus back. */
  constructor(entries, queue, { where, back, next }) {
    Object.assign(this, { entries, queue, where, back, next, words: entries.data.words });
    this.box = null;
    this.entry = null;
    queue.addEventListener("saved", (event) => {
      if (this.entry?.key === event.detail.key && this.kind === "two-edits") this.close({ restore: this.#holdsFocus() });
    });
    document.addEventListener("pointerdown", (event) => {
      if (this.box && !this.box.contains(event.target)) this.close({ restore: false });
    });
  }

  get isOpen() {
    return this.box !== null;
  }

  #holdsFocus() {
    return this.box?.contains(document.activeElement) ?? false;
  }

  close({ restore = true } = {}) {
    const { box, entry } = this;
    if (!box) return;
    Object.assign(this, { box: null, entry: null, kind: "" });
    box.remove();
    if (restore) this.back(entry);
  }

  /** The panel that fits the cell's state. `text` is what the field begins with. */
  open(entry, { text = entry.text, focus = true } = {}) {
    const item = this.queue.get(entry.key);
    if (item?.state === "conflict") this.#conflict(entry, item, focus);
    else this.#cell(entry, text, focus);
  }

  #show(entry, kind, title, parts, focusOn) {
    this.close({ restore: false });
    const heading = make("h2", { id: "cell-panel-title" }, title);
    const about = make("p", { class: "soft mb-2" }, this.entries.label(entry));
    const box = make("div", { class: `cell-panel is-${kind}`, role: "dialog", "aria-labelledby": "cell-panel-title" }, heading, about, ...parts);
    Object.assign(this, { box, entry, kind });
    document.body.append(box);
    placeBeside(box, this.where(entry) ?? document.body);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      this.close();
    });
    if (focusOn) focusOn.focus();
  }

  #button(kind, text, act, attributes = {}) {
    const button = make("button", { type: "button", class: `btn btn-${kind}`, ...attributes }, text);
    button.addEventListener("click", act);
    return button;
  }

  /** Before, theirs, mine; one of the two is chosen. */
  #conflict(entry, item, focus) {
    const { words } = this;
    const { theirs } = item;
    const decide = (mine) => {
      this.close();
      if (mine) Object.assign(entry, { state: "pending" });
      this.queue.resolve(entry.key, mine);
    };
    const line = (name, value, more) => [make("dt", {}, name), make("dd", {}, make("b", {}, value || "–"), more ? ` ${more}` : "")];
    const list = make(
      "dl",
      {},
      ...line(words.before, entry.confirmed),
      ...line(theirs.at ?? words.theirs, theirs.text, theirs.by),
      ...line(words.mine, entry.text),
    );
    const mine = this.#button("primary", fill(words.keepMine, { text: entry.text || "–" }), () => decide(true), { "data-keep": "mine" });
    const other = this.#button("plain", fill(words.keepTheirs, { text: theirs.text || "–" }), () => decide(false), { "data-keep": "theirs" });
    this.#show(entry, "two-edits", words.twoEditsTitle, [list, make("div", { class: "tools" }, mine, other)], focus ? mine : null);
  }

  #cell(entry, text, focus) {
    const { words } = this;
    const why = this.entries.closed(entry);
    const lesson = this.entries.lessons.get(entry.lesson);
    const parts = [];
    let field = null;
    if (entry.message) parts.push(make("p", { class: "invalid-text", role: "alert" }, entry.message));
    if (why) {
      parts.push(make("p", { class: "closed-why" }, icon("lock"), " ", why));
      parts.push(make("dl", {}, make("dt", {}, words.cellText), make("dd", {}, make("b", {}, entry.text || "–"))));
      if (entry.comment) parts.push(make("p", {}, entry.comment));
    } else {
      field = make("input", { class: "form-control", id: "cell-text", autocomplete: "off", spellcheck: "false", inputmode: "text", value: text });
      const comment = make("textarea", { class: "form-control", id: "cell-comment", rows: "2", maxlength: "500" }, entry.comment);
      const save = () => {
        const done = this.entries.write(entry, field.value.trim().toLowerCase(), { comment: comment.value.trim() });
        if (done) this.next(entry);
        this.close({ restore: !done });
      };
      const works = lesson.works.map((work) => work.name).join(" / ");
      const form = make(
        "form",
        { novalidate: true },
        make("label", { class: "form-label", for: "cell-text" }, words.cellText),
        field,
        make("div", { class: "form-text mb-2" }, fill(words.cellTextHelp, { works })),
        make("label", { class: "form-label", for: "cell-comment" }, words.comment),
        comment,
        make("div", { class: "form-text mb-2" }, words.commentHelp),
        make("div", { class: "tools" }, make("button", { class: "btn btn-primary", type: "submit" }, words.save), this.#giveUp(entry)),
      );
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        save();
      });
      parts.push(form);
    }
    const history = make("div", { class: "cell-history" });
    const ask = this.#button("link", words.history, () => this.#history(entry, history, ask), { "aria-expanded": "false" });
    parts.push(ask, history);
    const close = this.#button("plain", words.close, () => this.close());
    if (why) parts.push(make("div", { class: "tools" }, close));
    this.#show(entry, "cell", words.cellTitle, parts, focus ? field ?? ask : null);
    if (field && focus && text === entry.text) field.select();
    else if (field && focus) field.setSelectionRange(text.length, text.length);
  }

  #giveUp(entry) {
    if (entry.state !== "error") return null;
    return this.#button("plain", fill(this.words.giveUp, { text: entry.confirmed || "–" }), () => {
      this.entries.giveUp(entry);
      this.close();
    });
  }

  async #history(entry, box, button) {
    button.setAttribute("aria-expanded", "true");
    box.replaceChildren(make("p", { class: "soft" }, this.words.loading));
    let lines = null;
    try {
      const { status, answer } = await call("GET", address(this.entries.data.urls.history, entry));
      if (status === 200) lines = answer.lines;
    } catch {
      // Said below.
    }
    if (lines === null) box.replaceChildren(make("p", { class: "invalid-text" }, this.words.noHistoryNow));
    else if (!lines.length) box.replaceChildren(make("p", { class: "soft" }, this.words.noHistory));
    else box.replaceChildren(make("ul", { class: "timeline" }, ...lines.map((line) => this.#line(line))));
    if (this.entry === entry) placeBeside(this.box, this.where(entry) ?? document.body);
  }

  #line({ at, by, before, after }) {
    return make("li", {}, make("p", {}, make("del", {}, before || "–"), " → ", make("b", {}, after || "–")), make("p", { class: "soft" }, `${at}, ${by}`));
  }
}
