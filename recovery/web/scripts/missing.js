// Brings what a form still asks for into view: the first answer that is lacking, else what was refused at the button.
// recovery/ui/theme.py gives both an animation that begins when they come. Only that button may move the page: an
// answer taken back leaves one lacking too, and nothing moves from under a finger.

let asked = false;

document.addEventListener("click", ({ target }) => (asked = Boolean(target.closest?.(".st-key-review_report"))), true);

document.addEventListener("animationstart", ({ animationName }) => {
  if (animationName !== "rd-missing" || !asked) return;
  const first = document.querySelector(".rd-missing") ?? document.querySelector(".st-key-refused");
  first.scrollIntoView({ block: "center" });
});
