// The intake screen: shows the fields that topic, category and ending need, and who it is while they are on the line.
(() => {
  "use strict";
  const form = document.querySelector("[data-contact]");
  if (!form) return;
  const caller = document.getElementById("caller");
  const value = (name) => new FormData(form).get(name) || "";
  const named = (words, word) => words.split(" ").includes(word);

  // an answer with a mistake stays in sight
  const show = (part, wanted) => { part.hidden = !wanted && !part.querySelector("[aria-invalid=true]"); };

  const sort = () => {
    const topic = value("topic");
    const kind = named("complaint suggestion", topic) ? topic : "other";
    form.querySelectorAll("[data-for]").forEach((part) => show(part, named(part.dataset.for, kind)));
    form.querySelectorAll("[data-ending]").forEach((part) => show(part, named(part.dataset.ending, value("outcome"))));
    form.querySelectorAll("[data-category]").forEach((part) => show(part, part.dataset.category === value("category")));
  };

  let waiting = 0;
  let asked = 0;
  const look = () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const turn = ++asked;
      const query = new URLSearchParams({ phone: value("phone"), unit: value("unit") });
      const answer = await fetch(`${caller.dataset.url}?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (answer?.ok && turn === asked) caller.innerHTML = await answer.text();
    }, 300);
  };

  // on a narrow screen the answer stands under the question
  const place = form.querySelector("[data-caller-place]");
  const home = caller.parentElement;
  const narrow = matchMedia("(max-width: 74.99em)");
  const settle = () => {
    (narrow.matches ? place : home).append(caller);
    home.hidden = narrow.matches;
  };
  narrow.addEventListener("change", settle);
  settle();

  const fill = (name, text) => { if (text) form.elements[name].value = text; };

  form.addEventListener("input", sort); // also when a draft comes back
  form.addEventListener("change", sort);
  ["phone", "unit"].forEach((name) => {
    form.elements[name].addEventListener("input", look);
    form.elements[name].addEventListener("change", look);
  });
  caller.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill-name]");
    if (!button) return;
    fill("name", button.dataset.fillName);
    form.elements.title.value = button.dataset.fillTitle || "";
    if (!value("unit")) fill("unit", button.dataset.fillUnit);
    form.elements.content.focus();
  });
  sort();
})();
