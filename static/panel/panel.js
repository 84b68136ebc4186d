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
