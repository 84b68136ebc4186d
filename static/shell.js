/* The frame of every page: theme and language, menus, the side drawer, the dialog that asks,
   the guard of unsaved changes, the password field. Everything is delegated from the document,
   so that parts that arrive later need no wiring. */
"use strict";

/* ---- Theme: turned at once, and the choice sent behind it ---- */
function turnTheme(button) {
  const root = document.documentElement;
  const order = ["light", "dark", "auto"];
  const next = button.value;
  const said = new FormData(button.form, button);
  root.dataset.theme = next;
  button.value = order[(order.indexOf(next) + 1) % order.length];
  fetch(button.form.action, {
    method: "POST",
    body: said,
    headers: { "X-Requested-With": "fetch" },
  }).catch(() => {}); // without a line the theme lasts as long as the page
  button.setAttribute("aria-label", button.dataset[`label${next[0].toUpperCase()}${next.slice(1)}`]);
  document.dispatchEvent(new CustomEvent("sgo:theme"));
}

/* ---- Menus and the side drawer ---- */
function closeMenus(except) {
  for (const box of document.querySelectorAll("details.menu-box[open]")) {
    if (box !== except) box.open = false;
  }
}

function drawerButton() {
  return document.querySelector("[data-drawer]");
}

function setDrawer(open) {
  const button = drawerButton();
  const side = button && document.getElementById(button.dataset.drawer);
  if (!side) return;
  side.classList.toggle("is-open", open);
  button.setAttribute("aria-expanded", String(open));
  if (open) (side.querySelector("[aria-current]") || side.querySelector("summary, a"))?.focus();
}

function drawerIsOpen() {
  return drawerButton()?.getAttribute("aria-expanded") === "true";
}

/* ---- The dialog that asks: data-confirm on a form, or on the button that sends it ---- */
function ask(form, submitter) {
  const dialog = document.getElementById("ask");
  const words = submitter?.dataset.confirm ? submitter.dataset : form.dataset;
  dialog.querySelector("[data-ask-title]").textContent = words.confirmTitle || dialog.dataset.title;
  dialog.querySelector("[data-ask-text]").textContent = words.confirm;
  dialog.querySelector("[data-ask-yes]").textContent = words.confirmYes || dialog.dataset.yes;
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.confirmed = "true";
      form.requestSubmit(submitter || undefined);
    },
    { once: true },
  );
  dialog.showModal();
}

/* ---- Unsaved changes: data-guard on a form; [data-unsaved] in it shows when something waits ---- */
const changed = new Set();

function noteChange(form) {
  changed.add(form);
  for (const hint of form.querySelectorAll("[data-unsaved]")) hint.hidden = false;
}

window.addEventListener("beforeunload", (event) => {
  if (changed.size > 0) event.preventDefault();
});

/* ---- Password: show it for a moment, and say that CapsLock is on ---- */
function reveal(button) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const show = input.type === "password";
  input.type = show ? "text" : "password";
  button.querySelector("[data-word]").textContent = show ? button.dataset.hide : button.dataset.show;
}

function hintCapsLock(event) {
  const hintId = event.target.dataset?.capslock;
  if (!hintId || typeof event.getModifierState !== "function") return;
  document.getElementById(hintId).hidden = !event.getModifierState("CapsLock");
}

/* ---- Sections of a record: the link of the shown section is marked ---- */
function markSections() {
  for (const tabs of document.querySelectorAll("[data-sections]")) {
    const links = [...tabs.querySelectorAll('a[href^="#"]')];
    const shown = links.find((link) => link.hash === window.location.hash) || links[0];
    for (const link of links) {
      if (link === shown) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }
}

/* ---- Tabs that a phone rolls sideways begin where the open one is in sight ---- */
function rollTabs() {
  for (const tabs of document.querySelectorAll(".tabs")) {
    const open = tabs.querySelector("[aria-current]");
    if (!open) continue;
    const [strip, tab] = [tabs, open].map((one) => one.getBoundingClientRect());
    tabs.scrollLeft += tab.left + tab.width / 2 - strip.left - strip.width / 2;
  }
}

/* ---- One listener for each kind of event ---- */
document.addEventListener("click", (event) => {
  const part = event.target instanceof Element ? event.target : null;
  if (!part) return;
  closeMenus(part.closest("details.menu-box"));
  const theme = part.closest("[data-theme-button]");
  if (theme) {
    event.preventDefault();
    turnTheme(theme);
  }
  const shown = part.closest("[data-reveal]");
  if (shown) reveal(shown);
  const drawer = part.closest("[data-drawer]");
  if (drawer) setDrawer(!drawerIsOpen());
  else if (drawerIsOpen() && !part.closest(".side")) setDrawer(false);
  if (part.closest("[data-print]")) window.print();
  if (part.closest("[data-back]")) window.history.back();
});

document.addEventListener("keydown", (event) => {
  hintCapsLock(event);
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu-box[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (drawerIsOpen()) {
    setDrawer(false);
    drawerButton().focus();
  }
});
document.addEventListener("keyup", hintCapsLock);

document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm || form.dataset.confirm;
  if (question && form.dataset.confirmed !== "true") {
    event.preventDefault();
    ask(form, event.submitter);
    return;
  }
  delete form.dataset.confirmed;
  if (form.dataset.sent === "true") {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && form.dataset.once !== undefined) form.dataset.sent = "true";
  changed.delete(form);
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.guard !== undefined) noteChange(form);
});
document.addEventListener("reset", (event) => {
  changed.delete(event.target);
  for (const hint of event.target.querySelectorAll("[data-unsaved]")) hint.hidden = true;
});

/* A page brought back from the browser's memory may send its forms again. */
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
window.addEventListener("hashchange", markSections);

/* A link into a closed part opens it, in browsers that do not do so by themselves. */
function openTarget() {
  const part = window.location.hash && document.getElementById(window.location.hash.slice(1));
  const closed = part && part.closest("details:not([open])");
  if (closed) closed.open = true;
}
window.addEventListener("hashchange", openTarget);
openTarget();

markSections();
rollTabs();
document.querySelector("[data-take-focus]")?.focus();
