// The connection over the last minute: one bar per stretch of one state.

import { count, seconds } from "./format.js";
import { fit, place, shape, SPAN } from "./svg.js";

export function drawTimeline(svg, stretches) {
  const now = performance.now();
  const { width, height } = fit(svg);
  const x = place(width, now);
  const shown = stretches.filter(({ to }) => to === null || to > now - SPAN);

  svg.replaceChildren(...shown.map(({ state, attempt, from, to }) => {
    const end = to ?? now;
    const left = x(from);
    // A connection to a near server takes milliseconds; it must be seen all the same.
    const wide = Math.max(x(end) - left, 2);
    const bar = shape("g", { class: `bar ${state}` });
    const thin = state === "open" || state === "connecting" ? 0 : height * 0.3;
    bar.append(
      shape("title", {}, `${state === "waiting" ? "waiting after attempt" : `${state}, attempt`} ${attempt}, ${seconds(end - from)}`),
      shape("rect", { x: Math.min(left, width - wide), y: thin + 0.5, width: wide, height: height - 2 * thin - 1, rx: Math.min(3, wide / 2) }),
    );
    const label = `#${attempt}`;
    if (state === "open" && wide > 10 + 8 * label.length) bar.append(shape("text", { x: left + 6, y: height / 2 + 4 }, label));
    return bar;
  }));

  const open = shown.reduce((sum, s) => sum + (s.state === "open" ? (s.to ?? now) - Math.max(s.from, now - SPAN) : 0), 0);
  const lost = shown.filter((s) => s.state === "open" && s.to !== null).length;
  svg.setAttribute("aria-label", `Connection in the last minute: open for ${seconds(open)}, lost ${count(lost, "time")}`);
}
