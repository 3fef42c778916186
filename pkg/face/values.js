// Values that WebAssembly knows by number: messages and close reasons.
import { drop, original } from "./copies.js";

/** The first place stays empty, so that 0 is no value. */
const values = [undefined];
const free = [];

/** Gives a value a number, until it is released. */
export function keep(value) {
  const number = free.pop() ?? values.length;
  values[number] = value;
  return number;
}

export const valueOf = (number) => original(values[number]);

/** Gives a value's number to another that stands for it. */
export const exchange = (number, value) => (values[number] = value);

/** Gives the value of a number that is released with it. */
export function take(number) {
  const value = valueOf(number);
  release(number);
  return value;
}

export function release(number) {
  drop(values[number]);
  values[number] = undefined;
  free.push(number);
}
