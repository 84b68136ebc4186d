/* The columns of a list: the dialog, and the arrows that move a column without a visit. */

function move(button) {
  const [, way] = button.value.split(":");
  const item = button.closest("li");
  const other = way === "up" ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (way === "up") other.before(item);
  else other.after(item);
  const form = item.closest("form");
  const items = [...item.parentElement.children];
  form.querySelector("[data-columns-said]").textContent = form.dataset.moved
    .replace("#", item.querySelector("label").textContent.trim())
    .replace("@", items.indexOf(item) + 1)
    .replace("$", items.length);
  button.focus();
}

for (const form of document.querySelectorAll("form[data-columns]")) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "move") return;
    event.preventDefault();
    move(event.submitter);
  });
}

const dialog = document.getElementById("columns");
for (const link of dialog ? document.querySelectorAll("[data-columns-open]") : []) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });
}
dialog?.querySelector("[data-columns-close]")?.addEventListener("click", () => dialog.close());
