//! Somebody else starts a code for my number, or guesses ids: neither uses my tries up nor tells them anything.

use crate::world::{MOBILE, World, told, wrong};
use ihuyi::answer::Answer;
use ihuyi::codes::own;
use ihuyi::secret::random_id;
use ihuyi::verify::{self, Verification};

#[test]
fn a_stranger_with_my_number_has_an_id_and_a_code_of_their_own() {
    let world = World::new(&[("limits", "none")]);
    let client = world.client();
    let (mine, _) = verify::start(&client, "register", MOBILE, &told("session = me"));
    let my_code = world.code(MOBILE);
    let (theirs, _) = verify::start(&client, "register", MOBILE, &told("session = stranger"));
    assert_ne!(mine.id, theirs.id);
    // They use up theirs, and what they hear of it says nothing of mine.
    for left in [4, 3, 2, 1, 0] {
        let (checked, answer) = verify::check(&client, &theirs.id, &wrong(&world.code(MOBILE)));
        assert_eq!((answer.code, checked.left), if left > 0 { (own::CODE_WRONG, left) } else { (own::CODE_LOCKED, 0) });
    }
    assert_eq!(verify::check(&client, &theirs.id, &my_code).1.code, own::CODE_LOCKED);
    // My tries are all there, and my code is right.
    let (checked, _) = verify::check(&client, &mine.id, &wrong(&my_code));
    assert_eq!(checked.left, 4);
    let (checked, answer) = verify::check(&client, &mine.id, &my_code);
    assert_eq!((answer.code, checked.mobile.as_str()), (0, MOBILE));
}

#[test]
fn a_guessed_id_is_answered_like_any_other_that_is_not_there() {
    let world = World::new(&[("limits", "none")]);
    let client = world.client();
    let (mine, _) = verify::start(&client, "register", MOBILE, &told(""));
    let code = world.code(MOBILE);
    let (used, _) = verify::start(&client, "register", "13900000001", &told(""));
    assert_eq!(verify::check(&client, &used.id, &world.code("13900000001")).1.code, 0);
    let shape = |(verification, answer): (Verification, Answer)| {
        assert!(verification == Verification::default());
        (answer.code, answer.outcome, answer.message)
    };
    let never = shape(verify::check(&client, &random_id().unwrap(), &code));
    assert_eq!(never.0, own::CODE_NONE);
    let close = format!("{}{}", &mine.id[..25], if mine.id.ends_with('a') { 'b' } else { 'a' });
    let long = "x".repeat(100_000);
    for id in [&random_id().unwrap(), &used.id, &close, "", "x", &long, "' OR 1=1 --", "*", "../../etc/passwd"] {
        assert_eq!(shape(verify::check(&client, id, &code)), never, "{id:.40}");
    }
    for _ in 0..1000 {
        assert_eq!(shape(verify::check(&client, &random_id().unwrap(), &code)), never);
    }
    let (checked, answer) = verify::check(&client, &mine.id, &code);
    assert_eq!((answer.code, checked.mobile.as_str()), (0, MOBILE));
}

#[test]
fn a_code_is_good_for_its_own_id_only() {
    let world = World::new(&[("limits", "none")]);
    let client = world.client();
    let (login, _) = verify::start(&client, "login", MOBILE, &told(""));
    let login_code = world.code(MOBILE);
    let (reset, _) = verify::start(&client, "reset", MOBILE, &told(""));
    let reset_code = world.code(MOBILE);
    // One in a million times they are the same, and then this shows nothing.
    if login_code != reset_code {
        assert_eq!(verify::check(&client, &reset.id, &login_code).1.code, own::CODE_WRONG);
    }
    let (checked, _) = verify::check(&client, &login.id, &login_code);
    assert_eq!(checked.purpose, "login");
    let (checked, _) = verify::check(&client, &reset.id, &reset_code);
    assert_eq!(checked.purpose, "reset");
}

/// Every strategy against one code ends after five checks: resends, changed letters of the id, other clients, other settings.
#[test]
fn no_strategy_gets_more_than_five_checks() {
    let world = World::new(&[("limits", "none"), ("verify_sends", "10"), ("verify_channel", "auto")]);
    let client = world.client();
    let (started, _) = verify::start(&client, "login", MOBILE, &told("channel = sms"));
    let code = world.code(MOBILE);
    let mut checks = 0;
    for round in 0..40 {
        let id = if round % 2 == 0 { started.id.clone() } else { format!(" {} ", started.id.to_uppercase()) };
        let other = world.with(&[("verify_checks", "5"), ("lang", "en")]);
        let client = if round % 3 == 0 { &other } else { &client };
        if round % 4 == 1 {
            // A resend gives no new tries.
            let _ = verify::resend(client, &id, Some(if round % 8 == 1 { "sms" } else { "voice" }), &told(""));
        }
        match verify::check(client, &id, &wrong(&code)).1.code {
            own::CODE_WRONG => checks += 1,
            own::CODE_LOCKED => {
                checks += 1;
                break;
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(checks, 5);
    for _ in 0..20 {
        assert_eq!(verify::check(&client, &started.id, &code).1.code, own::CODE_LOCKED);
    }
}
