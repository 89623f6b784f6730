// A customer's page behind a private link: how many lines have an answer, and that a person has looked at it.
(() => {
  const form = document.getElementById("answers");
  if (form) {
    const lines = [...form.querySelectorAll("[data-line]")];
    const chosen = document.getElementById("chosen");
    const bar = form.querySelector(".pt-prog .bar i");
    const left = form.querySelector(".pt-left");
    const words = (n) => (n === 1 ? left.dataset.one : left.dataset.many.replace("{n}", n));
    // What is not answered yet, by currency, in the order of the lines.
    const sums = (open) => {
      const found = new Map();
      for (const { dataset } of open) {
        const one = found.get(dataset.sign) || { sum: 0, digits: Number(dataset.digits) };
        one.sum += Math.round(Number(dataset.amount) * 10 ** one.digits);
        found.set(dataset.sign, one);
      }
      return [...found].map(([sign, { sum, digits }]) => sign + (sum / 10 ** digits).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
    };
    const answered = (line) => line.hasAttribute("data-answered") || line.querySelector('input[type="radio"]:checked');
    const count = () => {
      if (!chosen) return;
      const open = lines.filter((line) => !answered(line));
      chosen.textContent = lines.length - open.length;
      if (bar) bar.className = bar.className.replace(/\bw\d+\b/, `w${Math.round(((lines.length - open.length) / lines.length) * 100)}`);
      left.textContent = open.length ? [words(open.length), ...sums(open)].join(" · ") : left.dataset.none;
    };
    form.addEventListener("change", count);
    form.addEventListener("submit", (event) => {
      // Two quick taps are one answer; the server holds the same.
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    });
    window.addEventListener("pageshow", () => delete form.dataset.sent);
    count();
  }
  const told = document.querySelector("#wrong, #done");
  if (told) told.focus();
  const seen = document.getElementById("seen");
  // Mail scanners open links and run no script, or none for long.
  if (seen) setTimeout(() => {
    if (document.visibilityState === "visible") fetch(seen.getAttribute("action"), { method: "POST", body: new FormData(seen), credentials: "omit" });
  }, 1500);
})();
