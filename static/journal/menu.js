/* A floating menu (role=menu): arrows, Home, End, first letters, Escape. A line that cannot be
   chosen stays reachable, so that its reason can be read. */

import { icon, make, placeBeside } from "./dom.js";

let open = null;

/** Close the open menu, if any; the focus goes back to where it was unless told otherwise. */
export function closeMenu({ restore = true } = {}) {
  if (!open) return;
  const { box, onClose, outside } = open;
  open = null;
  document.removeEventListener("pointerdown", outside, true);
  box.remove();
  if (restore) onClose();
}

export function menuIsOpen() {
  return open !== null;
}

/** Open a menu beside an element. items: {text, detail, sign, reason, checked, separator, choose};
    a reason closes the line. onClose gives the focus back. */
export function openMenu({ anchor, title, items, onClose }) {
  closeMenu({ restore: false });
  const box = make("div", { class: "menu float-menu", role: "menu", "aria-label": title });
  if (title) box.append(make("p", { class: "menu-title", role: "presentation" }, title));
  for (const item of items) box.append(item.separator ? make("div", { class: "menu-line", role: "separator" }) : line(item));
  document.body.append(box);
  placeBeside(box, anchor);
  const outside = (event) => {
    if (!box.contains(event.target)) closeMenu({ restore: false });
  };
  open = { box, onClose, outside };
  document.addEventListener("pointerdown", outside, true);
  box.addEventListener("keydown", (event) => onKey(event, box));
  (box.querySelector('[aria-checked="true"]') ?? lines(box)[0])?.focus();
}

function line(item) {
  const role = item.checked === undefined ? "menuitem" : "menuitemradio";
  const button = make(
    "button",
    {
      type: "button",
      role,
      tabindex: "-1",
      "aria-checked": item.checked === undefined ? null : String(item.checked),
      "aria-disabled": item.reason ? "true" : null,
    },
    make("span", { class: "menu-sign" }, item.sign ?? ""),
    make("span", { class: "menu-text" }, item.text, item.detail ? make("small", {}, item.detail) : null, item.reason ? make("small", {}, item.reason) : null),
    item.checked ? icon("check") : null,
  );
  button.addEventListener("click", () => {
    if (item.reason) return;
    closeMenu();
    item.choose();
  });
  return button;
}

function lines(box) {
  return [...box.querySelectorAll('[role^="menuitem"]')];
}

function onKey(event, box) {
  const all = lines(box);
  const here = all.indexOf(document.activeElement);
  const target = {
    ArrowDown: (here + 1) % all.length,
    ArrowUp: (here - 1 + all.length) % all.length,
    Home: 0,
    End: all.length - 1,
  }[event.key];
  if (target !== undefined) all[target].focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else if (event.key.length === 1 && event.key !== " ") byLetter(all, here, event.key);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The next line that begins with the letter; a sign (5, 4, н) chooses right away. */
function byLetter(all, here, letter) {
  const wanted = letter.toLowerCase();
  const signed = all.find((button) => button.querySelector(".menu-sign").textContent === wanted);
  const next = [...all.slice(here + 1), ...all.slice(0, here + 1)].find((button) =>
    button.querySelector(".menu-text").textContent.toLowerCase().startsWith(wanted),
  );
  if (signed && signed.getAttribute("aria-disabled") !== "true") signed.click();
  else (signed ?? next)?.focus();
}
