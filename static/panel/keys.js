/* Keys of the panel. They are read by their place on the keyboard, so that a Russian layout finds
   them too; keys of one sign are silent while something is typed, and can be switched off. */

const SWITCH = "sgo_single_keys";
const sheet = document.getElementById("keys");
const box = sheet.querySelector("[data-single-keys]");

const BY_PLACE = {
  Slash: () => document.getElementById("search"),
  KeyN: () => document.querySelector("[data-key='new']"),
  KeyE: () => document.querySelector("[data-key='edit']"),
  KeyH: () => document.querySelector("[data-key='history']"),
  BracketLeft: () => document.querySelector(".pager a[rel='prev']"),
  BracketRight: () => document.querySelector(".pager a[rel='next']"),
};

function isOn() {
  try {
    return window.localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

function isTyping(target) {
  return target instanceof Element && target.closest("input:not([type='checkbox'], [type='radio']), textarea, select, [contenteditable]") !== null;
}

function pressed(event) {
  if (event.defaultPrevented || document.querySelector("dialog:modal")) return;
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyS" && !event.shiftKey && !event.altKey) {
    const save = document.querySelector("form[data-guard] .save-bar button.btn-primary");
    if (!save) return;
    event.preventDefault();
    save.form.requestSubmit(save);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !isOn() || isTyping(event.target)) return;
  if (event.key === "?") {
    event.preventDefault();
    open();
    return;
  }
  const place = event.shiftKey ? null : BY_PLACE[event.code]?.();
  if (!place) return;
  event.preventDefault();
  if (place.id === "search") place.focus();
  else place.click();
}

function open() {
  box.checked = isOn();
  sheet.showModal();
}

box.addEventListener("change", () => {
  try {
    if (box.checked) window.localStorage.removeItem(SWITCH);
    else window.localStorage.setItem(SWITCH, "off");
  } catch {
    // A browser that keeps nothing keeps the keys on.
  }
});
for (const button of document.querySelectorAll("[data-keys-open]")) {
  button.hidden = false;
  button.addEventListener("click", open);
}
document.addEventListener("keydown", pressed);
