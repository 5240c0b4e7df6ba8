// Brings what a form still asks for into view: the first answer that is lacking, else what was refused at the button.
// recovery/ui/theme.py gives both an animation that begins when they come.

document.addEventListener("animationstart", ({ animationName }) => {
  if (animationName !== "rd-missing") return;
  const first = document.querySelector(".rd-missing") ?? document.querySelector(".st-key-refused");
  first.scrollIntoView({ block: "center" });
});
