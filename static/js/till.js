// The till: running sum of the ticked bills, change at once, and only the fields that the way of paying needs.
// All money is counted in whole fen. Without this script every field is there and the server computes the same.
(() => {
  "use strict";
  const PLAIN = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/;

  // "1,234.5" → 123450; null for what is no amount
  const fen = (text) => {
    const match = PLAIN.exec(text.trim());
    return match ? Number(match[1].replaceAll(",", "")) * 100 + Number((match[2] || "").padEnd(2, "0")) : null;
  };
  const plain = (sum) => `${Math.floor(sum / 100)}.${String(sum % 100).padStart(2, "0")}`;
  const yuan = (sum) => {
    const [whole, part] = plain(Math.abs(sum)).split(".");
    return `${sum < 0 ? "−" : ""}¥${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${part}`;
  };

  const wire = (till) => {
    const form = till.matches("form") ? till : till.querySelector("form");
    const boxes = [...till.querySelectorAll("[data-bills] input[name=bills]")];
    const fields = form.elements;
    const change = form.querySelector("[data-change]");
    const limit = till.dataset.limit ? Number(till.dataset.limit) * 100 : Infinity;
    const method = () => new FormData(form).get("method") || "";
    const show = (part, wanted) => { if (part) part.hidden = !wanted && !part.querySelector("[aria-invalid=true]"); };
    const due = () => (till.dataset.due ? fen(till.dataset.due) : fen(fields.amount.value));

    // sums up what is ticked, oldest first, and returns the sum
    const run = () => boxes.reduce((sum, box) => {
      const row = box.closest("tr");
      const next = box.checked ? sum + fen(box.value.split(":")[1]) : sum;
      row.setAttribute("aria-selected", box.checked);
      row.querySelector("[data-running]").textContent = box.checked ? yuan(next) : "—";
      return next;
    }, 0);

    const draw = () => {
      const asked = due();
      const given = fen(fields.given.value);
      change.textContent = asked === null || given === null ? "—" : yuan(given - asked);
      form.querySelectorAll("[data-way]").forEach((part) => show(part, part.dataset.way.split(" ").includes(method())));
      show(form.querySelector("[data-reason]"), method() === "cash" && asked !== null && asked >= limit);
      show(form.querySelector("[data-over]"), method() !== "prepayment" && asked !== null && asked > run());
    };

    boxes.forEach((box) => box.addEventListener("change", () => {
      const sum = run();
      fields.amount.value = sum ? plain(sum) : "";
      draw();
    }));
    form.addEventListener("input", draw);
    form.addEventListener("change", draw);

    document.addEventListener("keydown", (event) => {
      const place = Number(event.code.replace("Digit", ""));
      const ways = [...form.querySelectorAll("input[name=method]")];
      if (!event.altKey || event.ctrlKey || event.metaKey || !event.code.startsWith("Digit") || !ways[place - 1]) return;
      event.preventDefault();
      ways[place - 1].checked = true;
      draw();
      (method() === "cash" ? fields.given : fields.reference).focus();
    });
    draw();
  };

  document.querySelectorAll("[data-till]").forEach(wire);
})();
