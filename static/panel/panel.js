/* What the lists and cards of the panel do by themselves. The dialog answers for a deletion: the
   page that asks is then not needed. */
"use strict";

for (const form of document.querySelectorAll("form[data-sure]")) {
  const answer = document.createElement("input");
  answer.type = "hidden";
  answer.name = "sure";
  answer.value = "yes";
  form.append(answer);
}

/* Rows ticked for an act: how many are said, and one box ticks the page. */
function countTicks() {
  const said = document.querySelector("[data-bulk-count]");
  if (!said) return;
  const ticks = document.querySelectorAll('input[form="bulk"][name="row"]');
  const ticked = [...ticks].filter((tick) => tick.checked).length;
  said.textContent = ticked ? said.dataset.some.replace("#", ticked) : said.dataset.all;
  const all = document.querySelector("[data-tick-all]");
  all.hidden = false;
  all.checked = ticked > 0 && ticked === ticks.length;
  all.indeterminate = ticked > 0 && ticked < ticks.length;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) {
    for (const tick of document.querySelectorAll('input[form="bulk"][name="row"]')) {
      tick.checked = event.target.checked;
    }
  }
  if (event.target.matches('[data-tick-all], input[form="bulk"][name="row"]')) countTicks();
});
countTicks();

/* A form whose answer is a file: once it is saved, the page that `data-after` names shows how things
   stand now. Any other answer, a refusal or a question to sign in, is the browser's to show. */
async function saveFile(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  const name = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("Content-Disposition") || "");
  if (!answer.ok || !name) throw new TypeError("not a file");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = decodeURIComponent(name[1]);
  link.click();
  window.location.assign(form.dataset.after);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.dataset.after === undefined) return;
  event.preventDefault();
  saveFile(form).catch(() => form.submit());
});
