/* Keeps an open page fresh without losing the place.
   One request every few seconds; only what changed is replaced, so ticked boxes, scroll position, open details,
   focus and selected text stay. It rests while the tab is hidden. Depends on nothing. */
"use strict";
(() => {
  const last = new WeakMap(); // element -> the HTML that the server sent last
  let root, timer, seen = "", busy = false, paused = false, done = false, answered = new Date();

  const normal = (html) => { const box = document.createElement("template"); box.innerHTML = html; return box.innerHTML; };
  const selecting = (element) => {
    const chosen = document.getSelection();
    return chosen && !chosen.isCollapsed && element.contains(chosen.anchorNode);
  };

  function patch(element, html) {
    const fresh = normal(html).trim();
    if ((last.get(element) ?? element.innerHTML.trim()) === fresh) return;
    if (selecting(element)) { seen = ""; return; } // shown by a later answer, so that one must come
    const open = new Map([...element.querySelectorAll("details[data-key]")].map((one) => [one.dataset.key, one.open]));
    const scrolled = new Map([...element.querySelectorAll("details[data-key] pre")].map((one) =>
      [one.parentElement.dataset.key, [one.scrollTop, one.scrollTop + one.clientHeight >= one.scrollHeight - 4]]));
    const boxes = () => element.querySelectorAll(".rp-scroll[data-key]");
    const places = new Map([...boxes()].map((one) => [one.dataset.key, [one.scrollLeft, one.scrollTop]]));
    const focused = element.contains(document.activeElement) ? document.activeElement.closest("[data-key]") : null;
    const aimed = focused ?? element.querySelector("button[type=submit]:hover");
    element.innerHTML = html;
    last.set(element, fresh);
    for (const one of element.querySelectorAll("details[data-key]")) {
      if (open.has(one.dataset.key)) one.open = open.get(one.dataset.key);
      const pre = one.querySelector("pre"), [top, atEnd] = scrolled.get(one.dataset.key) ?? [0, false];
      if (pre) pre.scrollTop = atEnd || (pre.hasAttribute("data-tail") && !scrolled.has(one.dataset.key)) ? pre.scrollHeight : top;
    }
    for (const one of boxes()) [one.scrollLeft, one.scrollTop] = places.get(one.dataset.key) ?? [0, 0];
    if (aimed) {
      const again = element.querySelector(`[data-key="${CSS.escape(aimed.dataset.key)}"]`);
      const target = again?.matches("details") ? again.querySelector("summary") : again;
      if (!again) letSettle(element);
      if (focused) (target ?? element).focus({ preventScroll: true });
    }
  }

  // Another button has taken the place of the one that was aimed at: a press that was meant for that one does nothing.
  function letSettle(element) {
    element.tabIndex = -1; // keeps the place of the keyboard
    const others = [...element.querySelectorAll("button[type=submit]")];
    for (const one of others) one.disabled = true;
    setTimeout(() => { for (const one of others) one.disabled = false; }, 1500);
  }

  function show(answer) {
    if (answer.every) root.dataset.every = answer.every;
    for (const [name, html] of Object.entries(answer.cells ?? {}))
      for (const element of document.querySelectorAll(`[data-live="${CSS.escape(name)}"]`)) patch(element, html);
    for (const [name, count] of Object.entries(answer.badges ?? {}))
      for (const element of document.querySelectorAll(`[data-badge="${CSS.escape(name)}"]`))
        if (element.dataset.count !== String(count))
          [element.dataset.count, element.textContent] = [String(count), count.toLocaleString("en-US")];
    const newer = document.getElementById("live-newer");
    if (newer && answer.newer) {
      newer.firstElementChild.textContent =
        `${answer.newer >= 100 ? "100 or more" : answer.newer} newer job${answer.newer === 1 ? "" : "s"} · show`;
      newer.hidden = false;
    }
  }

  // What is shown is old when no answer comes: said once, where it is read, with what is known of why.
  function warn(text) {
    let box = document.getElementById("live-problem");
    if (!box) {
      box = Object.assign(document.createElement("p"), { id: "live-problem", className: "rp-attention rp-stale" });
      box.setAttribute("role", "status");
      root.before(box);
    }
    box.hidden = !text;
    if (box.textContent !== text) box.textContent = text;
  }

  const renewed = () => { answered = new Date(); warn(""); say("on", "Live"); };
  const end = (text, why) => { done = true; warn(why); say("off", `${text} · reload`); };
  const fail = (text, what, todo) => {
    warn(`${what} What you see is of ${answered.toLocaleTimeString()}; it is asked again every ` +
      `${(Number(root.dataset.every) || 5000) / 1000} seconds. If this stays, ${todo}.`);
    say("off", `${text} · trying again`);
  };
  const silent = () => fail("No answer", "Reelpress does not answer.", "see whether the web process runs");

  function say(state, text) {
    const button = document.getElementById("live-state");
    if (!button) return;
    button.dataset.state = state;
    button.querySelector("[data-live-text]").textContent = text;
  }

  function address() {
    const url = new URL(root.dataset.url, location.href);
    const rows = [...document.querySelectorAll('[data-live^="state-"]')].map((one) => one.dataset.live.slice(6));
    if (rows.length) url.searchParams.set("ids", rows.join(","));
    if (root.dataset.newest) url.searchParams.set("newest", root.dataset.newest);
    return url;
  }

  async function refresh() {
    clearTimeout(timer);
    if (busy || paused || document.hidden) return;
    busy = true;
    try {
      const headers = { Accept: "application/json" };
      if (seen) headers["If-None-Match"] = seen; // by hand: nothing of the dashboard may be kept by the browser
      const response = await fetch(address(), { headers, redirect: "manual" });
      if (response.type === "opaqueredirect" || response.status === 403) {
        end("Signed out", "You are signed out. Reload the page to sign in again.");
      } else if (response.status === 404) {
        end("Gone", "What this page shows is no longer there: it was deleted. Reload the page, or go back to the list.");
      } else if (response.ok) {
        const answer = await response.json();
        seen = response.headers.get("ETag") ?? "";
        show(answer);
        renewed();
      } else if (response.status === 304) renewed();
      else if ([502, 503, 504].includes(response.status)) silent(); // said by what stands before the web process
      else fail("Error", `Reelpress failed to bring this page up to date (error ${response.status}).`, "see the log of the web process");
    } catch { silent(); }
    busy = false;
    if (!done) timer = setTimeout(refresh, Number(root.dataset.every) || 5000);
  }

  function follow() {
    root = document.getElementById("live");
    if (!root) return;
    for (const tail of document.querySelectorAll("pre[data-tail]")) tail.scrollTop = tail.scrollHeight;
    timer = setTimeout(refresh, Number(root.dataset.every) || 5000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden && !done) refresh(); });
    document.getElementById("live-state")?.addEventListener("click", () => {
      if (done) return location.reload();
      paused = !paused;
      if (paused) say("paused", "Paused"); else { say("paused", "Asking"); refresh(); }
    });
  }

  async function copy(button) {
    try { await navigator.clipboard.writeText(button.dataset.copy); }
    catch { // no secure context: the old way
      const field = Object.assign(document.createElement("textarea"), { value: button.dataset.copy });
      document.body.append(field); field.select(); document.execCommand("copy"); field.remove();
    }
    button.classList.add("rp-copied");
    setTimeout(() => button.classList.remove("rp-copied"), 1200);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (button) { event.preventDefault(); copy(button); }
  });
  document.addEventListener("keydown", (event) => {
    const line = document.getElementById("job-search");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !line) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    line.focus();
  });
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset?.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });
  document.addEventListener("DOMContentLoaded", follow);
})();
