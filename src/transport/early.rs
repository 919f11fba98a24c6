//! What the HTTP client makes once in a process is made when the library is loaded, so that no `fork()` comes in the middle of it.
//!
//! With its first request it puts a text together, behind a lock that waits for whoever began. Were it another thread's first request that
//! did, and the process forked just then, a child would wait for ever: that thread is not in it. Nobody's thread is here yet while the
//! loader is at work. Everything of our own that is made once is made without a lock (`OnceBox`).

use ureq::config::Config;

// Called by the loader, before anything else of this library. It takes no pointer and no argument and lets no panic out.
#[allow(unsafe_code)]
#[used]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
static AT_LOAD: extern "C" fn() = make;

extern "C" fn make() {
    let _ = std::panic::catch_unwind(|| {
        // A request that has nowhere to go: no connector, no proxy of the environment's, no lookup.
        let settings = Config::builder().proxy(None).build();
        ureq::Agent::with_parts(settings, (), super::dial::Later).get("http://127.0.0.1/").call().is_ok()
    });
}
