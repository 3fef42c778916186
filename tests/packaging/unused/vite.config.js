export default {
  build: {
    outDir: "dist/vite",
    rollupOptions: {
      input: { bare: "bare.js", unused: "unused.js", used: "used.js" },
      output: { entryFileNames: "[name].js" },
    },
  },
};
