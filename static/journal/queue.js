/* The queue of what is typed and not yet saved.

   One call in flight for a key, the last value wins, its version comes from the last answer. What
   waits is kept in sessionStorage under the account, so that a reload loses nothing. When the
   server is away, one call tries again after a growing pause. Items of one lane go one after the
   other and share a version (the topic and "checked" stand in the same row). Events:
   "saved" {key, item, answer, superseded}, "failed" {item}, "change" {}, "signedout" {who}. */

import { call, renewToken } from "./transport.js";

const PARALLEL = 4;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15000;
const TRIES_OF_A_FAULT = 4;
/* Answers of a server, or of what stands before it, that say: later. */
const BUSY = [429, 502, 503, 504];

function sameValues(mine, theirs) {
  return Object.entries(mine).every(([name, value]) => (theirs[name] ?? "") === (value ?? ""));
}

export class SaveQueue extends EventTarget {
  constructor(account) {
    super();
    this.account = account;
    this.items = new Map();
    this.lanes = new Map();
    this.signedOut = false;
    this.away = 0;
    this.savedAt = "";
    this.flying = 0;
    this.timer = null;
    this.store = `sgo.queue.${account}`;
    window.addEventListener("beforeunload", (event) => {
      if (this.items.size > 0) event.preventDefault();
    });
    window.addEventListener("online", () => this.tryNow());
  }

  /** Bring back what an earlier page of this tab could not save; gives the items. */
  restore() {
    let kept = [];
    try {
      kept = JSON.parse(window.sessionStorage.getItem(this.store) ?? "[]");
    } catch {
      return [];
    }
    for (const item of kept) {
      if (!this.items.has(item.key)) this.items.set(item.key, { ...item, unanswered: [item.body] });
    }
    this.pump();
    return kept;
  }

  /** Save a value; a later one for the same key takes its place. `base` is what was confirmed
      when it was typed: a foreign save that left it as it was is no conflict. */
  put({ key, method, url, body, base, version, label, lane }) {
    const item = this.items.get(key) ?? { key, version, base, lane, unanswered: [], tries: 0, state: "waiting" };
    Object.assign(item, { method, url, body, label });
    if (item.state === "refused") Object.assign(item, { state: "waiting", message: "", tries: 0 });
    this.items.set(key, item);
    this.pump();
  }

  /** Whether something of this key waits or failed. */
  get(key) {
    return this.items.get(key);
  }

  get waiting() {
    return [...this.items.values()].filter((item) => item.state === "waiting" || item.state === "sending");
  }

  get failed() {
    return [...this.items.values()].filter((item) => item.state === "conflict" || item.state === "refused");
  }

  /** Somebody saved first: keep mine (save over theirs) or take theirs (forget mine). */
  resolve(key, keepMine) {
    const item = this.items.get(key);
    if (item?.state !== "conflict") return;
    if (keepMine) {
      this.#seeVersion(item, item.theirs.version);
      item.state = "waiting";
      this.pump();
    } else {
      this.#finish(item, { ...item.theirs, average: item.theirs.average ?? null });
    }
  }

  /** Forget what could not be saved. */
  discard(key) {
    if (this.items.get(key)?.state === "sending") return;
    this.items.delete(key);
    this.#changed();
  }

  /** When nothing waits any more; what was refused stays where it is. */
  idle() {
    return new Promise((resolve) => {
      const look = () => {
        if (this.waiting.length) return;
        this.removeEventListener("change", look);
        resolve();
      };
      this.addEventListener("change", look);
      look();
    });
  }

  tryNow() {
    window.clearTimeout(this.timer);
    this.timer = null;
    this.pump();
  }

  /** After signing in again in another tab: the same person's session goes on, with its token. */
  async resume() {
    let who = "nobody";
    try {
      who = await renewToken(this.account);
    } catch {
      // Still away: the dialog stays and says so.
    }
    this.signedOut = who !== "same";
    if (this.signedOut) this.dispatchEvent(new CustomEvent("signedout", { detail: { who } }));
    else this.tryNow();
    return who;
  }

