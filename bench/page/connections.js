// Many connections on one page.
import { ALL, WATCHED, WITHOUT_OPTIONS } from "./contestants.js";
import { over } from "./over.js";
import { breath, least, milliseconds } from "./timing.js";
import { StubSocket } from "./stub-socket.js";

export const contestants = new Map([...ALL, ...WITHOUT_OPTIONS, ...WATCHED]);

// Chromium has no more than 255 real ones open at a time, in all pages together, and delays the
// handshakes of a page that opens many: over the stub it is the library that is seen.
const STUBS = 1_000;

const many = (make, url, count) => Promise.all(Array.from({ length: count }, () => make(url)));

export const scenarios = [
  {
    measures: [
      {
        title: `open ${STUBS} connections`,
        unit: "ms",
        limit: "the library itself",
      },
    ],
    run: async (make) => [
      await least(async () => {
        await breath();
        let sessions;
        const time = await milliseconds(async () => {
          sessions = await over(StubSocket, () => many(make, "ws://bench.invalid/", STUBS));
        });
        sessions.forEach((session) => session.free());
        return time;
      }),
    ],
  },
];
