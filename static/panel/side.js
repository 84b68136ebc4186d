/* Groups of the side menu that a person has opened stay open on the next page: their keys are kept
   in a cookie, which the server reads (sgo/panel/kit/side_menu.py). */
"use strict";
{
  const name = "sgo_side";
  const year = 365 * 24 * 60 * 60;

  const kept = () => {
    const said = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
    return new Set((said || "").slice(name.length + 1).split(".").filter(Boolean));
  };

  document.querySelector(".side")?.addEventListener("click", (event) => {
    const group = event.target.closest("summary")?.parentElement;
    if (!group?.dataset.sideGroup) return;
    const opened = kept();
    if (group.open) opened.delete(group.dataset.sideGroup); // it closes after this
    else opened.add(group.dataset.sideGroup);
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${name}=${[...opened].join(".")}; path=/panel; max-age=${year}; samesite=lax${secure}`;
  });

  /* The page that is shown is in sight, however long the menu. */
  document.querySelector(".side [aria-current]")?.scrollIntoView({ block: "nearest" });
}
