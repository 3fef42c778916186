// Event handler attributes (`onopen`, …) as the HTML Standard defines them.

/**
 * Defines `on<type>` on `prototype` for each type. A handler is a listener
 * that takes its place when first set and leaves it when set to `null`.
 */
export function defineHandlers(prototype, types) {
  for (const type of types) {
    const handlers = new WeakMap();
    Object.defineProperty(prototype, `on${type}`, {
      configurable: true,
      enumerable: true,
      get() {
        return handlers.get(this)?.value ?? null;
      },
      set(value) {
        const old = handlers.get(this);
        const isHandler = typeof value === "function" || (typeof value === "object" && value !== null);
        if (!isHandler) {
          handlers.delete(this);
          if (old) this.removeEventListener(type, old.listener);
        } else if (old) {
          old.value = value;
        } else {
          const handler = { value };
          handler.listener = (event) => {
            if (typeof handler.value === "function") handler.value.call(this, event);
          };
          handlers.set(this, handler);
          this.addEventListener(type, handler.listener);
        }
      },
    });
  }
}
