// `using` and `await using`, where the runtime knows their symbols.
import { end } from "./streams.js";

/** Lets a declaration close its client where its block ends. */
export function defineDisposal(prototype) {
  const { dispose, asyncDispose } = Symbol;
  if (dispose) prototype[dispose] = prototype.close;
  if (asyncDispose) {
    prototype[asyncDispose] = function () {
      return end(this);
    };
  }
}
