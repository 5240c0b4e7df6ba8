// Prints the card with a personal link: recovery/ui/components/people/link_card.py has the button, recovery/ui/theme.py
// lets nothing but the card out.

document.addEventListener("click", (event) => {
  if (event.target.closest?.(".rd-print")) window.print();
});
