/* How a change goes to the server: one call, its token, and whose session answers. */

const LONGEST_WAIT = 30000;

function tokenBox() {
  return document.querySelector('meta[name="csrf-token"]');
}

/** Send a call; gives {status, answer}. A redirect is the sign-in page asking: 401. Throws when
    the server does not answer at all. */
export async function call(method, url, body = null) {
  const response = await fetch(url, {
    method,
    redirect: "manual",
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(LONGEST_WAIT),
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "X-Requested-With": "fetch",
      "X-CSRFToken": tokenBox()?.content ?? "",
    },
    body: body === null ? undefined : JSON.stringify(body),
  });
  if (response.type === "opaqueredirect") return { status: 401, answer: {} };
  let answer = {};
  try {
    answer = await response.json();
  } catch {
    // A proxy answered for the server: the status says enough.
  }
  return { status: response.status, answer };
}

/** Ask for this page again and take its token: "same" person, "other" person, or "nobody". */
export async function renewToken(account) {
  // As a script: a stranger is then answered 401, without a cookie that would end a session
  // begun in another tab meanwhile.
  const response = await fetch(window.location.href, {
    redirect: "manual",
    cache: "no-store",
    headers: { "X-Requested-With": "fetch" },
  });
  if (response.type === "opaqueredirect" || response.status === 401) return "nobody";
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const data = page.getElementById("journal-data");
  const token = page.querySelector('meta[name="csrf-token"]')?.content;
  if (!token) return "nobody";
  if (data && JSON.parse(data.dataset.json).account !== account) return "other";
  tokenBox().content = token;
  return "same";
}
