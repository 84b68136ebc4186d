/* The table of the week under mouse and keyboard: move about, open a slot, take up and put down. */

import { openSlot } from "./slot.js";

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
let taken = null;
let last = null;

function table() {
  return document.querySelector("[data-week]");
}

function rows() {
  return [...table().tBodies[0].rows].map((row) => [...row.querySelectorAll("[data-slot]")]);
}

function slotOf(element) {
  return element instanceof Element ? element.closest("[data-week] [data-slot]") : null;
}

function say(words) {
  document.querySelector("[data-week-said]").textContent = words;
}

/** One slot is in the row of tabs, the arrows reach the others. */
function makeCurrent(slot, focus = true) {
  for (const link of table().querySelectorAll("[data-slot] a")) link.tabIndex = -1;
  const link = slot.querySelector("a");
  link.tabIndex = 0;
  last = { weekday: slot.dataset.weekday, bell: slot.dataset.bell };
  if (focus) link.focus();
}

function find(weekday, bell) {
  return table().querySelector(`[data-weekday="${weekday}"][data-bell="${bell}"]`);
}

function setUp(focus) {
  if (!table()) return;
  document.getElementById("week-keys").hidden = false;
  const slot = (last && find(last.weekday, last.bell)) || table().querySelector("[data-slot]");
  if (slot) makeCurrent(slot, focus);
}

function move(slot, key) {
  const grid = rows();
  const row = grid.findIndex((line) => line.includes(slot));
  const column = grid[row].indexOf(slot);
  if (key === "Home") return grid[row][0];
  if (key === "End") return grid[row].at(-1);
  const [down, right] = STEPS[key];
  return grid[row + down]?.[column + right];
}

/* ---- Taking up and putting down ---- */
function forget(words = "") {
  if (!taken) return;
  for (const slot of table().querySelectorAll("[data-slot]")) {
    slot.classList.remove("is-cut", "is-busy", "is-over");
    const mark = slot.querySelector(".busy-mark");
    mark.hidden = true;
    mark.textContent = "";
  }
  taken = null;
  if (words) say(words);
}

/** Take a lesson up: slots in which it would meet another one say so at once. */
async function takeUp(slot) {
  forget();
  const link = slot.querySelector("a.entry");
  if (!link) return;
  const mine = { href: link.href, row: slot.dataset.row };
  taken = mine;
  slot.classList.add("is-cut");
  say(table().dataset.takenUp.replace("%(what)s", link.innerText.trim()));
  let busy = [];
  try {
    const url = new URL(table().dataset.busyUrl, window.location.href);
    url.searchParams.set("row", mine.row);
    busy = await (await fetch(url, { credentials: "same-origin" })).json();
  } catch {
    // The form itself tells every clash before it saves: the marks only help to aim.
  }
  if (taken !== mine) return;
  for (const one of busy) {
    const meeting = find(one.weekday, one.bell);
    if (!meeting || meeting.dataset.row === mine.row) continue;
    meeting.classList.add("is-busy");
    // A slot with a lesson in it says so itself; nothing on the page moves under a dragging hand.
    if (meeting.dataset.row) continue;
    const mark = meeting.querySelector(".busy-mark");
    mark.textContent = one.busy;
    mark.hidden = false;
  }
}

function putDown(slot) {
  if (!taken) return;
  const url = new URL(taken.href);
  url.searchParams.set("weekday", slot.dataset.weekday);
  url.searchParams.set("bell", slot.dataset.bell);
  forget();
  makeCurrent(slot);
  openSlot(url);
}

document.addEventListener("keydown", (event) => {
  const slot = slotOf(event.target);
  if (!slot || event.altKey) return;
  if (event.key in STEPS || event.key === "Home" || event.key === "End") {
    const there = move(slot, event.key);
    if (there) makeCurrent(there);
  } else if (event.key === "Delete" && slot.dataset.row) {
    openSlot(slot.querySelector("a").href, "check_remove");
  } else if (event.code === "KeyX" && slot.dataset.row) {
    takeUp(slot);
  } else if (event.code === "KeyV" && taken) {
    putDown(slot);
  } else if (event.key === "Escape" && taken) {
    forget(table().dataset.forgotten);
  } else {
    return;
  }
  event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const slot = slotOf(event.target);
  if (slot) makeCurrent(slot, false);
});

document.addEventListener("click", (event) => {
  const slot = slotOf(event.target);
  if (!slot || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  makeCurrent(slot);
  openSlot(slot.querySelector("a").href);
});

document.addEventListener("dragstart", (event) => {
  const slot = slotOf(event.target);
  if (!slot?.dataset.row) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", slot.dataset.row);
  takeUp(slot);
});

document.addEventListener("dragover", (event) => {
  const slot = slotOf(event.target);
  if (!slot || !taken) return;
  event.preventDefault();
  for (const other of table().querySelectorAll(".is-over")) other.classList.remove("is-over");
  slot.classList.add("is-over");
});

document.addEventListener("drop", (event) => {
  const slot = slotOf(event.target);
  if (!slot || !taken) return;
  event.preventDefault();
  putDown(slot);
});

document.addEventListener("dragend", () => forget());

document.addEventListener("sgo:week", () => {
  taken = null;
  setUp(true);
});

document.addEventListener("close", (event) => {
  if (event.target.matches?.("[data-slot-dialog]") && last) find(last.weekday, last.bell)?.querySelector("a").focus();
}, true);

setUp(false);
