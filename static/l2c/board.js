// The board: a card moves at once, the server decides; refused, it comes back with the reason on the column.
(() => {
  const refusing = "wont", waiting = new Map();
  const columnsOf = board => [...board.querySelectorAll(".col")];
  // Which columns would take the card: asked when it is picked up, so that the others can be marked before the drop.
  const ask = async card => {
    const answer = await fetch(card.dataset.targets, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const open = new Set([...found.querySelectorAll("[data-to]")].filter(b => b.dataset.ok === "1").map(b => b.dataset.to));
    if (waiting.get("card") !== card) return;
    columnsOf(card.closest(".bd")).forEach(col => col.classList.toggle(refusing, !open.has(col.dataset.state) && !col.contains(card)));
  };
  const start = event => { waiting.set("card", event.item); ask(event.item); };
  const end = event => {
    const card = event.item, to = event.to.closest(".col").dataset.state;
    waiting.delete("card");
    document.querySelectorAll(`.col.${refusing}`).forEach(col => col.classList.remove(refusing));
    if (event.from === event.to) return;
    card.classList.add("sending");
    const form = card.querySelector("form.mover");
    form.elements.to.value = to;
    form.requestSubmit();
  };
  const begin = () => document.querySelectorAll("#board .cards:not([data-ready])").forEach(cards => {
    cards.dataset.ready = "1";
    window.Sortable.create(cards, { group: "opportunities", draggable: ".cd", sort: false, animation: 160, delay: 180,
      delayOnTouchOnly: true, filter: "details, details *", preventOnFilter: false, onStart: start, onEnd: end });
  });
  // Arrow keys move the focus between cards; the menu on each card is the way without a drag.
  document.addEventListener("keydown", event => {
    const card = event.target.closest?.("#board .cd");
    if (!card || event.isComposing || !event.target.matches("a.nm")) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...card.parentElement.querySelectorAll(".cd")], next = all[all.indexOf(card) + step];
    if (next) { event.preventDefault(); next.querySelector("a.nm").focus(); }
  });
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:after:swap", begin);
  document.addEventListener("htmx:afterSwap", begin);
  if (document.readyState !== "loading") begin();
})();
