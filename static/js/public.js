// Public pages: copy the secret link, print or save the page, and show refusals of the form where they are explained.
(() => {
  "use strict";

  // The buttons show only where a script can do their work.
  const start = (root) => {
    root.querySelectorAll("[data-copy], [data-print]").forEach((button) => { button.hidden = false; });
  };

  const copy = async (field) => {
    field.focus();
    field.select();
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(field.value);
    if (!document.execCommand("copy")) throw new Error("copy");
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-print]");
    if (!button) return;
    if ("print" in button.dataset) { window.print(); return; }
    // When the browser refuses, the link is selected and can be copied by hand.
    await copy(document.querySelector(button.dataset.copy)).then(
      () => window.parkservice?.say(button.dataset.copied),
      () => {},
    );
  });

  // A form that was sent before (409) or is not taken for now (429) comes back as a page with the words still in it.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (![409, 429].includes(event.detail.xhr.status)) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });

  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
})();