  pump() {
    if (!this.signedOut && this.timer === null) {
      const limit = this.away ? 1 : PARALLEL;
      for (const item of this.items.values()) {
        if (this.flying >= limit) break;
        if (item.state === "waiting" && !this.#laneIsBusy(item)) this.#send(item);
      }
    }
    this.#changed();
  }

  #laneIsBusy({ lane }) {
    return lane && [...this.items.values()].some((other) => other.lane === lane && other.state === "sending");
  }

  async #send(item) {
    item.state = "sending";
    item.sent = item.body;
    this.flying += 1;
    let result = null;
    try {
      result = await call(item.method, item.url, { ...item.body, version: this.lanes.get(item.lane) ?? item.version });
    } catch {
      item.unanswered.push(item.sent);
    }
    this.flying -= 1;
    item.state = "waiting";
    if (result === null) this.#wait();
    else await this.#take(item, result);
    this.pump();
  }

  async #take(item, { status, answer }) {
    if (status >= 200 && status < 300) {
      this.#saved(item, answer);
    } else if (status === 401) {
      this.#signOut("nobody");
    } else if (status === 400 && answer.code === "csrf") {
      // Once with a new token; after that the session itself is in question, never the value.
      const who = item.renewed ? "nobody" : await renewToken(this.account).catch(() => "nobody");
      item.renewed = who === "same";
      if (who !== "same") this.#signOut(who);
    } else if (status === 409) {
      this.#conflict(item, answer);
    } else if (BUSY.includes(status) || (status === 500 && (item.tries += 1) < TRIES_OF_A_FAULT)) {
      this.#wait();
    } else {
      this.away = 0;
      Object.assign(item, { state: "refused", status, message: answer.message ?? "" });
      this.#failed(item);
    }
  }

  #saved(item, answer) {
    this.away = 0;
    this.savedAt = answer.saved_at ?? this.savedAt;
    this.#seeVersion(item, answer.version);
    item.base = item.sent;
    item.unanswered = [];
    item.tries = 0;
    if (item.body === item.sent) this.#finish(item, answer);
    else this.#tell("saved", { key: item.key, item, answer, superseded: true });
  }

  #seeVersion(item, version) {
    item.version = version;
    if (item.lane) this.lanes.set(item.lane, version);
  }

  #finish(item, answer) {
    this.items.delete(item.key);
    this.#tell("saved", { key: item.key, item, answer, superseded: false });
    this.#changed();
  }

  #conflict(item, answer) {
    const theirs = answer.theirs ?? {};
    this.away = 0;
    const ours = [item.sent, ...item.unanswered].some((body) => sameValues(body, theirs));
    if (ours && theirs.version !== undefined) {
      // Our own earlier call had arrived, only its answer was lost.
      this.#saved(item, theirs);
      return;
    }
    if (item.base && theirs.version !== undefined && sameValues(item.base, theirs)) {
      // The row has a new version, but what is typed over here is what was seen.
      this.#seeVersion(item, theirs.version);
      return;
    }
    Object.assign(item, { state: "conflict", theirs, message: answer.message ?? "" });
    this.#failed(item);
  }

  #failed(item) {
    this.#tell("failed", { item });
  }

  #signOut(who) {
    this.signedOut = true;
    this.#tell("signedout", { who });
  }

  #wait() {
    this.away += 1;
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(this.away - 1, 10));
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.tryNow(), pause);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #changed() {
    const kept = [...this.items.values()].map(({ sent, unanswered, renewed, ...item }) => ({
      ...item,
      state: item.state === "sending" ? "waiting" : item.state,
    }));
    try {
      if (kept.length) window.sessionStorage.setItem(this.store, JSON.stringify(kept));
      else window.sessionStorage.removeItem(this.store);
    } catch {
      // Without storage the queue lives in memory alone; the guard of the page still asks.
    }
    this.#tell("change", {});
  }
}
