/* Chooses day or evening before the first paint. The server has written what the cookie says;
   "auto" is known only here. Loaded without defer, so that the page never flashes. The version for
   weak sight has colours of its own, and the server has written them too. */
"use strict";
(() => {
  const root = document.documentElement;
  const evening = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    if (root.dataset.scheme) return;
    const chosen = root.dataset.theme;
    const dark = chosen === "dark" || (chosen === "auto" && evening.matches);
    root.dataset.bsTheme = dark ? "dark" : "light";
  };
  apply();
  evening.addEventListener("change", apply);
  document.addEventListener("sgo:theme", apply);
})();
