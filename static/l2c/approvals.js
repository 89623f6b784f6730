// The vote's button repeats the choice, so that nobody sends what they did not mean.
(() => {
  const say = () => {
    const chosen = document.querySelector("#ballot [data-vote]:checked"), says = document.querySelector(".vote [data-says]");
    if (chosen && says) says.textContent = says.dataset.choice.replace("{choice}", chosen.dataset.word);
  };
  addEventListener("change", event => { if (event.target.matches("[data-vote]")) say(); });
  document.addEventListener("htmx:after:swap", say);
  say();
})();
