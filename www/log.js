// The log: one item per message or event, newest first, at most 500.
// Newest first, so that what just happened is on top and needs no scrolling.

import { clock } from "./format.js";

const LIMIT = 500;
const KINDS = { in: "received", out: "sent by this page", event: "event" };
const ARROWS = { in: "↓", out: "↑", event: "•" };

export class Log {
  #list;

  constructor(list) {
    this.#list = list;
  }

  /** Adds an item of kind "in", "out" or "event"; `tone` colours an event by the state it brought. */
  add(kind, text, tone = "") {
    const now = new Date();
    const item = document.createElement("li");
    item.dataset.kind = kind;
    if (tone) item.dataset.tone = tone;

    const time = part("time", "time", clock(now));
    time.dateTime = now.toISOString();
    const arrow = part("span", "arrow", ARROWS[kind]);
    arrow.setAttribute("role", "img");
    arrow.setAttribute("aria-label", KINDS[kind]);
    item.append(time, arrow, part("span", "text", text));

    this.#list.prepend(item);
    while (this.#list.children.length > LIMIT) this.#list.lastElementChild.remove();
    return new Entry(item);
  }

  clear() {
    this.#list.replaceChildren();
  }
}

class Entry {
  #item;

  constructor(item) {
    this.#item = item;
  }

  /** Says what became of an outgoing message: "queued", "sent", "dropped" or "discarded". */
  mark(status, reason = "") {
    const before = this.#item.dataset.status;
    if (before === "queued" && status === "sent") this.#item.dataset.waited = "";
    this.#item.dataset.status = status;
    const words = reason ? `${status}: ${reason}` : status;
    const badge = this.#item.querySelector(".status");
    if (badge) badge.textContent = words;
    else this.#item.append(part("span", "status", words));
  }
}

function part(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}
