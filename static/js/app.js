// Keys, menus, toasts, the "are you sure" dialog and the small habits of forms. Pages work without it.
(() => {
  "use strict";

  const typing = (node) => node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));

  // ---- keys: "/" search, "n" quick record, then the letter of a line; Escape closes what is open
  const openMenus = () => [...document.querySelectorAll("details.ps-menu[open]")];

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      openMenus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
      return;
    }
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = document.querySelector(`details[open] [data-menu-key="${CSS.escape(event.key.toLowerCase())}"]`);
    const target = chosen || document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.tagName === "DETAILS") { target.open = true; target.querySelector("a")?.focus(); }
    else if (target.tagName === "INPUT") { target.focus(); target.select(); }
    else target.click();
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.ps-menu[open]");
    if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const lines = [...menu.querySelectorAll("ul a, ul button")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    event.preventDefault();
    lines[(lines.indexOf(document.activeElement) + step + lines.length) % lines.length]?.focus();
  });

  document.addEventListener("click", (event) => {
    openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const close = event.target.closest("[data-close]");
    if (close) close.closest("[data-toast]").remove();
  });

  // ---- toasts: leave after a while, stay while somebody reads them
  const fade = (toast) => setTimeout(() => (toast.matches(":hover, :focus-within") ? fade(toast) : toast.remove()), 6000);

  const say = (text, tone) => {
    if (!text) return;
    const toast = document.createElement("div");
    toast.className = "toast show ps-toast p-3";
    toast.dataset.toast = "";
    toast.setAttribute("role", tone === "miss" ? "alert" : "status");
    toast.textContent = text;
    document.body.append(toast);
    fade(toast);
  };
  window.parkservice = { say };

  // ---- forms: one sending per click, a question before what cannot be undone
  const dialog = document.getElementById("confirm");

  const ask = (source) => new Promise((resolve) => {
    const part = (name) => dialog.querySelector(`[data-${name}]`);
    part("title").textContent = source.dataset.confirmTitle || part("title").dataset.default;
    part("text").textContent = source.dataset.confirm;
    part("yes").textContent = source.dataset.confirmYes || source.textContent.trim();
    const done = (answer) => () => { dialog.close(); resolve(answer); };
    part("yes").onclick = done(true);
    part("no").onclick = done(false);
    dialog.oncancel = () => resolve(false);
    dialog.showModal();
  });

  if (dialog) {
    const title = dialog.querySelector("[data-title]");
    title.dataset.default = title.textContent;
    document.addEventListener("click", async (event) => {
      const source = event.target.closest("button[data-confirm], a[data-confirm]");
      if (!source || source.dataset.confirmed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!await ask(source)) return;
      source.dataset.confirmed = "yes";
      source.click();
      delete source.dataset.confirmed;
    }, true);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || (form.getAttribute("method") || "").toLowerCase() !== "post") return;
    if (form.hasAttribute("target")) return; // the answer opens elsewhere, so this page stays and may send again
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });

  // coming back with the browser's button: the page is alive again
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; form.removeAttribute("aria-busy"); });
  });

  // a part of a form that only some answers need (data-when="kind=defer"); one with a mistake stays in sight
  const sort = (root) => root.querySelectorAll("[data-when]").forEach((part) => {
    const [name, words] = part.dataset.when.split("=");
    const said = new FormData(part.closest("form")).get(name) || "";
    part.hidden = !words.split(" ").includes(said) && !part.querySelector("[aria-invalid=true]");
  });

  // ---- lists: choose and see, count what is ticked, click a row to open it
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.form) sort(field.form);
    if (field.matches("select[data-autosubmit]")) field.form.requestSubmit();
    if (field.matches("[data-all]")) {
      field.closest("table").querySelectorAll("td.pick input").forEach((box) => { box.checked = field.checked; });
    }
    if (field.matches("td.pick input, [data-all]")) count(field.closest("form"));
  });

  const count = (form) => {
    if (!form) return;
    form.querySelectorAll("tbody tr").forEach((row) => {
      const box = row.querySelector("td.pick input");
      if (box) row.setAttribute("aria-selected", box.checked);
    });
    const place = form.querySelector("[data-picked]");
    if (place) place.textContent = form.querySelectorAll("td.pick input:checked").length;
  };

  document.addEventListener("click", (event) => {
    const clear = event.target.closest("[data-clear]");
    if (clear) {
      clear.form.querySelectorAll("td.pick input, [data-all]").forEach((box) => { box.checked = false; });
      count(clear.form);
      return;
    }
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, summary, select") || String(getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else location.assign(row.dataset.href);
  });

  // ---- offers while typing (ui/field_picker.html); htmx is not needed for a list of lines
  const wire = (box) => {
    const input = box.querySelector("input[data-pick]");
    const list = box.querySelector("[role=listbox]");
    if (!input || box.dataset.wired) return;
    box.dataset.wired = "yes";
    let timer = 0;
    let asked = 0;
    const lines = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", open);
      if (!open) input.removeAttribute("aria-activedescendant");
    };
    const mark = (line) => {
      lines().forEach((each) => each.setAttribute("aria-selected", each === line));
      if (!line) return;
      line.id = `${list.id}_${lines().indexOf(line)}`;
      input.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    };
    const take = (line) => {
      input.value = line.dataset.text;
      show(false);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const load = async () => {
      const text = input.value.trim();
      if (!text) { show(false); return; }
      const turn = ++asked;
      const url = new URL(input.dataset.pick, location.href);
      url.searchParams.set("q", text);
      const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (!answer?.ok || turn !== asked || document.activeElement !== input) return;
      list.innerHTML = await answer.text();
      show(true);
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(load, 200); });
    input.addEventListener("blur", () => setTimeout(() => show(false), 150));
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const all = lines();
      const place = all.findIndex((line) => line.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown") { event.preventDefault(); mark(all[Math.min(place + 1, all.length - 1)]); }
      else if (event.key === "ArrowUp") { event.preventDefault(); mark(all[Math.max(place - 1, 0)]); }
      else if (event.key === "Enter" && place >= 0) { event.preventDefault(); take(all[place]); }
      else if (event.key === "Escape") { event.stopPropagation(); show(false); }
    });
    list.addEventListener("mousedown", (event) => {
      const line = event.target.closest("[role=option]:not([aria-disabled])");
      if (line) { event.preventDefault(); take(line); }
    });
  };

  const start = (root) => {
    sort(root);
    root.querySelectorAll("[data-picker]").forEach(wire);
    root.querySelectorAll("[data-toast]").forEach(fade);
    root.querySelectorAll("[data-noscript]").forEach((node) => { node.hidden = true; });
    root.querySelector("[data-focus]")?.focus();
  };

  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
  document.addEventListener("htmx:responseError", () => say(document.body.dataset.errorText, "miss"));
  document.addEventListener("htmx:sendError", () => say(document.body.dataset.offlineText, "miss"));
})();
