// Event handler attributes (`onopen`, …) as the HTML Standard defines them.
import { isFunction } from "./functions.js";

// A page may put its own in their place on an instance.
export const { addEventListener, removeEventListener } = EventTarget.prototype;

/** A listener that takes its place when a handler is first set. */
class Handler {
  constructor(value) {
    this.value = value;
  }

  handleEvent(event) {
    const { value } = this;
    // Node has no `currentTarget` any more after the first listener.
    if (isFunction(value) && value.call(event.target, event) === false) {
      event.preventDefault();
    }
  }
}

/**
 * Defines `on<type>` on `prototype` for each type. `handlersOf` gives an
 * instance's handlers by their types, and throws if it is none.
 */
export function defineHandlers(prototype, handlersOf, types) {
  types.forEach((type, index) => {
    const name = `on${type}`;
    // A literal's accessors have the names and the flags that Web IDL wants.
    const accessors = {
      get [name]() {
        return handlersOf(this)[type]?.value ?? null;
      },
      set [name](value) {
        const handlers = handlersOf(this);
        const old = handlers[type];
        if (Object(value) !== value) {
          // Without one it does nothing.
          removeEventListener.call(this, type, old);
          delete handlers[type];
        } else if (old) {
          old.value = value;
        } else {
          addEventListener.call(this, type, (handlers[type] = new Handler(value)));
        }
      },
    };
    Object.defineProperty(prototype, name, {
      ...Object.getOwnPropertyDescriptor(accessors, name),
      // The standard's come first.
      enumerable: index < 4,
    });
  });
}
