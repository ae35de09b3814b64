// The page after sending: copy the secret link, print or save the page. The buttons show only where they work.
(() => {
  "use strict";

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-copy], [data-print]").forEach((button) => { button.hidden = false; });
    document.getElementById("link")?.addEventListener("focus", (event) => event.target.select());
  });

  const copy = async (field) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(field.value);
    field.focus();
    field.select();
    if (!document.execCommand("copy")) throw new Error("copy");
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-print]");
    if (!button) return;
    if ("print" in button.dataset) { window.print(); return; }
    await copy(document.querySelector(button.dataset.copy)).then(
      () => window.parkservice?.say(button.dataset.copied),
      () => document.querySelector(button.dataset.copy).select(),
    );
  });
})();
