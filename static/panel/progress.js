/* A form over many rows: while the server works it tells how far it is, line by line; its last line
   is the page or the address that follows. Leaving in the middle leaves everything as it was. */

const LINES = "application/x-ndjson";
const SHOW_AFTER_MS = 400;

async function send(form, submitter) {
  const box = form.querySelector("[data-progress-box]");
  const said = box.querySelector("[data-progress-said]");
  const bar = box.querySelector("progress");
  const buttons = [...form.querySelectorAll("button")];
  const timer = window.setTimeout(() => { box.hidden = false; }, SHOW_AFTER_MS);
  const body = new URLSearchParams(new FormData(form, submitter));
  for (const button of buttons) button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", headers: { Accept: LINES }, body });
    if (!answer.headers.get("Content-Type")?.startsWith(LINES)) {
      show(await answer.text());
      return;
    }
    let last = null;
    for await (const line of linesOf(answer.body)) {
      last = JSON.parse(line);
      if (!last.of) continue;
      bar.max = last.of;
      bar.value = last.done;
      said.textContent = box.dataset.words.replace("#", last.done).replace("@", last.of);
    }
    if (last?.url) window.location.assign(last.url);
    else if (last?.page) show(last.page);
    else throw new Error("cut off");
  } catch {
    box.hidden = false;
    said.textContent = box.dataset.lost;
    for (const button of buttons) button.disabled = false;
    delete form.dataset.sent;
  } finally {
    window.clearTimeout(timer);
  }
}

async function* linesOf(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    yield* lines;
  }
  if (rest.trim()) yield rest;
}

/** The main part of a page of ours takes the place of this one's. */
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.getElementById("main");
  if (!main) {
    window.location.reload();
    return;
  }
  document.getElementById("main").replaceWith(main);
  document.title = page.title;
  wire();
  document.querySelector("[data-take-focus]")?.focus();
}

function wire() {
  for (const form of document.querySelectorAll("form[data-progress]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.dataset.sent === "true") return;
      form.dataset.sent = "true";
      send(form, event.submitter);
    });
  }
}

wire();
