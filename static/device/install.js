/* The family's pages as an application on a phone, and the button that copies an address. */
"use strict";

if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/service-worker.js").catch(() => {
    /* Without it everything works; only the page without a line is the browser's own. */
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(field.value);
    button.querySelector("[data-word]").textContent = field.dataset.copied;
    document.querySelector("[data-copy-said]").textContent = field.dataset.copied;
  });
}
