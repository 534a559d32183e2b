/* The form of a template: draws its sample scenes anew while it is filled in. Nothing is stored until Save.
   One round of pictures at a time; a change meanwhile starts one more round. Depends on nothing. */
"use strict";
(() => {
  const WAIT = 250; // milliseconds of quiet before pictures are drawn
  const form = document.getElementById("template-form"), place = document.querySelector(".tp-preview");
  if (!form || !place) return;
  const said = document.getElementById("tp-said"), format = document.getElementById("tp-format");
  let timer, busy = false, again = false;

  async function draw(image) {
    const body = new FormData(form);
    body.delete("logo");
    body.set("format", format.value);
    const answer = await fetch(place.dataset.url.replace(/0\/$/, `${image.dataset.sample}/`), { method: "POST", body });
    if (!answer.ok) throw new Error(answer.status === 422 ? await answer.text() : "The preview could not be drawn.");
    const old = image.src;
    image.src = URL.createObjectURL(await answer.blob());
    if (old.startsWith("blob:")) URL.revokeObjectURL(old);
  }

  async function round() {
    if (busy) { again = true; return; }
    busy = true;
    place.classList.add("tp-busy");
    try {
      for (const image of place.querySelectorAll("img[data-sample]")) { if (again) break; await draw(image); }
      said.textContent = "";
    } catch (error) { said.textContent = error.message; }
    busy = false;
    place.classList.remove("tp-busy");
    if (again) { again = false; round(); }
  }

  const soon = () => { clearTimeout(timer); timer = setTimeout(round, WAIT); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  format.addEventListener("change", soon);
})();
