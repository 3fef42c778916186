// The entry that takes the WebAssembly separately.
import { expect, verify } from "./echo.js";

/** Gives "works", or says what does not. `slim` is the entry's module. */
export async function verifySlim(slim, source, server, options) {
  try {
    new slim.Sockline(server);
    return "constructs without init()";
  } catch (error) {
    if (!error.message.includes("call init()")) return `${error.stack}`;
  }
  try {
    await slim.init(source);
  } catch (error) {
    return `${error.stack}`;
  }
  return verify(slim.default, server, options);
}

/** Throws unless the promise rejects. */
export async function rejects(promise) {
  expect(await promise.then(() => "resolved", () => "rejected"), "rejected");
}
