// Where to connect: the steps of the standard's constructor that check the URL
// and the protocols.
import { fault } from "./errors.js";
import { isFunction } from "./functions.js";

const syntaxError = (text) => fault(text, "SyntaxError");

// A token's characters (RFC 9110 §5.6.2), as RFC 6455 §4.1 wants of protocols.
const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;

/** The URL as the browser will take it. Faults are named without the URL, which may carry a token. */
export function checkUrl(url) {
  if (isFunction(url)) return url;
  let href;
  try {
    const parsed = new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href);
    // Their default ports are the same, so that nothing else changes with the scheme.
    href = parsed.href.replace(/^http/, "ws");
  } catch {
    throw syntaxError("the URL is invalid");
  }
  if (!/^wss?:/.test(href)) {
    throw syntaxError("the URL must be ws, wss, http or https");
  }
  if (href.includes("#")) {
    throw syntaxError("the URL must not have a fragment");
  }
  return href;
}

/** The protocols as an array without faults. Their text is in no message: it may be a token of another kind. */
export function checkProtocols(protocols = []) {
  if (isFunction(protocols)) return protocols;
  const list =
    typeof protocols === "object" && protocols?.[Symbol.iterator]
      ? Array.from(protocols, (protocol) => `${protocol}`)
      : [`${protocols}`];
  for (const protocol of list) {
    if (!TOKEN.test(protocol)) {
      throw syntaxError("a protocol is no token");
    }
  }
  if (new Set(list).size < list.length) {
    throw syntaxError("a protocol is given twice");
  }
  return list;
}

/** What a user's provider gave, before it is checked as an argument would be. */
export function checkProvided(url, protocols) {
  if (typeof url !== "string" && !(url instanceof URL)) {
    throw fault("the url function gave no URL");
  }
  return [checkUrl(url), checkProtocols(protocols ?? undefined)];
}
