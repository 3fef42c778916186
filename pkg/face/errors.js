// The errors that users get.

/** A `TypeError`, or the `DOMException` of the given name. */
export const fault = (text, name) => {
  const message = `sockline: ${text}`;
  return name ? new DOMException(message, name) : new TypeError(message);
};

/** What is asked of a client that is closing, or has ended. */
export const ended = () => fault("closed; call reconnect() first", "InvalidStateError");
