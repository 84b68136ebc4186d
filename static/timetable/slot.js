/* The dialog of one slot: the server's own form, tried out at every change, saved by itself. */

const TRIED = ["staff_id", "room_id"];
let asked = 0;

function dialog() {
  return document.querySelector("[data-slot-dialog]");
}

function parse(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

/** Say in the dialog what a page of trouble says, or that nobody answers. */
function sayTrouble(page) {
  const box = dialog();
  const words = page?.querySelector("main")?.innerText.trim() || box.dataset.silent;
  const place = box.querySelector("[data-follows]") ?? box.querySelector("[data-slot-body]");
  const notice = document.createElement("div");
  notice.className = "notice is-red";
  notice.textContent = words;
  place.replaceChildren(notice);
}

/** Put the form of a page into the dialog; gives whether the page had one. */
function show(page) {
  const slot = page.getElementById("slot");
  if (!slot) return false;
  dialog().querySelector("[data-slot-body]").replaceChildren(document.adoptNode(slot));
  return true;
}

/** Only what a trial tells: the rest is under somebody's hands. */
function showTrial(page) {
  const slot = page.getElementById("slot");
  if (!slot) {
    sayTrouble(page);
    return;
  }
  const here = document.getElementById("slot");
  here.querySelector("[data-follows]").replaceWith(document.adoptNode(slot.querySelector("[data-follows]")));
  for (const id of TRIED) {
    // As text: an option that moves from a list to another takes a wrong choice along.
    here.querySelector(`#${id}`).innerHTML = slot.querySelector(`#${id}`).innerHTML;
  }
}

/** Send the form with an act; a trial is forgotten when a later one was sent. */
async function send(form, act) {
  const number = ++asked;
  const body = new FormData(form);
  body.set("act", act);
  let response;
  let page;
  try {
    response = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    page = parse(await response.text());
  } catch {
    sayTrouble(null);
    return;
  }
  if (number !== asked) return;
  if (response.redirected) {
    finish(response.url, page);
  } else if (act === "check") {
    showTrial(page);
  } else if (show(page)) {
    (document.querySelector("#slot [data-take-focus]") ?? document.querySelector("#slot [data-main]")).focus();
  } else {
    sayTrouble(page);
  }
}

/** Saved: the page behind the dialog is the new week, and the focus goes back to its slot. */
function finish(url, page) {
  const main = page.getElementById("main");
  if (!page.querySelector("[data-week]") || !main) {
    window.location.assign(url);
    return;
  }
  dialog().close();
  history.replaceState(null, "", url);
  document.getElementById("main").replaceWith(document.adoptNode(main));
  document.dispatchEvent(new CustomEvent("sgo:week"));
}

/** Open the form of an address; `act` is tried at once, so that what follows is seen first. */
export async function openSlot(url, act = "check") {
  let response;
  let page;
  try {
    response = await fetch(url, { credentials: "same-origin" });
    page = parse(await response.text());
  } catch {
    page = null;
  }
  const box = dialog();
  if (response?.redirected) {
    window.location.assign(url);
    return;
  }
  if (!page || !show(page)) sayTrouble(page);
  if (!box.open) box.showModal();
  const form = document.getElementById("slot-form");
  if (!form) return;
  const isNew = !form.elements.row.value;
  (isNew ? form.elements.page_id : form.querySelector("[data-main]")).focus();
  if (!isNew || form.elements.page_id.value) await send(form, act);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("#slot-form");
  if (form && dialog()?.open) send(form, "check");
});

/* A list does not send its form by itself: here Enter saves from every field. */
document.addEventListener("keydown", (event) => {
  const form = event.target.closest("#slot-form");
  if (event.key !== "Enter" || event.target.tagName !== "SELECT" || !form || !dialog()?.open) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-main]"));
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("#slot-form");
  if (!form || !dialog()?.open) return;
  event.preventDefault();
  send(form, event.submitter?.value ?? "save");
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]") || !dialog()?.open) return;
  event.preventDefault();
  dialog().close();
});
