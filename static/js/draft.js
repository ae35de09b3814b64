// Forms marked data-draft survive a dead spot: what is typed is kept on the device until the server has it, and is sent
// again with the same form id when the connection is back, so that nothing is counted twice.
(() => {
  "use strict";

  const DAY = 24 * 3600 * 1000;
  const SKIP = /^(csrfmiddlewaretoken|password.*|next)$/;
  const words = () => document.body.dataset;
  const owner = () => words().person || "visitor";
  const prefix = () => `draft:${owner()}:`;
  const key = (form) => `${prefix()}${location.pathname}:${form.dataset.draft || "form"}`;

  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const forget = (name) => { try { localStorage.removeItem(name); } catch { /* the browser keeps nothing, so be it */ } };
  const write = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); return true; } catch { return false; } };

  const fields = (form) => [...form.elements].filter((field) =>
    field.name && field.type !== "file" && field.type !== "password" && !field.disabled && !SKIP.test(field.name));

  const take = (form) => fields(form)
    .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
    .map((field) => [field.name, field.value]);

  const put = (form, pairs) => fields(form).forEach((field) => {
    const values = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  });

  const note = (form, text, button) => {
    let place = form.querySelector("[data-draft-note]");
    if (!place) {
      const buttons = form.querySelector("button[type=submit]")?.closest(".row-flex");
      place = document.createElement("span");
      place.className = buttons ? "meta push" : "meta d-block mt-2";
      place.dataset.draftNote = "";
      place.setAttribute("role", "status");
      (buttons || form).append(place);
    }
    place.replaceChildren(text, ...(button ? [" ", button] : []));
  };

  const restore = (form) => {
    const kept = read(key(form));
    if (!kept || Date.now() - kept.at > DAY) { forget(key(form)); return; }
    const id = form.elements.form_id;
    if (id && kept.pairs.some(([name, value]) => name === "form_id" && value === id.value)) return; // came back with mistakes
    put(form, kept.pairs);
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "ps-plain";
    discard.textContent = words().draftDiscard;
    discard.addEventListener("click", () => { forget(key(form)); location.reload(); });
    note(form, words().draftRestored, discard);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const keep = (form) => {
    const at = new Date();
    if (!write(key(form), { at: at.getTime(), pairs: take(form) })) return;
    note(form, `${words().draftSaved} ${at.toTimeString().slice(0, 5)}`);
  };

  const wire = (form) => {
    if (form.dataset.drafting) return;
    form.dataset.drafting = "yes";
    restore(form);
    let timer = 0;
    form.addEventListener("input", (event) => {
      if (event.target === form) return;
      clearTimeout(timer);
      timer = setTimeout(() => keep(form), 600);
    });
    form.addEventListener("submit", () => { clearTimeout(timer); keep(form); });
    window.addEventListener("online", () => {
      if (!form.dataset.waiting || !form.isConnected) return;
      delete form.dataset.waiting;
      form.requestSubmit();
    });
  };

  // Through htmx the page learns whether the server has the form; without it the browser sends the form as always.
  const boost = (form) => {
    if (!window.htmx || form.hasAttribute("hx-boost") || (form.getAttribute("method") || "").toLowerCase() !== "post") return;
    form.setAttribute("hx-boost", "true");
    form.setAttribute("hx-sync", "this:drop");
    window.htmx.process(form);
  };

  const start = (root) => {
    const found = root.matches?.("form") ? [root] : [...root.querySelectorAll("form")];
    found.filter((form) => "draft" in form.dataset).forEach(wire);
    found.filter((form) => "draft" in form.dataset || form.querySelector("[data-photos]")).forEach(boost);
  };

  // The form of a request; by the end of it the page may show another one.
  const sender = (event) => {
    const form = event.detail.requestConfig?.elt || event.detail.elt;
    return form?.matches?.("form[data-draft]") ? form : null;
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = sender(event);
    if (form) form.dataset.draftKey = key(form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = sender(event);
    if (form && event.detail.successful) forget(form.dataset.draftKey);
  });
  document.addEventListener("htmx:sendError", (event) => {
    const form = sender(event);
    if (form) form.dataset.waiting = "yes";
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-signout]")) return;
    Object.keys(localStorage).filter((name) => name.startsWith(prefix())).forEach(forget);
  });
  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
})();
