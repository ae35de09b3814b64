// The intake screen: shows the fields that the topic and the ending need, and who is calling while they are on the line.
(() => {
  "use strict";
  const form = document.querySelector("[data-contact]");
  if (!form) return;
  const value = (name) => new FormData(form).get(name) || "";
  const show = (element, visible) => { element.hidden = !visible; };
  const sort = () => {
    const topic = value("topic");
    form.querySelectorAll("[data-for]").forEach((part) => {
      const mine = part.dataset.for === "complaint" ? topic === "complaint" : !["complaint", "suggestion"].includes(topic);
      show(part, mine);
    });
    form.querySelectorAll("[data-ending]").forEach((part) => {
      show(part, part.dataset.ending.split(" ").includes(value("outcome")));
    });
  };
  const caller = document.getElementById("caller");
  let waiting;
  const look = () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const query = new URLSearchParams({ phone: value("phone"), unit: value("unit") });
      const answer = await fetch(`${caller.dataset.url}?${query}`, { headers: { "HX-Request": "true" } });
      if (answer.ok) caller.innerHTML = await answer.text();
    }, 300);
  };
  form.addEventListener("change", sort);
  ["phone", "unit"].forEach((name) => {
    form.elements[name].addEventListener("input", look);
    form.elements[name].addEventListener("change", look);
  });
  caller.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill-name]");
    if (!button) return;
    form.elements.name.value = button.dataset.fillName;
    form.elements.title.value = button.dataset.fillTitle || "";
    form.elements.content.focus();
  });
  sort();
})();
