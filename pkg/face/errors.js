// The errors that users get.

/** A `TypeError`, or the `DOMException` of the given name. */
export const fault = (text, name) => {
  const message = `sockline: ${text}`;
  return name ? new DOMException(message, name) : new TypeError(message);
};

export const isClosed = () =>
  fault("the connection was closed; call reconnect() first", "InvalidStateError");
