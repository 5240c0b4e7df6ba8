// Draws the page again when the device turns dark or light while it is open: charts and keys have their ink from the
// server (recovery/ui/theme.py), which hears of the theme with each run. Streamlit runs the page again at the key "r".

const SETTLES_MS = 250; // Streamlit itself has changed its theme by then, and tells the new one

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  setTimeout(() => {
    for (const type of ["keydown", "keyup"]) {
      document.dispatchEvent(new KeyboardEvent(type, { key: "r", code: "KeyR", bubbles: true }));
    }
  }, SETTLES_MS);
});
