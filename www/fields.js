// Faults in what was typed, said in words next to the field.

export function complain(field, sentence) {
  document.getElementById(`${field.id}-error`).textContent = sentence;
  if (sentence) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

export const protocolList = (typed) => typed.split(",").map((name) => name.trim()).filter(Boolean);

/** What is wrong with this URL for a WebSocket, or "". */
export function urlFault(typed) {
  if (!typed) return "Type a URL, for example ws://localhost:8080/echo.";
  if (!URL.canParse(typed, location.href)) return "This is not a URL. It should look like ws://host/path.";
  const url = new URL(typed, location.href);
  if (!["ws:", "wss:", "http:", "https:"].includes(url.protocol)) return `A WebSocket URL starts with ws:// or wss://, not ${url.protocol}`;
  if (url.hash || url.href.endsWith("#")) return "A WebSocket URL cannot have a fragment: remove # and what follows it.";
  return "";
}

/** What is wrong with these subprotocols, or "". The token rule is RFC 9110, section 5.6.2. */
export function protocolsFault(names) {
  const bad = names.find((name) => !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name));
  if (bad) return `“${bad}” is not a valid subprotocol: only letters, digits and !#$%&'*+-.^_\`|~ are allowed, no spaces.`;
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice) return `“${twice}” is listed twice.`;
  return "";
}
