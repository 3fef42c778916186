// The events that sockline makes. Own properties are added to the platform's
// events, so that `instanceof` holds and nothing is subclassed.
import { define } from "./define.js";

/** An event of any type with read-only properties. */
export const createEvent = (type, properties) => define(new Event(type), properties);

/** A `close` event. Node before 23 has no `CloseEvent`. */
export function createCloseEvent(init, more) {
  return globalThis.CloseEvent
    ? define(new CloseEvent("close", init), more)
    : createEvent("close", { ...init, ...more });
}

/** What the attributes are that a server's messages have no use for; `null` where not said. */
const UNUSED = { lastEventId: "", ports: Object.freeze([]) };

/**
 * A message event that costs less than the platform's. It is one by `instanceof` and has all
 * attributes, but nothing of the platform behind those of `MessageEvent`.
 */
class Message extends Event {
  #data;
  #origin;

  // The package `ws` has none.
  constructor(data, origin = "") {
    super("message");
    this.#data = data;
    this.#origin = origin;
  }

  /** Some runtimes give each of their events these attributes as properties of its own. */
  static isUsual = "data" in MessageEvent.prototype;

  static {
    const { prototype } = MessageEvent;
    const own = { data: (event) => event.#data, origin: (event) => event.#origin };
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const read = own[name] ?? (() => UNUSED[name] ?? null);
      if (get) {
        Object.defineProperty(this.prototype, name, {
          get() {
            return read(this);
          },
          enumerable: true,
        });
      }
    }
    Object.setPrototypeOf(this.prototype, prototype);
    delete this.prototype.constructor;
  }
}

/** A `message` event with the data and origin of the socket's own, and the platform's if `isPlain`. */
export const createMessageEvent = (data, origin, isPlain) =>
  isPlain || !Message.isUsual ? new MessageEvent("message", { data, origin }) : new Message(data, origin);
