/* Loading of lists: files may be dropped, are named and weighed before they are sent; the page
   that waits asks how far the work has come. Without the script the form and the page do the same. */
"use strict";

const ASK_EVERY_MS = 1000;

/* ---- Files ---- */
class Files {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector('input[type="file"]');
    this.chosen = form.querySelector("[data-chosen]");
    this.bad = form.querySelector("[data-bad]");
    this.button = form.querySelector('button[type="submit"]');
    const place = form.querySelector("[data-drop]");
    this.input.addEventListener("change", () => this.weigh());
    for (const type of ["dragenter", "dragover"]) {
      place.addEventListener(type, (event) => {
        event.preventDefault();
        place.classList.add("is-over");
      });
    }
    for (const type of ["dragleave", "drop"]) {
      place.addEventListener(type, () => place.classList.remove("is-over"));
    }
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length === 0) return;
      this.input.files = event.dataTransfer.files;
      this.weigh();
    });
  }

  weigh() {
    const { mostOfFile, mostOfAll, mostFiles, tooLarge, tooMuch, tooMany, size } = this.form.dataset;
    const files = [...this.input.files];
    this.chosen.replaceChildren(
      ...files.map((file) => {
        const line = document.createElement("li");
        line.textContent = `${file.name} · ${size.replace("#", Math.max(1, Math.round(file.size / 1024)))}`;
        line.classList.toggle("is-bad", file.size > Number(mostOfFile));
        return line;
      }),
    );
    const large = files.find((file) => file.size > Number(mostOfFile));
    const sum = files.reduce((all, file) => all + file.size, 0);
    let words = "";
    if (files.length > Number(mostFiles)) words = tooMany;
    else if (large) words = tooLarge.replace("#", large.name);
    else if (sum > Number(mostOfAll)) words = tooMuch;
    this.bad.textContent = words;
    this.input.setAttribute("aria-invalid", String(words !== ""));
    this.button.disabled = words !== "";
  }
}


/* ---- Work that goes on ---- */
async function ask(place) {
  const said = place.querySelector("[data-said]");
  const bar = place.querySelector("progress");
  try {
    const answer = await fetch(place.dataset.progress, { headers: { "X-Requested-With": "fetch" } });
    if (answer.ok) {
      const now = await answer.json();
      if (now.is_over) {
        window.location.replace(place.dataset.then);
        return;
      }
      if (now.of) {
        bar.max = now.of;
        bar.value = now.done;
        said.textContent = place.dataset.words.replace("#done", now.done).replace("#of", now.of);
      }
    } else if (answer.status === 401) {
      window.location.reload();
      return;
    }
  } catch {
    // no connection: the work goes on, and the next question may find it
  }
  window.setTimeout(() => ask(place), ASK_EVERY_MS);
}

for (const form of document.querySelectorAll("[data-files]")) new Files(form);
for (const place of document.querySelectorAll("[data-progress]")) ask(place);
