// The courtesy check beside a text: asks the server while typing and puts a mend into the text on one click.
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
      if (answer?.ok && mine === turn) box.innerHTML = await answer.text();
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

  const start = (root) => root.querySelectorAll("[data-courtesy]").forEach(wire);

  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
})();
