// Bytes waiting over the last minute: the queue, and `bufferedAmount` around it.

import { size } from "./format.js";
import { fit, place, shape, SPAN } from "./svg.js";

export class Chart {
  #svg;
  #peakLabel;
  #samples = [];
  #high = { queue: 0, buffered: 0 };

  constructor(svg, peakLabel) {
    this.#svg = svg;
    this.#peakLabel = peakLabel;
  }

  /** Notes a value between two samples, so that a short peak is not lost. */
  note(queue, buffered) {
    this.#high = { queue: Math.max(this.#high.queue, queue), buffered: Math.max(this.#high.buffered, buffered) };
  }

  /** Takes a sample and draws. */
  tick(queue, buffered) {
    const now = performance.now();
    this.note(queue, buffered);
    this.#samples.push({ time: now, ...this.#high });
    this.#high = { queue, buffered };
    // One sample beyond the edge is kept, so that the line reaches it.
    while (this.#samples.length > 1 && this.#samples[1].time < now - SPAN) this.#samples.shift();
    this.#draw(now);
  }

  #draw(now) {
    const { width, height } = fit(this.#svg);
    const x = place(width, now);
    const peak = Math.max(0, ...this.#samples.map((s) => s.buffered), ...this.#samples.map((s) => s.queue));
    const top = Math.max(1024, peak) * 1.15;
    const y = (bytes) => height - 1 - (height - 2) * (bytes / top);

    const drawn = [0.25, 0.5, 0.75].map((part) => shape("line", { class: "grid", x1: width * part, x2: width * part, y1: 0, y2: height }));
    for (const name of ["buffered", "queue"]) {
      const points = this.#samples.map((s) => `${x(s.time).toFixed(1)},${y(s[name]).toFixed(1)}`);
      const first = x(this.#samples[0].time).toFixed(1);
      drawn.push(shape("polygon", { class: `area ${name}`, points: `${first},${height} ${points.join(" ")} ${width},${height}` }));
      drawn.push(shape("polyline", { class: `line ${name}`, points: points.join(" ") }));
    }
    drawn.push(shape("line", { class: "base", x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5 }));
    this.#svg.replaceChildren(...drawn);

    const words = peak === 0 ? "nothing waited" : `peak ${size(peak)}`;
    if (this.#peakLabel.textContent !== words) this.#peakLabel.textContent = words;
    this.#svg.setAttribute("aria-label", `Bytes waiting in the last minute: ${words}`);
  }
}
