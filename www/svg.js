// The few SVG helpers that the chart and the timeline share.

export const SPAN = 60_000;

export function shape(tag, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Makes one unit one CSS pixel and returns the size. */
export function fit(svg) {
  const { clientWidth: width, clientHeight: height } = svg;
  svg.setAttribute("viewBox", `0 0 ${Math.max(1, width)} ${Math.max(1, height)}`);
  return { width, height };
}

/** The horizontal place of a moment: the last minute, now at the right edge. */
export const place = (width, now) => (time) => Math.min(width, Math.max(0, width * (1 - (now - time) / SPAN)));
