/* The tabs of term and final marks: Enter in a menu sets its mark and goes to the row below. The
   form is sent as it stands, and what the server then draws takes the place of its row. */

const marks = (form) => form instanceof HTMLFormElement && form.matches(".mark-form");

/** The menu of the same column in a row below, past the rows that have none. */
function below(cell) {
  let row = cell.parentElement.nextElementSibling;
  while (row && !row.cells[cell.cellIndex]?.querySelector("select")) row = row.nextElementSibling;
  return row?.cells[cell.cellIndex].querySelector("select") ?? null;
}

/** Choices of the row's other columns that nobody has set yet stay chosen. */
function keepChoices(row, drawn, sent) {
  for (const [place, cell] of [...row.cells].entries()) {
    const [menu, next] = [cell, drawn.cells[place]].map((one) => one?.querySelector("select"));
    if (place === sent || !menu || !next) continue;
    const first = [...menu.options].find((one) => one.defaultSelected) ?? menu.options[0];
    if (menu.value !== first.value) next.value = menu.value;
  }
}

function refused(answer) {
  return answer.querySelector('main > .flashes [role="alert"]') !== null;
}

/** Put what the answer draws of the row and of the whole tab in place of what stands; what was done
    is only spoken, so that the rows stay where they are, and a refusal is shown on top. */
function show(answer, id, sent) {
  const [row, drawn] = [document, answer].map((page) => page.getElementById(id));
  if (!row || !drawn) return null;
  keepChoices(row, drawn, sent);
  row.replaceWith(document.adoptNode(drawn));
  const [state, told] = [document, answer].map((page) => page.querySelector("[data-marks-state]"));
  state.replaceWith(document.adoptNode(told));
  document.querySelector("main > .flashes")?.remove();
  const said = answer.querySelector("main > .flashes");
  const spoken = document.querySelector("[data-marks-said]");
  spoken.textContent = refused(answer) ? "" : (said?.textContent.trim() ?? "");
  if (refused(answer)) {
    document.getElementById("main").prepend(document.adoptNode(said));
    said.scrollIntoView({ block: "nearest" });
  }
  return drawn;
}

async function send(form) {
  if (form.dataset.sent === "true") return;
  form.dataset.sent = "true";
  const cell = form.closest("td");
  const { id } = cell.parentElement;
  const body = new FormData(form);
  const next = below(cell);
  next?.focus();
  let row = null;
  let failed = true;
  try {
    const response = await fetch(form.action, { method: "POST", body });
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    failed = !response.ok || refused(answer);
    row = response.ok ? show(answer, id, cell.cellIndex) : null;
  } catch {
    // No line: the form below is sent as without a script, and the browser says so.
  }
  if (!row) {
    form.submit();
    return;
  }
  if (failed || !next) row.cells[cell.cellIndex].querySelector("select")?.focus();
}

document.addEventListener("keydown", (event) => {
  const { form } = event.target;
  if (event.key !== "Enter" || event.target.localName !== "select" || !marks(form)) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  if (!marks(event.target) || event.defaultPrevented) return;
  event.preventDefault();
  send(event.target);
});
