// Saves a chart as it is shown, as PNG or SVG. The file is made in this browser; nothing is sent anywhere.
// The words around the chart come from the row of buttons below it: recovery/ui/components/pictures.py.

const SVG = "http://www.w3.org/2000/svg";
const TYPES = { svg: "image/svg+xml", png: "image/png" };
const FONT = '"Source Sans", sans-serif';
const SCALE = 2; // pixels of a PNG for one of the page: sharp on slides and in print
const PAD = 16;
const TITLE = { size: 16, weight: 600 };
const NOTE = { size: 12, weight: 400 };
const LINE = 1.4; // line height, of the letters' size
const NOT_PICTURED = ".hoverlayer, .zoomlayer, .modebar-container, script, foreignObject";

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.(".rd-picture button");
  if (!button) return;
  const row = button.closest(".rd-picture");
  const says = row.querySelector("[role=status]");
  try {
    const name = await save(row.dataset, button.value);
    says.textContent = `${name} is saved.`;
  } catch (error) {
    says.textContent = "This picture could not be made. Wait until the chart stands, and try again.";
  }
});

document.documentElement.classList.add("rd-pictures"); // the buttons show themselves now that they do something

async function save({ chart, title, note, file }, kind) {
  const plot = document.querySelector(`.st-key-${CSS.escape(chart)} .js-plotly-plot`);
  const source = document.querySelector(".rd-source")?.dataset;
  const drawn = composed(plot, { title, notes: [note, source?.by].filter(Boolean), font: await fontFace() });
  const blob = kind === "svg" ? drawn.blob : await asPng(drawn);
  const name = `${file}${source ? `-${source.day}` : ""}.${kind}`;
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // Safari still reads it after the click
  return name;
}

// One SVG of its own: the layers of the chart on the page's background, a title above and the notes below.
function composed(plot, { title, notes, font }) {
  const layers = [...plot.querySelectorAll(".main-svg")];
  const [width, height] = ["width", "height"].map((side) => Number(layers[0].getAttribute(side)));
  const colours = coloursAround(plot);
  const above = wrapped(title, width - 2 * PAD, TITLE);
  const below = notes.flatMap((note) => wrapped(note, width - 2 * PAD, NOTE));
  const top = above.length ? PAD / 2 + above.length * TITLE.size * LINE + PAD / 2 : 0;
  const total = Math.ceil(top + height + below.length * NOTE.size * LINE + PAD);
  const size = { width, height: total };
  const whole = element("svg", { xmlns: SVG, ...size, viewBox: `0 0 ${width} ${total}`, role: "img" });
  whole.append(element("title", {}, title), element("style", {}, font));
  whole.append(element("rect", { ...size, fill: colours.background }));
  whole.append(...lines(above, PAD / 2, TITLE, colours.ink));
  for (const layer of layers) whole.append(copied(layer, top));
  whole.append(...lines(below, top + height, NOTE, colours.ink));
  return { ...size, blob: new Blob([new XMLSerializer().serializeToString(whole)], { type: TYPES.svg }) };
}

function copied(layer, top) {
  const copy = layer.cloneNode(true);
  for (const part of copy.querySelectorAll(NOT_PICTURED)) part.remove();
  // Plotly's lines keep their width when a screen zooms; in a file they shall grow with all else.
  for (const line of copy.querySelectorAll("[style*=vector-effect]")) line.style.vectorEffect = "none";
  copy.setAttribute("y", top);
  return copy;
}

function lines(texts, top, { size, weight }, fill) {
  const shared = { x: PAD, fill, "font-family": FONT, "font-size": size, "font-weight": weight };
  return texts.map((text, at) => element("text", { ...shared, y: top + size * (LINE * at + 1.1) }, text));
}

function wrapped(text, width, { size, weight }) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${size}px ${FONT}`;
  const found = [];
  for (const word of (text ?? "").split(/\s+/).filter(Boolean)) {
    const longer = found.length ? `${found.at(-1)} ${word}` : word;
    if (found.length && pen.measureText(longer).width <= width) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}

async function asPng({ width, height, blob }) {
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: width * SCALE, height: height * SCALE });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((done) => canvas.toBlob(done, TYPES.png));
}

// The page's own font goes along, since a picture may load nothing; without it the reader's own sans-serif stands in.
async function fontFace() {
  const link = document.querySelector('link[rel="preload"][as="font"]');
  const answer = link && (await fetch(link.href));
  if (!answer?.ok) return "";
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const source = `url(data:font/woff2;base64,${btoa(letters)}) format("woff2")`;
  return `@font-face { font-family: "Source Sans"; font-weight: 200 900; src: ${source}; }`;
}

function coloursAround(plot) {
  const ink = getComputedStyle(plot).color;
  for (let around = plot; around; around = around.parentElement) {
    const background = getComputedStyle(around).backgroundColor;
    if (!/^(transparent|rgba\(.*, 0\))$/.test(background)) return { ink, background };
  }
  return { ink, background: "#fff" };
}

function element(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}
