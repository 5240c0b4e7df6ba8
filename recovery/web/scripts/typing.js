// Hands a note over to the server while it is typed, so that no reload and no phone that drops the tab loses it.
// Streamlit (1.67) takes a field's text when it is left, or at Ctrl and Enter, and offers nothing in between.
//
// A tap leaves the field and follows a link in one moment. Streamlit then asks for the other page first and hands the
// text over for the page of before, which undoes the first: such a tap waits until the text has arrived.

const NOTES = '.st-key-note textarea, [class*="st-key-note_"] textarea'; // those with a place to be kept in
const TYPED = "textarea, input:not([type=checkbox], [type=radio])"; // what is tapped is handed over at once
const PAUSE_MS = 500; // without a key; each handing over is a run of the page
const TAKEN_MS = 300; // by then the server has begun to run, or never will
const RUN_MS = 5_000; // the longest that a tap waits

let owing = null; // the field whose text the server may not have yet
let timer = 0;

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.(TYPED)) return;
  owing = target;
  clearTimeout(timer);
  if (target.matches(NOTES)) timer = setTimeout(handOver, PAUSE_MS);
});

document.addEventListener("focusout", taken);
document.addEventListener("visibilitychange", handOver);

document.addEventListener("click", follow, true); // before Streamlit hears of it

function handOver() {
  if (!owing?.matches(NOTES)) return;
  owing.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
  taken();
}

function taken() {
  clearTimeout(timer);
  timer = setTimeout(() => (owing = null), TAKEN_MS);
}

async function follow(event) {
  const link = event.target.closest?.('[data-testid="stPageLink-NavLink"]');
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey; // in a tab of its own
  if (!link || !owing || elsewhere || !event.isTrusted) return;
  event.preventDefault();
  event.stopPropagation();
  handOver();
  await until(isRunning, TAKEN_MS);
  await until(() => !isRunning(), RUN_MS);
  link.click();
}

function isRunning() {
  return document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState !== "notRunning";
}

async function until(holds, atMost) {
  const end = performance.now() + atMost;
  while (!holds() && performance.now() < end) await new Promise((done) => setTimeout(done, 20));
}
