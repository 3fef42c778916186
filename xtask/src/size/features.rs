//! Every feature whose size is told, and how it is left out.

use super::edit::Edit;
use super::feature::Feature;

const COMMANDS: &str = "pkg/src/commands.rs";
const BORDER: &str = "pkg/src/border.rs";
const DELIVERY: &str = "src/engine/delivery.rs";
const DRIVE: &str = "src/driver/drive.rs";
const EXPIRY: &str = "src/engine/expiry.rs";
const LIFECYCLE: &str = "src/engine/lifecycle.rs";
const LIVENESS: &str = "src/engine/liveness.rs";
const PACING: &str = "src/engine/pacing.rs";
const QUEUE: &str = "src/engine/queue.rs";
const EVENTS: &str = "pkg/face/events.js";
const LINK: &str = "pkg/face/link.js";
const OPTIONS: &str = "pkg/face/options.js";
const SOCKLINE: &str = "pkg/face/sockline.js";
const TARGET: &str = "pkg/face/target.js";

/// What is left when nothing is decided any more: the JavaScript half, and a border behind which
/// there is nothing.
pub(super) const ENGINE: Feature = Feature {
    name: "everything-in-wasm",
    what: "engine, driver, allocator: all that the exports of the WebAssembly call",
    edits: &[
        Edit::replace(
            BORDER,
            "commands::$name(&borrowed(client), $($argument),*)",
            "Default::default()",
        ),
        Edit::cut(BORDER, "    // SAFETY: as for [`borrowed`]", "}\n", ""),
        Edit::cut(BORDER, "    let client = commands::create(", "}\n", "    std::ptr::null()\n"),
    ],
    modules: &[],
};

