// The constructors that every test is run with.
import Sockline from "/dist/sockline.js";

/** Each subject: the class, and what is added to the arguments that a test gives its constructor. */
export const SUBJECTS = {
  native: { Class: WebSocket, complete: (parameters) => parameters },
  sockline: {
    Class: Sockline,
    complete: (parameters) =>
      parameters.length === 0 ? [] : [parameters[0], parameters[1], { reconnect: false }],
  },
};
