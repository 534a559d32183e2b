/* The storyboard editor: saves by itself, shows a scene while it is typed, reorders by hand and by keys.
   Every step is the plain form that the page holds, sent in order, one at a time; the server draws what comes back.
   Depends on nothing. */
"use strict";
(() => {
  const TYPED = 250, SAVED = 900, ASKED = 700; // milliseconds until a picture is drawn, a change is saved, a job is asked
  const JSON_ONLY = { Accept: "application/json" };
  let root, line = Promise.resolve(), saving, drawing, drawn = 0, clip = 0, watched = "";

  const one = (selector, from = root) => from.querySelector(selector);
  const all = (selector, from = root) => [...from.querySelectorAll(selector)];
  const part = (name) => one(`[data-part="${name}"]`);
  const form = () => one("[data-scene-form]");
  const current = () => Number(one(".sb-current")?.dataset.scene ?? 1);
  const token = () => one("[name=csrfmiddlewaretoken]")?.value ?? "";
  const tell = (text) => { document.getElementById("sb-live").textContent = text; };

  function state(name, text) {
    const shown = document.getElementById("sb-state");
    if (!shown) return;
    shown.dataset.state = name;
    document.getElementById("sb-said").textContent = text;
  }

  // ---- what the server drew, put in place ---------------------------------------------------------------
  function swap(name, html) {
    const place = part(name);
    if (!place || place.dataset.last === html) return;
    const active = place.contains(document.activeElement) ? document.activeElement : null;
    const key = active?.dataset.key, field = active?.name, at = active?.selectionStart, menu = one("details[open]", place);
    const scrolled = [one("ol", place)?.scrollLeft ?? 0, one("ol", place)?.scrollTop ?? 0];
    place.innerHTML = html;
    place.dataset.last = html;
    const list = one("ol", place);
    if (list) [list.scrollLeft, list.scrollTop] = scrolled;
    if (menu && name !== "panel") one("details", place)?.setAttribute("open", "");
    if (!active) return;
    const again = key ? one(`[data-key="${CSS.escape(key)}"]`, place) : field ? one(`[name="${CSS.escape(field)}"]:not([type=hidden])`, place) : null;
    (again?.disabled ? one(".sb-current a") : again)?.focus({ preventScroll: true });
    if (at != null && again?.setSelectionRange) try { again.setSelectionRange(at, at); } catch { /* not a text */ }
  }

  function show(answer, { panel }) {
    for (const input of all("[name=version]")) input.value = answer.version;
    for (const name of ["notice", "strip", "facts", "tools", "history"]) swap(name, answer.html[name]);
    if (!part("about")?.contains(document.activeElement)) swap("about", answer.html.about);
    if (panel) { swap("panel", answer.html.panel); clip += 1; }
    for (const input of all("[name=version]")) input.value = answer.version;
    watch();
  }

  function reveal() {
    const item = one(".sb-current"), list = one(".sb-strip");
    if (!item || !list) return;
    const box = item.getBoundingClientRect(), frame = list.getBoundingClientRect();
    if (box.left < frame.left || box.right > frame.right) list.scrollLeft += box.left - frame.left - 20;
    if (box.top < frame.top || box.bottom > frame.bottom) list.scrollTop += box.top - frame.top - 20;
  }

  // ---- one request after the other ----------------------------------------------------------------------
  function send(work) {
    line = line.then(work, work);
    return line;
  }

  async function ask(address, data) {
    const options = { headers: { ...JSON_ONLY }, redirect: "manual" };
    if (data) Object.assign(options, { method: "POST", body: data, headers: { ...JSON_ONLY, "X-CSRFToken": token() } });
    const response = await fetch(address, options);
    if (response.type === "opaqueredirect" || response.status === 403)
      throw new Error("you are signed out, or may not change this: open the page anew");
    if (!response.headers.get("content-type")?.startsWith("application/json"))
      throw new Error(response.status === 413 ? "it is too large" : `the server answered ${response.status}`);
    return { status: response.status, answer: await response.json() };
  }

  function step(data, { panel = true, quiet = false } = {}) {
    state("busy", "Saving …");
    return send(async () => {
      data.set("version", one("[name=version]").value);
      try {
        const { status, answer } = await ask(root.dataset.change, data);
        if (status === 200) {
          delete root.dataset[data.get("do") === "describe" ? "about" : "unsaved"];
          show(answer, { panel });
          state("saved", "Saved");
          if (answer.words && !quiet) tell(answer.words);
          address(answer.scene);
          if (panel) reveal();
          return answer;
        }
        refused(status, answer, data);
      } catch (error) {
        if (["edit", "add"].includes(data.get("do"))) root.dataset.unsaved = "1";
        state("bad", `Not saved: ${error.message}`);
      }
      return null;
    });
  }

  function refused(status, answer, data) {
    state("bad", `Not saved: ${answer.error.replace(/ (It was not saved|Nothing was changed|Your change was not saved, and nothing was written over)\./, "")}`);
    if (["edit", "add"].includes(data.get("do"))) root.dataset.unsaved = "1";
    if (status !== 409) return;
    // Somebody else was quicker: what was typed stays where it is, and the person chooses.
    swap("notice", answer.html.notice);
    const choice = one("[data-error] p"), place = data.get("do") === "edit" ? placed(answer) : 0;
    if (!choice || !place) return;
    data.set("scene", place);
    const mine = Object.assign(document.createElement("button"), { type: "button", className: "rp-button rp-small", textContent: "Save mine all the same" });
    mine.addEventListener("click", () => {
      for (const input of all("[name=version]")) input.value = answer.version;
      step(data, { panel: true });
    });
    choice.append(" ", mine);
  }

  // Where the scene is by now that a person typed in: what moved is known by what it held; 0 when it is gone.
  function placed(answer) {
    const box = document.createElement("template"), mine = one(".sb-current");
    box.innerHTML = answer.html.strip;
    const theirs = all("li", box.content), same = theirs.find((other) => other.dataset.holds === mine?.dataset.holds);
    if (same) return Number(same.dataset.scene);
    return mine && theirs.length === all(".sb-strip > li").length ? Number(mine.dataset.scene) : 0;
  }

  // ---- the form of a scene ------------------------------------------------------------------------------
  function fields() {
    const kind = one("[name=kind]", form())?.selectedOptions[0]?.dataset.fields.split(" ") ?? [];
    for (const field of all("[data-field]", form())) field.hidden = !kind.includes(field.dataset.field);
  }

  function typed(soon) {
    state("typing", "Not saved yet");
    clearTimeout(saving);
    clearTimeout(drawing);
    saving = setTimeout(save, soon ? 0 : SAVED);
    drawing = setTimeout(draw, soon ? 0 : TYPED);
    root.dataset.dirty = "1";
  }

  async function save() {
    clearTimeout(saving);
    if (!root.dataset.dirty || !form()) return;
    delete root.dataset.dirty;
    const data = new FormData(form()), adding = data.get("do") === "add";
    const answer = await step(data, { panel: false, quiet: true });
    if (!answer) return;
    if (!adding) return still(answer);
    // The new scene is there: its form goes on as that of a scene, with what was typed since.
    const since = new FormData(form()), dirty = root.dataset.dirty;
    swap("panel", answer.html.panel);
    for (const [name, value] of since)
      if (!["do", "scene", "version", "csrfmiddlewaretoken", "picture"].includes(name)) one(`[name="${name}"]`, form()).value = value;
    if (dirty) typed(); else delete root.dataset.dirty;
    tell(answer.words);
  }

  function flush() { return root.dataset.dirty ? save() : line; }

  function still(answer) {
    const box = document.createElement("template");
    box.innerHTML = answer.html.panel;
    const fresh = box.content.querySelector("[data-large]")?.getAttribute("src"), picture = one("[data-large]");
    if (fresh && picture && !root.dataset.dirty && picture.dataset.typed === undefined) picture.src = fresh;
    drawn = fresh ?? drawn;
  }

  async function draw() {
    const target = form(), picture = one("[data-large]"), note = one("[data-drawing]");
    if (!target || !picture) return;
    if (root.dataset.drawing) { root.dataset.again = "1"; return; }
    root.dataset.drawing = "1";
    const wait = setTimeout(() => { note.hidden = false; }, 400);
    try {
      const data = new FormData(target);
      const response = await fetch(target.dataset.typed, { method: "POST", body: data, headers: { "X-CSRFToken": token() }, redirect: "manual" });
      if (response.ok && target.isConnected) {
        stop();
        const url = URL.createObjectURL(await response.blob());
        picture.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
        picture.dataset.typed = "";
        picture.src = url;
        picture.hidden = false;
        one("[data-blank]")?.remove();
      }
    } catch { /* the next one will show */ }
    clearTimeout(wait);
    note.hidden = true;
    delete root.dataset.drawing;
    if (root.dataset.again) { delete root.dataset.again; draw(); }
  }

  // A picture that could not be drawn says why, where it would stand; it is asked for once more by itself.
  async function missing(picture) {
    picture.classList.add("sb-broken");
    const address = picture.getAttribute("src");
    if (!picture.dataset.again && address.startsWith("/")) {
      picture.dataset.again = "1";
      setTimeout(() => { if (picture.isConnected) picture.src = address; }, 2500);
    } else if (picture.matches("[data-large]")) {
      const why = address.startsWith("/") ? await fetch(address).then((answer) => answer.ok ? "" : answer.text(), () => "") : "";
      const note = one(".sb-missing") ?? one("[data-frame]").appendChild(Object.assign(document.createElement("p"), { className: "sb-missing" }));
      note.textContent = why.slice(0, 300) || "The picture cannot be drawn just now.";
    }
  }

  // ---- jobs: a clip, the whole video --------------------------------------------------------------------
  async function follow(address, tick) {
    for (;;) {
      const { answer } = await ask(address);
      if (tick(answer) === false || answer.over) return answer;
      await new Promise((done) => setTimeout(done, ASKED));
    }
  }

  // A script that a job writes is followed, with what its writer says; then the page shows it.
  async function watch() {
    const address = one("[data-writing]")?.dataset.writing ?? "";
    if (!address || address === watched) return;
    watched = address;
    try {
      const end = await follow(address, (now) => {
        const said = one("[data-writing] [data-said]"), lines = one("[data-writing] [data-lines]");
        if (said) said.textContent = now.over ? "" : now.message;
        if (lines) lines.textContent = (now.lines ?? []).join("\n");
      });
      if (!one(".sb-strip")) return location.reload();
      await catchUp();
      tell(end.error || "The script is written");
    } catch (error) {
      const said = one("[data-writing] [data-said]");
      if (said) said.textContent = error.message;
    }
  }

  function stop() { // a clip gives way to the picture
    clip += 1;
    const player = one("[data-frame] video");
    if (player) { player.remove(); one("[data-large]").hidden = false; }
  }

  async function play(target) {
    const box = one("[data-progress]"), bar = one(".rp-bar > span", box), note = one("p", box), button = one("button", target);
    stop();
    const mine = clip;
    button.disabled = true;
    box.hidden = false;
    bar.style.width = "0";
    note.textContent = "Starting";
    try {
      await flush();
      const { status, answer } = await ask(target.action, new FormData(target));
      if (status !== 200) throw new Error(answer.error);
      const end = await follow(answer.progress, (now) => {
        bar.style.width = `${now.percent}%`;
        note.textContent = now.message;
        return mine === clip;
      });
      if (mine !== clip) return;
      if (end.error) throw new Error(end.error);
      box.hidden = true;
      const player = Object.assign(document.createElement("video"), { src: end.clip, controls: true, autoplay: true, playsInline: true });
      player.setAttribute("aria-label", "The scene as it will be");
      one("[data-large]").hidden = true;
      one("[data-frame]").append(player);
    } catch (error) { note.textContent = error.message; }
    finally { button.disabled = false; if (mine !== clip) box.hidden = true; }
  }

  async function make(target) {
    const button = one("button", target);
    button.disabled = true;
    const note = () => one("[data-todo]");
    try {
      await flush();
      const { status, answer } = await ask(target.action, new FormData(target));
      if (status !== 200) throw new Error(answer.error);
      const end = await follow(answer.progress, (now) => { note().textContent = `${now.percent} % · ${now.message}`; });
      if (end.error) throw new Error(end.error);
      await catchUp();
      tell("The video is ready");
    } catch (error) { note().textContent = error.message; button.disabled = false; }
  }

  // ---- going from scene to scene ------------------------------------------------------------------------
  function address(scene) { history.replaceState(null, "", `${root.dataset.page}?scene=${scene}`); }

  // After a job: what is stored now. A form is never left behind it, so that its next saving writes over nothing unseen;
  // one in which somebody types stays as it is, and its saving is refused if somebody else was quicker.
  function catchUp() {
    return send(async () => {
      if (root.dataset.dirty || root.dataset.unsaved || root.dataset.about) return;
      const { answer } = await ask(`${root.dataset.page}?scene=${current()}`);
      if (!root.dataset.dirty) show(answer, { panel: answer.version !== one("[name=version]").value });
    });
  }

  function look(scene, { panel = true, adding = "" } = {}) {
    return send(async () => {
      try {
        const { answer } = await ask(`${root.dataset.page}?scene=${scene}${adding ? `&add=${adding}` : ""}`);
        show(answer, { panel });
        if (!adding) address(answer.scene);
        if (panel) { reveal(); state("saved", "Saved"); delete root.dataset.dirty; delete root.dataset.unsaved; }
      } catch (error) { state("bad", error.message); }
    });
  }

  // What was typed and refused is not dropped unasked.
  function leaves() {
    return !root.dataset.unsaved || window.confirm("What you typed in this scene is not saved. Drop it?");
  }

  async function select(link) {
    const wanted = new URL(link.href), adding = wanted.searchParams.get("add") ?? "";
    await flush();
    if (!leaves()) return;
    for (const item of all(".sb-strip > li")) item.classList.toggle("sb-current", !adding && item.dataset.scene === wanted.searchParams.get("scene"));
    part("panel").inert = true; // its buttons are those of the scene before
    await look(wanted.searchParams.get("scene"), { adding });
    part("panel").inert = false;
    if (adding) one("#sb-narration")?.focus();
    else if (matchMedia("(min-width: 1180px)").matches) window.scrollTo({ top: 0 });
  }

  async function move(from, to) {
    if (to < 1 || to > all(".sb-strip > li").length || to === from) return;
    await flush();
    if (!leaves()) return;
    const data = new FormData();
    for (const [name, value] of Object.entries({ do: "move", scene: from, to })) data.set(name, value);
    if (await step(data)) one(".sb-current a")?.focus({ preventScroll: true });
  }

  // ---- by hand: the grip follows pointers of every kind -------------------------------------------------
  function drag(event) {
    const grip = event.target.closest?.("[data-grip]");
    if (!grip || event.button) return;
    event.preventDefault();
    const item = grip.closest("li"), list = item.parentElement, from = Number(item.dataset.scene);
    let to = from;
    const clean = () => all("li", list).forEach((other) => other.classList.remove("sb-before", "sb-after"));
    const over = (moved) => {
      const upright = getComputedStyle(list).flexDirection === "column";
      const frame = list.getBoundingClientRect(), edge = upright ? moved.clientY - frame.top : moved.clientX - frame.left;
      const size = upright ? frame.height : frame.width;
      const push = edge < 40 ? -12 : edge > size - 40 ? 12 : 0;
      if (upright) list.scrollTop += push; else list.scrollLeft += push;
      clean();
      const middle = (box) => (upright ? box.top + box.height / 2 : box.left + box.width / 2);
      const place = upright ? moved.clientY : moved.clientX;
      const others = all("li", list);
      const before = others.filter((other) => middle(other.getBoundingClientRect()) < place).length;
      to = before >= from ? before : before + 1;
      if (to === from) return;
      if (to > from) others[to - 1].classList.add("sb-after"); else others[to - 1].classList.add("sb-before");
    };
    const end = (done) => {
      for (const [name, listener] of [["pointermove", over], ["pointerup", end], ["pointercancel", end], ["keydown", key]])
        document.removeEventListener(name, listener);
      clean();
      item.classList.remove("sb-dragged");
      document.documentElement.classList.remove("sb-dragging");
      if (done.type === "pointerup") move(from, to);
    };
    const key = (pressed) => { if (pressed.key === "Escape") end(pressed); };
    item.classList.add("sb-dragged");
    document.documentElement.classList.add("sb-dragging");
    for (const [name, listener] of [["pointermove", over], ["pointerup", end], ["pointercancel", end], ["keydown", key]])
      document.addEventListener(name, listener);
  }

  // ---- what people press --------------------------------------------------------------------------------
  async function submitted(event) {
    const target = event.target;
    if (!target.matches("[data-step], [data-scene-form], [data-upload], [data-play], [data-make]")) return;
    event.preventDefault();
    if (target.matches("[data-play]")) return play(target);
    if (target.matches("[data-make]")) return make(target);
    if (target.matches("[data-scene-form]")) { root.dataset.dirty = "1"; return save(); }
    const data = new FormData(target);
    if (event.submitter?.name) data.set(event.submitter.name, event.submitter.value);
    await flush();
    const whole = target.matches("[data-auto]"); // about the whole video: the scene's form may stay as it is
    if (whole || leaves()) await step(data, { panel: !(whole && root.dataset.unsaved) });
  }

  function keyed(event) {
    const writing = event.target.matches?.("input:not([type=radio]), textarea, select");
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown") && !event.ctrlKey) {
      const item = event.target.closest?.(".sb-strip li");
      if (!item && writing) return;
      event.preventDefault();
      const from = item ? Number(item.dataset.scene) : current();
      move(from, from + (event.key === "ArrowUp" ? -1 : 1));
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !writing) {
      event.preventDefault();
      one(`[data-key="${event.shiftKey ? "redo" : "undo"}"]`)?.click();
    } else if (event.key === "Escape") {
      const menu = one("details[data-menu][open]");
      if (menu) { menu.open = false; one("summary", menu).focus(); }
    }
  }

  function clicked(event) {
    const link = event.target.closest?.("a[data-select], a[data-reload]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.button) {
      event.preventDefault();
      if (link.matches("[data-reload]")) { clearTimeout(saving); delete root.dataset.dirty; return look(current()); }
      if (link.matches("[data-drop]")) { clearTimeout(saving); clearTimeout(drawing); delete root.dataset.dirty; delete root.dataset.unsaved; }
      select(link);
    }
    for (const menu of all("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  }

  document.addEventListener("DOMContentLoaded", () => {
    root = document.getElementById("storyboard");
    if (!root) return;
    watch();
    if (!one("#sb-state")) return;
    root.classList.add("sb-js");
    root.addEventListener("submit", submitted);
    root.addEventListener("pointerdown", drag);
    root.addEventListener("input", (event) => {
      if (event.target.closest("[data-scene-form]")) {
        if (event.target.name === "kind") fields();
        typed(event.target.matches("select, [type=radio]"));
      } else if (event.target.closest("[data-auto]")) { state("typing", "Not saved yet"); if (!["template", "narrator", "music"].includes(event.target.name)) root.dataset.about = "1"; }
    });
    root.addEventListener("change", (event) => {
      if (event.target.closest("[data-upload]")) event.target.form.requestSubmit();
      else if (event.target.closest("[data-auto]")) event.target.form.requestSubmit();
      else if (event.target.closest("[data-scene-form]") && root.dataset.dirty) save();
    });
    const pictures = (work) => (event) => { if (event.target.matches?.("[data-large], .sb-still")) work(event.target); };
    root.addEventListener("error", pictures(missing), true);
    root.addEventListener("load", pictures((shown) => { shown.classList.remove("sb-broken"); if (shown.matches("[data-large]")) one(".sb-missing")?.remove(); }), true);
    document.addEventListener("keydown", keyed);
    document.addEventListener("click", clicked);
    window.addEventListener("beforeunload", (event) => { if (root.dataset.dirty || root.dataset.unsaved || root.dataset.about) event.preventDefault(); });
    reveal();
  });
})();
