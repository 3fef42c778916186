// Runs before the page's main module, so that one that cannot even be loaded is reported too.
import { tellFailure } from "./report.js";

// What fails to load tells only its own element, unless one listens on the way down.
addEventListener("error", ({ error, message, target }) =>
  tellFailure(error ?? message ?? `${target.src} cannot be loaded`), true);
addEventListener("unhandledrejection", ({ reason }) => tellFailure(reason));
