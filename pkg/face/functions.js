// Whether something can be called: a provider, a handler, a heartbeat's message.

export const isFunction = (value) => typeof value === "function";
