// The errors that users get.

/** A `TypeError`, or the `DOMException` of the given name. */
export const fault = (text, name) => {
  const message = `sockline: ${text}`;
  return name ? new DOMException(message, name) : new TypeError(message);
};

export const hasEnded = () => fault("the connection has ended", "InvalidStateError");
