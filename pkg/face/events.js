// The events that sockline makes. Own properties are added to the platform's
// events, so that `instanceof` holds and nothing is subclassed.

const with_ = (event, properties) => {
  for (const name in properties) {
    Object.defineProperty(event, name, { value: properties[name], enumerable: true });
  }
  return event;
};

/** An event of any type with read-only properties. */
export const createEvent = (type, properties) => with_(new Event(type), properties);

/** A `close` event. Node before 23 has no `CloseEvent`. */
export function createCloseEvent(init, more) {
  return typeof CloseEvent === "function"
    ? with_(new CloseEvent("close", init), more)
    : createEvent("close", { ...init, ...more });
}

/** A `message` event with the data and origin of the socket's own. */
export const createMessageEvent = (data, origin) => new MessageEvent("message", { data, origin });
