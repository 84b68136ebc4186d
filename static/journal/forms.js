/* The topic of a lesson and the button "checked", wherever they stand on the page. Both write the
   same row, so they share a lane of the queue. */

import { fill, icon } from "./dom.js";

export class LessonForms {
  constructor(data, queue, say) {
    Object.assign(this, { data, queue, say, words: data.words });
    this.topics = [...document.querySelectorAll("form[data-topic]")];
    this.topics.forEach((form) => this.#wireTopic(form));
    document.querySelectorAll("form[data-checked]").forEach((form) => this.#wireChecked(form));
    queue.addEventListener("saved", (event) => this.#saved(event.detail));
    document.addEventListener("sgo:checked", ({ detail: { lesson, checked } }) => this.#checkedStands(lesson, checked));
    queue.addEventListener("failed", (event) => this.#failed(event.detail.item));
  }

  /** Show again what an earlier page of this tab had typed. */
  restore(items) {
    for (const item of items.filter((one) => one.key.startsWith("topic/"))) {
      for (const field of this.#fields(item.key.slice(6))) field.value = item.body.topic;
    }
  }

  #fields(id) {
    return this.topics.filter((form) => form.dataset.topic === id).map((form) => form.elements.topic);
  }

  #put(form, kind, id, method, body, base) {
    this.queue.put({
      key: `${kind}/${id}`,
      lane: `lesson/${id}`,
      method,
      url: form.dataset.url,
      body,
      base,
      version: Number(form.dataset.version),
      label: form.dataset.label,
    });
  }

  #wireTopic(form) {
    const field = form.elements.topic;
    const id = form.dataset.topic;
    field.dataset.saved = field.value.trim();
    const save = () => {
      const topic = field.value.trim();
      if (topic === field.dataset.saved && !this.queue.get(`topic/${id}`)) return;
      for (const twin of this.#fields(id)) twin.value = topic;
      this.#put(form, "topic", id, "PUT", { topic }, { topic: field.dataset.saved });
    };
    field.addEventListener("change", save);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save();
    });
  }

  #wireChecked(form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const checked = form.elements.checked.value === "1";
      this.#put(form, "checked", form.dataset.checked, "POST", { checked });
    });
  }

  #saved({ key, answer, superseded }) {
    const [kind, id] = key.split("/");
    if (kind === "topic") this.#topicStands(id, answer.topic ?? "", superseded);
    if (kind === "checked") this.#checkedStands(id, answer.checked);
  }

  /** Presence was looked at, or that is taken back; the button now offers the other. */
  #checkedStands(id, checked) {
    const { words } = this;
    this.#state(`[data-checked-state="${id}"]`, checked, checked ? words.checkedDone : words.checkedMissing);
    for (const button of document.querySelectorAll(`[data-present="${id}"]`)) button.hidden = checked;
    for (const form of document.querySelectorAll(`form[data-checked="${id}"]`)) {
      form.elements.checked.value = checked ? "0" : "1";
      const button = form.querySelector("button");
      button.textContent = checked ? words.uncheck : words.check;
      // In the list of a lesson the check is what remains to be done; taking it back never is.
      const main = !checked && form.closest("[data-lesson-list]") !== null;
      button.classList.toggle("btn-primary", main);
      button.classList.toggle("btn-plain", !main);
    }
  }

  #topicStands(id, topic, superseded) {
    for (const field of this.#fields(id)) {
      field.dataset.saved = topic;
      field.removeAttribute("aria-invalid");
      if (!superseded && document.activeElement !== field) field.value = topic;
    }
    const words = topic ? this.words.topicDone : this.words.topicMissing;
    this.#state(`[data-topic-state="${id}"]`, Boolean(topic), words);
  }

  #state(selector, done, words) {
    for (const box of document.querySelectorAll(selector)) {
      box.className = `st ${done ? "ok" : "bad"}`;
      box.replaceChildren(icon(done ? "check" : "alert"), ` ${words}`);
    }
  }

  /** A refused topic stays in its field; a foreign one is told, and typing again saves over it. */
  #failed(item) {
    const [kind, id] = item.key.split("/");
    if (kind !== "topic" && kind !== "checked") return;
    const conflict = item.state === "conflict";
    this.say(conflict && kind === "topic" ? fill(this.words.topicTheirs, { topic: item.theirs.topic }) : item.message, true);
    if (kind === "topic") {
      for (const field of this.#fields(id)) {
        field.setAttribute("aria-invalid", "true");
        if (conflict) field.dataset.saved = item.theirs.topic ?? "";
      }
      for (const form of this.topics.filter((one) => one.dataset.topic === id && conflict)) {
        form.dataset.version = item.theirs.version;
      }
      if (conflict) this.queue.lanes.set(`lesson/${id}`, item.theirs.version);
    }
    this.queue.discard(item.key);
  }
}
