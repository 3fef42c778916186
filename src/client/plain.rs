//! Plain JavaScript objects, as those that hold options.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// How deep is looked: options are groups in an object, perhaps in another of the
/// user's. What holds itself has no end.
const DEPTH: u32 = 3;

/// The value without the members that are `undefined`, which are as good as
/// missing. What has none is given back itself.
pub(super) fn without_undefined(value: &JsValue) -> JsValue {
    without_undefined_to(DEPTH, value)
}

fn without_undefined_to(depth: u32, value: &JsValue) -> JsValue {
    // The members of what is iterated are not its contents.
    if depth == 0 || !value.is_object() || !matches!(js_sys::try_iter(value), Ok(None)) {
        return value.clone();
    }
    let object: &Object = value.unchecked_ref();
    let defined = Object::create(&Object::get_prototype_of(object));
    let mut is_same = true;
    for key in Object::keys(object) {
        let member = Reflect::get(object, &key).unwrap_or(JsValue::UNDEFINED);
        let kept = without_undefined_to(depth - 1, &member);
        is_same &= !kept.is_undefined() && kept == member;
        if !kept.is_undefined() {
            let _ = Reflect::set(&defined, &key, &kept);
        }
    }
    if is_same { value.clone() } else { defined.into() }
}

/// Where the given value has a member that what was read of it does not have, or
/// is an object and should be none: the path, and what is wrong.
pub(super) fn mismatch(given: &JsValue, read: &JsValue) -> Option<(String, &'static str)> {
    // What is read as a list may be anything that is iterated.
    if !given.is_object() || Array::is_array(read) {
        return None;
    }
    if Array::is_array(given) {
        return Some((".".into(), "must not be an array"));
    }
    if !read.is_object() {
        return Some((".".into(), "must not be an object"));
    }
    let (given, read): (&Object, &Object) = (given.unchecked_ref(), read.unchecked_ref());
    for key in Object::keys(given) {
        let name = key.as_string()?;
        if !Object::has_own(read, &key) {
            return Some((name, "there is no such field"));
        }
        let (of_given, of_read) = (Reflect::get(given, &key).ok()?, Reflect::get(read, &key).ok()?);
        if let Some((inner, reason)) = mismatch(&of_given, &of_read) {
            return Some((if inner == "." { name } else { format!("{name}.{inner}") }, reason));
        }
    }
    None
}
