// Properties as the platform's classes and events have theirs.

/** Adds properties that are read-only and enumerable, and gives the object. */
export const define = (object, properties) => {
  // Their own, for a page may have added to all objects.
  for (const [name, value] of Object.entries({ ...properties })) {
    Object.defineProperty(object, name, { value, enumerable: true });
  }
  return object;
};
