// Properties as the platform's classes and events have theirs.

/** Adds properties that are read-only and enumerable, and gives the object. */
export const define = (object, properties) => {
  for (const name in properties) {
    Object.defineProperty(object, name, { value: properties[name], enumerable: true });
  }
  return object;
};
