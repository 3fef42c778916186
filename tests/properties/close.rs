//! The standard's rules of `close(code, reason)`, and which codes end a client.

use crate::driver::Driver;
use crate::reference::Buffer;
use proptest::prelude::*;
use sockline::engine::{
    CloseError, CloseRequest, Config, EndCause, Event, MAX_REASON_BYTES, State,
};

/// RFC 6455 §5.5: a control frame carries 125 bytes, of which the code takes
/// two.
const LONGEST: usize = 125 - 2;

/// All codes, and the edges of their ranges more often.
fn code() -> impl Strategy<Value = u16> {
    let edges = vec![0, 999, 1000, 1001, 1005, 1006, 1015, 2999, 3000, 4999, 5000, u16::MAX];
    prop_oneof![any::<u16>(), 1000u16..1016, prop::sample::select(edges)]
}

/// Codes that name a fault which the same connection would meet again.
fn is_final(code: u16) -> bool {
    [1002, 1003, 1007, 1008, 1009, 1010].contains(&code)
}

proptest! {
    #![proptest_config(crate::cases(4_000))]

    #[test]
    fn a_close_is_accepted_by_the_standards_rule(
        code in prop::option::of(code()),
        reason in prop_oneof![0usize..200, LONGEST - 1..LONGEST + 2],
    ) {
        let allowed = code.is_none_or(|code| code == 1000 || (3000..5000).contains(&code));
        let expected = if !allowed {
            Err(CloseError::InvalidCode)
        } else if reason > LONGEST {
            Err(CloseError::ReasonTooLong)
        } else {
            // A frame cannot have a reason without a code.
            Ok(code.or((reason > 0).then_some(1000)))
        };
        let text = "x".repeat(reason);
        let request = CloseRequest::new(code, text.clone(), reason);
        prop_assert_eq!(request.as_ref().map(|request| request.code), expected.as_ref().copied());
        match request {
            Ok(request) => prop_assert_eq!(request.reason, text),
            // The message names the rule that was broken.
            Err(error) => {
                let rule = if allowed { "123" } else { "1000" };
                prop_assert!(error.to_string().contains(rule));
            }
        }
        prop_assert_eq!(MAX_REASON_BYTES, LONGEST);
    }

    #[test]
    fn a_lost_connection_ends_the_client_only_with_a_final_code(
        code in code(),
        is_clean in any::<bool>(),
    ) {
        let mut driver = Driver::new(Config::default(), 1, Buffer::Framed(0.0));
        driver.reconnect();
        driver.accept();
        driver.events.clear();
        driver.lose(code, is_clean, true);
        let Event::Close { close, will_reconnect } = &driver.events[0] else {
            panic!("{:?}", driver.events)
        };
        prop_assert_eq!((close.code, close.was_clean), (code, is_clean));
        prop_assert_eq!(*will_reconnect, !is_final(code));
        if is_final(code) {
            prop_assert_eq!(driver.engine.state(), State::Closed);
            let cause = EndCause::FinalCode;
            let ended = matches!(driver.events[1], Event::End { cause: end } if end == cause);
            prop_assert!(ended);
            prop_assert!(driver.engine.deadline().is_never());
        } else {
            prop_assert_eq!(driver.engine.state(), State::Waiting);
            let retries = matches!(driver.events[1], Event::Reconnecting { retry: 1, .. });
            prop_assert!(retries);
        }
        prop_assert_eq!(driver.events.len(), 2);
    }
}
