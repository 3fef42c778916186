//! sockline in Yew.
