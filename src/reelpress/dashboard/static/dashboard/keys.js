/* What the theme built for a mouse only, for keys and screen readers too: its menus, drawers and scrolling boxes.
   Marks elements and passes Enter and Space on; knows nothing of what they do. */
"use strict";
(() => {
  const native = "a[href], button, input, select, textarea, summary";
  const names = { dock_to_right: "Side bar", close: "Close", more_vert: "More", visibility: "Show or hide the password" };

  function mark(one) {
    if (one.matches(native) || one.querySelector(native) || one.id === "changelist-filter-close") return;
    one.setAttribute("role", "button");
    one.tabIndex = 0;
    const symbols = [one, ...one.querySelectorAll("*")].filter((it) => it.matches(".material-symbols-outlined"));
    const symbol = symbols[0]?.textContent.trim() ?? "";
    if (one.querySelector("[x-text*='adminTheme']")) one.setAttribute("aria-label", "Light or dark");
    else if (symbol && one.textContent.trim() === symbol) one.setAttribute("aria-label", names[symbol] ?? symbol.replaceAll("_", " "));
    else for (const it of symbols) it.setAttribute("aria-hidden", "true");
  }

  function reachable(box) { // a box that scrolls and holds nothing that takes the focus
    const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    if (scrolls && /auto|scroll/.test(getComputedStyle(box).overflow) && !box.querySelector(native)) box.tabIndex = 0;
    else if (box.dataset.scrolls) box.removeAttribute("tabindex");
    if (box.tabIndex === 0) box.dataset.scrolls = "yes";
  }

  function look() {
    document.getElementById("main")?.setAttribute("role", "main"); // a plain box in the theme
    for (const one of document.querySelectorAll("[x-on\\:click]:not([role])")) mark(one);
    for (const one of document.querySelectorAll("span.help-tooltip[aria-label]")) one.setAttribute("role", "img");
  }
  function measure() { for (const box of document.querySelectorAll(".rp-card, .rp-scroll, .rp-card pre, .tp-stills")) reachable(box); }

  document.addEventListener("keydown", (event) => {
    if ((event.key !== "Enter" && event.key !== " ") || !event.target.matches?.("[role=button][x-on\\:click]")) return;
    if (event.target.matches(native)) return;
    event.preventDefault();
    event.target.click();
  });
  // The drawer of filters lies at the end of the page: the focus goes into it, and back to its button.
  let opener = null;
  const inside = () => document.querySelector("#changelist-filter a[href], #changelist-filter input:not([type=hidden])");
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[x-on\\:click*='filterOpen = true']");
    if (!button) return;
    opener = button;
    const still = [button, document.body]; // nobody has gone on meanwhile
    setTimeout(() => { if (still.includes(document.activeElement)) inside()?.focus(); }, 50);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.activeElement?.closest("#changelist-filter")) return;
    opener?.focus();
  });

  function skip() { // past the side bar with one key
    const main = document.getElementById("main");
    if (!main) return;
    const link = Object.assign(document.createElement("a"), { href: "#main", textContent: "Skip to the page", className: "rp-skip" });
    link.addEventListener("click", () => { main.tabIndex = -1; main.focus(); });
    document.body.prepend(link);
  }

  document.addEventListener("keydown", (event) => {
    const data = event.key === "Escape" && window.Alpine?.$data(document.body);
    if (data) data.sidebarMobileOpen = false;
  });
  document.addEventListener("DOMContentLoaded", () => { look(); skip(); measure(); });
  window.addEventListener("load", () => setTimeout(() => { look(); measure(); })); // what other scripts drew by then
  window.addEventListener("resize", measure);
})();
