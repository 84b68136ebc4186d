/* Small things of the page: elements, pictures, sentences with values, the data of the server. */

let iconsUrl = "";

/** The data that the server wrote into the page, or null when the page carries none. */
export function readData(id) {
  const block = document.getElementById(id);
  if (!block) return null;
  const data = JSON.parse(block.dataset.json);
  iconsUrl = data.iconsUrl;
  return data;
}

/** An element with attributes (null ones are left out) and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A picture of icons.svg, for the eye alone. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${iconsUrl}#${name}`);
  svg.append(use);
  return svg;
}

/** A sentence of the catalogue, "%(name)s", with its values. */
export function fill(sentence, values = {}) {
  return sentence.replace(/%\((\w+)\)[sd]/g, (whole, name) => String(values[name] ?? ""));
}

/** An address pattern of the server with its ids: "/lessons/LESSON/..." */
export function address(pattern, ids) {
  return pattern.replace(/LESSON|STUDENT|WORK|RESULT|ACT/g, (name) => ids[name.toLowerCase()]);
}

/** Put a floating box next to an element: below it, or above where there is no room. */
export function placeBeside(box, anchor) {
  const gap = 4;
  const around = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.min(around.left, window.innerWidth - width - gap);
  const below = around.bottom + gap;
  const above = around.top - height - gap;
  const fits = below + height <= window.innerHeight;
  box.style.left = `${Math.max(gap, left)}px`;
  box.style.top = `${fits || above < gap ? Math.max(gap, Math.min(below, window.innerHeight - height - gap)) : above}px`;
}
