// The courtesy check beside a text: asks the server while typing; one click puts a mend or a phrase into the text.
(() => {
  "use strict";

  const PAUSE = 500;

  const wire = (box) => {
    const text = document.getElementById(box.dataset.for);
    if (!text || !box.dataset.courtesy || box.dataset.wired) return;
    box.dataset.wired = "yes";
    let timer = 0;
    let turn = 0;

    const ask = async () => {
      const mine = ++turn;
      const body = new FormData(text.form || undefined);
      body.set("text", text.value);
      const answer = await fetch(box.dataset.courtesy, {
        method: "POST",
        body,
        headers: { ...JSON.parse(document.body.getAttribute("hx-headers") || "{}"), "HX-Request": "true" },
      }).catch(() => null);
      if (!answer?.ok || mine !== turn) return;
      box.innerHTML = await answer.text();
      box.hidden = false;
    };

    const soon = () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); };
    (text.form || text).addEventListener("input", soon);
    (text.form || text).addEventListener("change", soon);
    box.addEventListener("click", (event) => {
      const mend = event.target.closest("[data-mend]");
      if (!mend) return;
      text.value = mend.dataset.mend;
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
      clearTimeout(timer);
      ask();
    });
    if (text.value) ask();
  };

  // A text without a place for hints beside it gets one below.
  const place = (text) => {
    if (text.dataset.placed) return;
    text.dataset.placed = "yes";
    const box = document.createElement("div");
    box.className = "ps-hints";
    box.dataset.courtesy = text.dataset.check;
    box.dataset.for = text.id;
    box.setAttribute("aria-live", "polite");
    box.hidden = true;
    text.after(box);
  };

  document.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-insert]");
    const text = phrase && document.getElementById(phrase.dataset.for);
    if (!text) return;
    text.setRangeText(phrase.dataset.insert, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });

  const start = (root) => {
    root.querySelectorAll("textarea[data-check]").forEach(place);
    root.querySelectorAll("[data-courtesy]").forEach(wire);
  };

  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
})();
