export default {
  mode: "production",
  entry: { bare: "./bare.js", unused: "./unused.js", used: "./used.js" },
  output: { path: `${import.meta.dirname}/dist/webpack` },
  stats: "errors-only",
};