/// In the order of the table when they cost the same.
pub(super) const FEATURES: &[Feature] = &[
    Feature {
        name: "heartbeat",
        what: "pings, replies, round-trip times",
        edits: &[
            Edit::replace(LIFECYCLE, "            .min(self.liveness.deadline())\n", ""),
            Edit::cut(LIFECYCLE, "match self.liveness.judge(now) {", "self.drop_expired(now);", ""),
            Edit::cut(LIFECYCLE, "if mem::take(&mut self.pending.ping)", "self.poll_tr", ""),
            Edit::cut(
                LIVENESS,
                "self.ping_at = now.after(self.interval);",
                "}\n\n    /// Asks",
                "",
            ),
            Edit::replace(
                LIVENESS,
                "if !self.ping_at.is_never() && !self.awaits_answer {",
                "if false {",
            ),
            Edit::replace(DELIVERY, "if buffered > 0.0 {", "if false {"),
            Edit::cut(DRIVE, "if let Some(socket) = self.socket_of(attempt)\n", "}\n", "{"),
            Edit::replace(LINK, "options.hasHeartbeat && this.#isReply(data)", "false"),
            Edit::replace(
                LINK,
                "number === PING ? this.#ping() : valueOf(number)",
                "valueOf(number)",
            ),
            Edit::cut(LINK, "  #ping() {", "  /** Begins the closing handshake. */", ""),
            Edit::cut(OPTIONS, "  heartbeat: { interval: 25_000,", "};", ""),
            Edit::replace(OPTIONS, "  heartbeat: { interval: Infinity },\n", ""),
            Edit::replace(OPTIONS, ", pacing, heartbeat };", ", pacing };"),
            Edit::replace(
                OPTIONS,
                "  const { message = \"ping\", reply = \"pong\" } = groups.heartbeat;\n",
                "",
            ),
            Edit::cut(OPTIONS, "  const isSendable", "  numbers.push(", ""),
            Edit::replace(OPTIONS, "    message,\n    reply,\n", ""),
            Edit::replace(OPTIONS, "    hasHeartbeat: heartbeat !== false,\n", ""),
        ],
        modules: &[],
    },
    Feature {
        name: "times-to-live",
        what: "`ttl` of a message",
        edits: &[
            Edit::replace(EXPIRY, "if messages.slot(index).expires.comes() {", "if false {"),
            Edit::replace(EXPIRY, "if slot.expires.comes() {", "if false {"),
            Edit::replace(
                EXPIRY,
                "messages.nobodys().map_or(NONE, |slot| slot.below[LEFT])",
                "NONE",
            ),
            Edit::replace(DELIVERY, "if slot.expires < now {", "if false {"),
            Edit::replace(DELIVERY, "let expires = now.after(ttl);", "let expires = Time::NEVER;"),
            Edit::replace(OPTIONS, "    number(options.ttl, Infinity, \"send.ttl\"),\n", ""),
            Edit::replace(OPTIONS, "[\"priority\", \"key\", \"ttl\"]", "[\"priority\", \"key\"]"),
        ],
        modules: &[],
    },
    Feature {
        name: "conflation-keys",
        what: "`key` of a message: a newer one replaces the one that waits",
        edits: &[
            Edit::replace(
                QUEUE,
                "self.keys.insert(index, |index| messages.slot(index).key.as_ref());",
                "",
            ),
            Edit::replace(
                QUEUE,
                "self.keys.remove(index, |index| messages.slot(index).key.as_ref());",
                "",
            ),
            Edit::replace(
                QUEUE,
                "key.map_or(NONE, |key| self.keys.find(key, |index| messages.slot(index).key.as_ref()))",
                "NONE",
            ),
            Edit::replace(SOCKLINE, "this.#number(key)", "0"),
            Edit::cut(SOCKLINE, "  #number(key) {", "  close(code", ""),
            Edit::replace(SOCKLINE, "  #keys = new Map();\n", ""),
            Edit::replace(OPTIONS, "    typed(options.key, \"string\", \"send.key\"),\n", ""),
            Edit::replace(OPTIONS, "[\"priority\", \"key\", \"ttl\"]", "[\"priority\", \"ttl\"]"),
        ],
        modules: &[],
    },
    Feature {
        name: "overflow-policies",
        what: "`drop-oldest` and `drop-newest`; what remains is `reject`",
        edits: &[
            Edit::replace(
                DELIVERY,
                "let overflow = self.bounds.overflow;",
                "let overflow = Overflow::Reject;",
            ),
            Edit::replace(
                DELIVERY,
                "} else if self.bounds.overflow != Overflow::DropNewest {",
                "} else {",
            ),
            Edit::replace(
                OPTIONS,
                "oneOf(groups.queue.overflow, [\"reject\", \"drop-oldest\", \"drop-newest\"], \
                 \"queue.overflow\")",
                "0",
            ),
        ],
        modules: &[],
    },
    Feature {
        name: "adaptive-pacing",
        what: "the window follows the measured rate; what remains is a fixed one",
        edits: &[Edit::replace(
            PACING,
            "let busy = waiting || buffered > 0.0;\n",
            "let busy = waiting || buffered > 0.0;\n        if true {\n            return;\n        }\n",
        )],
        modules: &[],
    },
    Feature {
        name: "pacing",
        what: "nothing is handed over that the window has no room for; what remains is no window",
        edits: &[
            Edit::replace(
                PACING,
                "let busy = waiting || buffered > 0.0;\n",
                "let busy = waiting || buffered > 0.0;\n        if true {\n            return;\n        }\n",
            ),
            Edit::replace(
                PACING,
                "buffered <= 0.0 || buffered + bytes as f64 <= self.window",
                "true",
            ),
            Edit::cut(DELIVERY, "self.sending.look_at = if self", "};", "if false {"),
            Edit::cut(LIFECYCLE, "if self.sending.look_at.is_due(now) {", "match self", ""),
        ],
        modules: &[],
    },
    Feature {
        name: "resending",
        what: "after a loss, what has not left the browser is sent again",
        edits: &[
            Edit::replace(
                DELIVERY,
                "while index != NONE && resend != Resend::Never {",
                "while false {",
            ),
            Edit::replace(DELIVERY, "if self.resend == Resend::All && !ended {", "if false {"),
        ],
        modules: &[],
    },
    Feature {
        name: "should-reconnect",
        what: "`reconnect.shouldReconnect`, which is asked after a loss",
        edits: &[
            Edit::replace(LIFECYCLE, "} else if self.retry.asks {", "} else if false {"),
            Edit::replace(
                LIFECYCLE,
                "if let Some(cause) = self.undecided.take()",
                "if let Some(cause) = None::<Cause>",
            ),
            Edit::replace(LIFECYCLE, "if self.undecided.is_some() {", "if false {"),
            Edit::replace(LIFECYCLE, " && self.undecided.is_none()", ""),
            Edit::cut(
                DRIVE,
                "if let Some(question) = self.read(Engine::question) {",
                "\n            }\n        }",
                "let _ = attempt;",
            ),
            Edit::cut(LINK, "  decide(code, reason", "  receive() {", ""),
            Edit::replace(
                OPTIONS,
                "typed(shouldReconnect, \"function\", \"reconnect.shouldReconnect\") ? 1 : 0",
                "0",
            ),
            Edit::replace(OPTIONS, "    shouldReconnect,\n", ""),
            Edit::replace(OPTIONS, "  const { shouldReconnect } = groups.reconnect;\n", ""),
        ],
        modules: &[],
    },
    Feature {
        name: "close-codes",
        what: "close codes after which nothing is tried again, or later",
        edits: &[
            Edit::cut("src/engine/backoff.rs", "matches!(\n        close_code,", "\n}", "false"),
            Edit::replace(
                "src/engine/backoff.rs",
                "matches!(close_code, code::SERVICE_RESTART | code::TRY_AGAIN_LATER)",
                "false",
            ),
        ],
        modules: &[],
    },
    Feature {
        name: "page-signals",
        what: "the page's and the network's signals: shown, focused, resumed, on line, off line",
        edits: &[
            Edit::replace(COMMANDS, "PAGED => client.on_page(),", "PAGED => {}"),
            Edit::replace(
                DRIVE,
                "if self.is_listening.replace(is_alive) != is_alive {",
                "if false {",
            ),
            Edit::replace(DRIVE, "if self.is_listening.get() {", "if false {"),
            Edit::cut(
                DRIVE,
                "let is_online = self.face",
                "if is_awake {",
                "let mut engine = self.engine();\n        let signal = ",
            ),
            Edit::cut(LINK, "  // No `unload` or", "  resolve() {", ""),
            Edit::cut(LINK, "/**\n * Those that are told what", "/** A page may put", ""),
            Edit::cut(LINK, "/** One for all, because", "/** What WebAssembly gives back", ""),
            Edit::cut(LINK, "    isOnline: () =>", "    release,", ""),
        ],
        modules: &[],
    },
    Feature {
        name: "sleep-detection",
        what: "a late timer, or a wall clock ahead, means that the device slept",
        edits: &[
            Edit::cut(DRIVE, "let lead = self.face", "    }\n", "self.pass(now, false);\n"),
            Edit::replace(
                DRIVE,
                "Cell::new(face.platform().wall_clock() - now.millis())",
                "Cell::new(0.0)",
            ),
            Edit::replace(LINK, "    wallClock: () => Date.now(),\n", ""),
        ],
        modules: &[],
    },
    Feature {
        name: "providers",
        what: "`url` and `protocols` as functions",
        edits: &[
            Edit::cut(LINK, "const asked = ++", "  connect() {", "return true;\n  }\n\n"),
            Edit::replace(LINK, "  #asked = 0;\n", ""),
            Edit::replace(COMMANDS, "client.current_resolved(a != 0)", "{}"),
        ],
        modules: &[],
    },
    Feature {
        name: "statistics",
        what: "`stats()`; the engine goes on counting",
        edits: &[
            Edit::cut(COMMANDS, "STATS => client", "        OPENED |", "STATS => {}\n"),
            Edit::cut(SOCKLINE, "  stats() {", "}\n\n// What Web IDL", ""),
            Edit::replace(LINK, "    figure: (figure) => given.push(figure),\n", ""),
        ],
        modules: &["stats.js"],
    },
    Feature {
        name: "streams",
        what: "`readable` and `writable`",
        edits: &[
            Edit::cut(SOCKLINE, "  get readable() {", "  [Symbol.asyncIterator]", ""),
            Edit::replace(SOCKLINE, "  #readable;\n  #writable;\n", ""),
        ],
        modules: &["streams.js"],
    },
    Feature {
        name: "async-iteration",
        what: "`for await (const data of socket)`",
        edits: &[Edit::cut(SOCKLINE, "  [Symbol.asyncIterator]", "  // Under a symbol", "")],
        modules: &["iterate.js"],
    },
    Feature {
        name: "disposal",
        what: "`using` and `await using`",
        edits: &[Edit::cut(SOCKLINE, "  // Under a symbol", "  stats() {", "")],
        modules: &[],
    },
    Feature {
        name: "handler-attributes",
        what: "`onopen`, `onmessage` and the others, as HTML defines them",
        edits: &[],
        modules: &["handlers.js"],
    },
    Feature {
        name: "cheap-message-events",
        what: "message events that cost less than the platform's",
        edits: &[
            Edit::cut(EVENTS, "/** What the attributes are", "/** A `message` event", ""),
            Edit::cut(
                EVENTS,
                "  isPlain ||",
                "\n",
                "  new MessageEvent(\"message\", { data, origin });",
            ),
        ],
        modules: &[],
    },
    Feature {
        name: "checks-of-options",
        what: "a `TypeError` that names the wrong or unknown option",
        edits: &[
            Edit::cut(OPTIONS, "  if (!group || typeof group", "  return group;", ""),
            Edit::cut(OPTIONS, "  if (typeof value !== \"number\"", "  return value;", ""),
            Edit::replace(OPTIONS, "  if (index < 0) throw", "  if (false) throw"),
            Edit::cut(OPTIONS, "  if (value !== undefined && !types", "  return value;", ""),
            Edit::replace(
                OPTIONS,
                "  if (typeof queue === \"boolean\") throw wrong(\"queue\", \"an object\");\n",
                "",
            ),
            Edit::cut(OPTIONS, "  const isSendable", "  numbers.push(", ""),
        ],
        modules: &[],
    },
    Feature {
        name: "checks-of-targets",
        what: "the standard's errors for URLs and protocols",
        edits: &[
            Edit::cut(TARGET, "  let href;\n", "}\n\n/** The protocols as", "  return url;\n"),
            Edit::cut(TARGET, "  for (const protocol of list) {", "  return list;", ""),
        ],
        modules: &[],
    },
    Feature {
        name: "web-idl-shape",
        what: "enumerable members, constants and the class's name, as Web IDL has them",
        edits: &[
            Edit::cut(
                SOCKLINE,
                "// What Web IDL makes of",
                "for (const target of [Sockline",
                "const { prototype } = Sockline;\n",
            ),
            Edit::cut(SOCKLINE, "for (const target of [Sockline", "const named", ""),
            Edit::cut(SOCKLINE, "const named", "Object.defineProperty(prototype,", ""),
            Edit::replace(
                SOCKLINE,
                "Object.defineProperty(prototype, Symbol.toStringTag, named);",
                "",
            ),
        ],
        modules: &[],
    },
    Feature {
        name: "garbage-collection",
        what: "a client that nobody refers to any more is freed",
        edits: &[
            Edit::replace(SOCKLINE, "    freeWith(this, link.handle);\n", ""),
            Edit::cut(BORDER, "/// Nobody can name the client", "/// An array", ""),
        ],
        modules: &[],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;
    use crate::size::copy;
    use crate::size::feature::FACE;
    use crate::workspace::Workspace;

    fn all() -> impl Iterator<Item = &'static Feature> {
        FEATURES.iter().chain([&ENGINE])
    }

    /// A text that is not found once is an error, which names it.
    #[test]
    fn every_edit_applies_to_the_sources_as_they_are() {
        let workspace = Workspace::locate().unwrap();
        let mut faults = Vec::new();
        for feature in all() {
            let edits: Vec<&Edit> = copy::MANIFESTS.iter().chain(feature.edits).collect();
            let files: BTreeSet<&str> = edits.iter().map(|edit| edit.file).collect();
            for file in files {
                let mut text = fs::read_to_string(workspace.path(file)).unwrap();
                for edit in edits.iter().filter(|edit| edit.file == file) {
                    match edit.apply(&text) {
                        Ok(changed) => {
                            assert_ne!(changed, text, "{}: {edit:?} changes nothing", feature.name);
                            text = changed;
                        }
                        Err(error) => faults.push(format!("{}: {error}", feature.name)),
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn every_module_that_is_left_out_exists() {
        let workspace = Workspace::locate().unwrap();
        for module in all().flat_map(|feature| feature.modules) {
            assert!(workspace.path(FACE).join(module).is_file(), "no {module}");
        }
    }

    #[test]
    fn features_have_names_of_their_own_and_leave_something_out() {
        let names: BTreeSet<&str> = all().map(|feature| feature.name).collect();
        assert_eq!(names.len(), all().count());
        for feature in all() {
            assert!(!feature.edits.is_empty() || !feature.modules.is_empty(), "{}", feature.name);
        }
    }

    #[test]
    fn the_wasm_is_the_same_without_what_is_in_javascript_only() {
        let in_wasm = |name: &str| FEATURES.iter().any(|it| it.name == name && it.is_in_wasm());
        assert!(in_wasm("heartbeat") && !in_wasm("streams") && !in_wasm("checks-of-options"));
    }
}
