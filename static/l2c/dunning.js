// The dunning board: a card dragged to the column after its own asks for the reason in its own form.
(() => {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  let held = null;
  const column = (event) => event.target.closest("[data-column]");
  board.addEventListener("dragstart", (event) => {
    held = event.target.closest("[data-card]");
    if (held) event.dataTransfer.effectAllowed = "move";
  });
  board.addEventListener("dragend", () => {
    board.querySelectorAll(".over").forEach((one) => one.classList.remove("over"));
    held = null;
  });
  board.addEventListener("dragover", (event) => {
    const over = column(event);
    board.querySelectorAll(".over").forEach((one) => one !== over && one.classList.remove("over"));
    if (held && over && over.dataset.column === held.dataset.next) {
      event.preventDefault();
      over.classList.add("over");
    }
  });
  board.addEventListener("drop", (event) => {
    const over = column(event);
    if (!held || !over || over.dataset.column !== held.dataset.next) return;
    event.preventDefault();
    const menu = held.querySelector("details");
    menu.open = true;
    menu.querySelector("[name=reason]").focus();
  });
})();
