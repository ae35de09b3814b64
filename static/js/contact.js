// The intake screen: shows the fields that topic, category and ending need, and who it is while they are on the line.
(() => {
  "use strict";
  const named = (words, word) => words.split(" ").includes(word);
  // an answer with a mistake stays in sight
  const show = (part, wanted) => { part.hidden = !wanted && !part.querySelector("[aria-invalid=true]"); };

  const wire = (form) => {
    const value = (name) => new FormData(form).get(name) || "";
    const parts = (name) => form.querySelectorAll(`[data-${name}]`);
    const sort = () => {
      const topic = value("topic");
      const kind = named("complaint suggestion", topic) ? topic : "other";
      parts("for").forEach((part) => show(part, named(part.dataset.for, kind)));
      parts("ending").forEach((part) => show(part, named(part.dataset.ending, value("outcome"))));
      parts("category").forEach((part) => show(part, part.dataset.category === value("category")));
      parts("topic").forEach((part) => show(part, part.dataset.topic === topic));
      document.querySelectorAll("[data-channel]").forEach((part) => show(part, named(part.dataset.channel, value("channel"))));
    };
    form.addEventListener("input", sort); // also when a draft comes back
    form.addEventListener("change", sort);
    sort();
    watch(form, value, document.getElementById("caller"));
    document.getElementById("answers").addEventListener("click", (event) => {
      const button = event.target.closest("[data-fill-answer]");
      if (!button) return;
      const answered = form.querySelector("[name=outcome][value=answered]");
      if (answered) answered.checked = true;
      form.elements.answer.value = button.dataset.fillAnswer;
      sort();
      form.elements.answer.focus();
    });
  };

  // Who is calling: asked for while phone and unit are typed; one click takes a person over.
  const watch = (form, value, caller) => {
    let waiting = 0;
    let asked = 0;
    const ask = async () => {
      const turn = ++asked;
      const body = new URLSearchParams({ phone: value("phone"), unit: value("unit"), csrfmiddlewaretoken: value("csrfmiddlewaretoken") });
      const answer = await fetch(caller.dataset.url, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
      if (answer?.ok && turn === asked) caller.innerHTML = await answer.text();
    };
    const look = () => { clearTimeout(waiting); waiting = setTimeout(ask, 300); };
    ["phone", "unit"].forEach((name) => ["input", "change"].forEach((kind) => form.elements[name].addEventListener(kind, look)));

    const fill = (name, text) => { if (text) form.elements[name].value = text; };
    caller.addEventListener("click", (event) => {
      const button = event.target.closest("[data-fill-name]");
      if (!button) return;
      fill("name", button.dataset.fillName);
      form.elements.title.value = button.dataset.fillTitle || "";
      if (!value("unit")) fill("unit", button.dataset.fillUnit);
      form.elements.content.focus();
    });
    settle(caller, form.querySelector("[data-caller-place]"));
  };

  // on a narrow screen the answer stands under the question
  const settle = (caller, place) => {
    const home = caller.parentElement;
    const narrow = matchMedia("(max-width: 74.99em)");
    const move = () => {
      (narrow.matches ? place : home).append(caller);
      home.hidden = narrow.matches;
    };
    narrow.addEventListener("change", move);
    move();
  };

  const start = () => {
    const form = document.querySelector("form[data-contact]:not([data-wired])");
    if (!form) return;
    form.dataset.wired = "yes";
    wire(form);
  };
  document.addEventListener("htmx:load", start); // the form comes back through htmx when it has mistakes
  start();
})();
