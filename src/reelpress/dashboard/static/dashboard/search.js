/* Suggestions below the search line of the job list, as its end is typed. Without it the line works as well.
   A listbox that the keyboard reaches from the line; the server knows what may stand there. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const line = document.getElementById("job-search"), list = document.getElementById("job-suggestions");
  if (!line || !list) return;
  let start = 0, chosen = -1, asked = 0, timer;
  let old = false, steps = 0; // what is shown answers an older line; arrows pressed meanwhile count when the answer is here

  const options = () => [...list.children];

  function choose(number) {
    chosen = number;
    options().forEach((option, n) => option.setAttribute("aria-selected", String(n === chosen)));
    const option = list.children[chosen];
    if (option) { line.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    else line.removeAttribute("aria-activedescendant");
  }

  function close() {
    old = false;
    steps = 0;
    asked++; // what is on its way is not wanted any more
    clearTimeout(timer);
    list.hidden = true;
    list.replaceChildren();
    line.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function take(option) {
    const rest = line.value.slice(line.selectionStart).replace(/^\S+/, "").trimStart();
    const before = line.value.slice(0, start) + option.dataset.text;
    line.value = before + rest;
    line.setSelectionRange(before.length, before.length);
    close();
    line.focus();
    if (option.dataset.text.endsWith(":")) ask();
  }

  function show(answer) {
    start = answer.start;
    list.replaceChildren(...answer.offers.map(({ text, hint }, n) => {
      const option = Object.assign(document.createElement("li"), { id: `job-suggestion-${n}` });
      option.setAttribute("role", "option");
      option.dataset.text = text;
      option.append(Object.assign(document.createElement("code"), { textContent: text.trim() }));
      if (hint) option.append(Object.assign(document.createElement("span"), { textContent: hint }));
      return option;
    }));
    list.hidden = !answer.offers.length;
    line.setAttribute("aria-expanded", String(!list.hidden));
    choose(Math.min(steps, answer.offers.length) - 1);
    old = false;
    steps = 0;
  }

  async function ask() {
    old = true;
    const mine = ++asked, url = new URL(line.dataset.suggest, location.href);
    url.searchParams.set("q", line.value.slice(0, line.selectionStart));
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" }, redirect: "manual" });
      const answer = response.ok ? await response.json() : null;
      if (answer && mine === asked && document.activeElement === line) show(answer);
    } catch { /* the line works without */ }
    if (mine === asked) old = false;
  }

  line.addEventListener("input", () => { choose(-1); old = true; steps = 0; clearTimeout(timer); timer = setTimeout(ask, 120); });
  line.addEventListener("focus", ask);
  line.addEventListener("blur", close);
  line.addEventListener("keydown", (event) => {
    const most = list.children.length;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    else if (event.key === "ArrowDown" && old) { event.preventDefault(); steps++; }
    else if (event.key === "ArrowDown" && list.hidden) { event.preventDefault(); ask(); }
    else if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1 < most ? chosen + 1 : 0); }
    else if (event.key === "ArrowUp" && !list.hidden) { event.preventDefault(); choose(chosen > 0 ? chosen - 1 : most - 1); }
    else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) { event.preventDefault(); take(list.children[chosen]); }
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the line keeps the focus
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
});

/* Its menus: one is open at a time; Escape and a click beside them close them. */
document.addEventListener("DOMContentLoaded", () => {
  const menus = [...document.querySelectorAll(".rp-searchhelp")];
  const close = (menu) => { menu.open = false; };
  for (const menu of menus)
    menu.addEventListener("toggle", () => { if (menu.open) menus.filter((one) => one !== menu).forEach(close); });
  document.addEventListener("click", (event) => menus.filter((one) => !one.contains(event.target)).forEach(close));
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && menus.find((one) => one.open);
    if (!open) return;
    if (open.contains(document.activeElement) || document.activeElement === document.body) open.querySelector("summary").focus();
    close(open);
  });
});
