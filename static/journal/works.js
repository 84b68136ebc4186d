/* The works of a lesson: the menu of a column (clause 4.6), by right click, key or button. */

import { address, fill, make } from "./dom.js";
import { openMenu } from "./menu.js";
import { call } from "./transport.js";

export class Works {
  /** say(text) tells what happened. */
  constructor(data, say) {
    this.data = data;
    this.words = data.words;
    this.say = say;
    this.lessons = new Map(data.lessons.map((lesson) => [String(lesson.id), lesson]));
  }

  /** The menu of a lesson beside an element; back() gives the focus back. */
  open(lesson, anchor, back) {
    const items = [];
    if (lesson.open && lesson.works.length === 1) items.push(...this.#types(lesson, lesson.works[0]));
    else if (lesson.open) lesson.works.forEach((work) => items.push(this.#work(lesson, work, anchor, back)));
    if (lesson.open) {
      items.push({ separator: true }, { text: this.words.addWork, sign: "+", choose: () => this.#add(lesson, anchor, back) });
    }
    if (lesson.open && lesson.works.length > 1) items.push(...this.#removals(lesson));
    if (lesson.why) items.push({ text: this.words.closedColumn, reason: lesson.why }, { separator: true });
    items.push({ text: this.words.openLesson, choose: () => window.location.assign(lesson.url) });
    openMenu({ anchor, title: `${lesson.label}. ${this.words.worksOfLesson}`, items, onClose: back });
  }

  #types(lesson, work) {
    return this.data.workTypes.map((type) => ({
      text: type.name,
      detail: type.control ? this.words.controlWork : null,
      checked: work.type === type.id,
      choose: () =>
        this.#send(lesson, "PATCH", address(this.data.urls.work, { lesson: lesson.id, work: work.id }), { work_type_id: type.id }),
    }));
  }

  #work(lesson, work, anchor, back) {
    const title = `${lesson.label}. ${work.name}`;
    return {
      text: work.name,
      sign: String(lesson.works.indexOf(work) + 1),
      detail: this.words.changeType,
      choose: () => openMenu({ anchor, title, items: this.#types(lesson, work), onClose: back }),
    };
  }

  #add(lesson, anchor, back) {
    const url = address(this.data.urls.works, { lesson: lesson.id });
    const items = this.data.workTypes.map((type) => ({
      text: type.name,
      detail: type.control ? this.words.controlWork : null,
      choose: () => this.#send(lesson, "POST", url, { work_type_id: type.id }),
    }));
    openMenu({ anchor, title: `${lesson.label}. ${this.words.addWork}`, items, onClose: back });
  }

  #removals(lesson) {
    return lesson.works.map((work) => ({
      text: fill(this.words.removeWork, { work: work.name }),
      sign: "×",
      choose: () => this.#send(lesson, "DELETE", address(this.data.urls.work, { lesson: lesson.id, work: work.id })),
    }));
  }

  async #send(lesson, method, url, body = null) {
    let result = null;
    try {
      result = await call(method, url, body);
    } catch {
      this.say(this.words.serverAway, true);
      return;
    }
    const { status, answer } = result;
    if (status >= 200 && status < 300) {
      const known = new Set(lesson.works.map((work) => work.id));
      lesson.works = answer.works;
      const names = answer.works.map((work) => work.name).join(", ") || "–";
      const text = fill(this.words.worksNow, { lesson: lesson.label, works: names });
      this.paint(lesson, { added: lesson.works.findIndex((work) => !known.has(work.id)), text });
      this.say(text);
    } else {
      this.say(status === 401 ? this.words.signedOut : answer.message, true);
    }
  }

  /** The badges over the column, and the choice in the view of the lesson; `added` is the place of
      a new work or -1, `text` tells what happened. */
  paint(lesson, { added, text: told }) {
    for (const box of document.querySelectorAll(`[data-works="${lesson.id}"]`)) {
      const text = lesson.works.map((work) => work.short).join("/") || "+";
      box.replaceChildren(make("span", { "aria-hidden": "true" }, text));
      box.classList.toggle("major", lesson.works.some((work) => work.control));
      box.classList.toggle("empty", !lesson.works.length);
      const names = lesson.works.map((work) => work.name).join(", ") || this.words.noWork;
      box.setAttribute("aria-label", fill(this.words.worksButton, { lesson: lesson.label, works: names }));
      box.title = names;
    }
    document.dispatchEvent(new CustomEvent("sgo:works", { detail: { lesson, added, text: told } }));
  }
}
