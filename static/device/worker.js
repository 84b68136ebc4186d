/* Answers when the line is gone, and only then, with one page that knows nobody. No page of a
   person is ever kept: everything goes to the server first and never into the cache. */
"use strict";

const KEPT = "sgo-offline-1";
const PAGE = "/offline";
const STYLE = "/static/device/offline.css";

self.addEventListener("install", (event) => {
  const files = [PAGE, STYLE].map(
    (path) => new Request(path, { credentials: "omit", cache: "reload" }),
  );
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(files)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((n) => n !== KEPT).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const isStyle = new URL(request.url).pathname === STYLE;
  if (request.mode !== "navigate" && !isStyle) return;
  event.respondWith(fetch(request).catch(() => caches.match(isStyle ? STYLE : PAGE)));
});
