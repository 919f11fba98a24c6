// One-time codes, limits and pictures, against the sandbox that the environment names. Each part has a store of its own.
#include <ihuyi.hpp>

#include "check.hpp"

#include <cstdint>
#include <functional>
#include <type_traits>

static_assert(std::is_nothrow_copy_constructible<ihuyi::verification>::value, "a verification is in every exception");

static const char mobile[] = "13800000000";
static const char content[] = "您的验证码是：1234。请不要把验证码泄露给其他人。";

// A client whose codes and counts no other has.
static ihuyi::client with(const std::string& store, const std::string& limits)
{
    return ihuyi::client({{"store", "memory:" + store}, {"limits", limits}});
}

// The code in the newest message.
static std::string code()
{
    const std::string inbox = sandbox_says("inbox");
    std::size_t at = inbox.rfind("\"content\":\"");
    at = inbox.find_first_of("0123456789", at);
    return inbox.substr(at, inbox.find_first_not_of("0123456789", at) - at);
}

// Runs it, and hands the exception to the second when it is of this very class.
template <class Wanted> static void throws(const std::string& name, const std::function<void()>& run, const std::function<void(const Wanted&)>& look = [](const Wanted&) {})
{
    try {
        run();
        holds(name, false, "nothing was thrown");
    } catch (const Wanted& e) {
        holds(name, true);
        look(e);
    } catch (const ihuyi::error& e) {
        holds(name, false, e.what());
    }
}

static void codes()
{
    ihuyi::client client = with("codes", "none");
    const ihuyi::verification started = client.verify_start("register", mobile);
    holds("a code is out", started.ok() && started && started.status() == ihuyi::code_status::ok && !started.id().empty());
    same("its result", IHUYI_ACCEPTED, started.result().code());
    holds("its way", started.channel() == ihuyi::channel::sms);
    holds("its digits, life, checks, wait", started.digits() == 6 && started.valid() == 300 && started.left() == 5 && started.wait() == 0);
    holds("nothing else is told", started.mobile().empty() && started.purpose().empty() && started.limit().empty() && started.flags() == 0 && !started.cut());
    const std::string sent = code();
    same("the code has its digits", 6u, sent.size());

    const ihuyi::verification wrong = client.verify_check(started.id(), sent == "000000" ? "000001" : "000000");
    holds("a wrong code is no exception", !wrong && wrong.status() == ihuyi::code_status::wrong && wrong.result().code() == IHUYI_E_CODE_WRONG);
    same("checks that are left", 4, wrong.left());
    throws<ihuyi::argument_error>("no code entered", [&] { client.verify_check(started.id(), " "); });
    const ihuyi::verification again = client.verify_resend(started.id(), "voice");
    holds("sent again in a call", again && again.channel() == ihuyi::channel::voice);
    same("under the same id", started.id(), again.id());
    same("the same code", sent, code());
    const ihuyi::verification right = client.verify_check(started.id(), sent);
    holds("the right code", right && right.status() == ihuyi::code_status::ok && right.result().code() == IHUYI_OK);
    same("whose", mobile, right.mobile());
    same("and what for", "register", right.purpose());
    holds("right once", client.verify_check(started.id(), sent).status() == ihuyi::code_status::none);
    throws<ihuyi::verify_error>("sending again what was used", [&] { client.verify_resend(started.id()); }, [](const ihuyi::verify_error& e) {
        holds("says so", e.code() == IHUYI_E_CODE_NONE && e.family() == ihuyi::family::verify && e.verification().status() == ihuyi::code_status::none);
    });
    client.set("verify_checks", "1");
    holds("too often wrong", client.verify_check(client.verify_start("register", mobile).id(), "1").status() == ihuyi::code_status::locked);
    client.set("verify_checks", "");

    tell_sandbox("faults", "{\"kind\": \"reset_after\"}");
    throws<ihuyi::outcome_unknown>("a code whose outcome is unknown", [&] { client.verify_start("register", mobile); }, [&](const ihuyi::outcome_unknown& e) {
        holds("it may be out, and there is its id", e.verification().ok() && !e.verification().id().empty());
        holds("and it can be checked", client.verify_check(e.verification().id(), "1").status() == ihuyi::code_status::wrong);
    });
    tell_sandbox("faults", "{\"kind\": \"reset_after\"}");
    const ihuyi::verification maybe = client.try_verify_start("register", mobile);
    holds("unknown is returned", maybe.ok() && !maybe.result().ok() && maybe.result().outcome() == ihuyi::outcome::unknown);
    throws<ihuyi::argument_error>("a call of another kind", [&] { client.balance("fax"); }, [](const ihuyi::argument_error& e) {
        holds("has no verification", e.verification().id().empty() && e.verification().result().code() == e.code());
    });

    client.set("limits", "sms:mobile 1/60s");
    holds("the first within the minute", client.verify_start("register", "13800000009").ok());
    throws<ihuyi::limit_error>("the second", [&] { client.verify_start("register", "13800000009"); }, [](const ihuyi::limit_error& e) {
        const ihuyi::verification& told = e.verification();
        same("the limit", "sms:mobile 1/60s", told.limit());
        holds("there is no code", !told && told.id().empty() && told.status() == ihuyi::code_status::failed);
        holds("how long to wait", told.wait() > 0 && told.wait() <= 60);
    });
    client.set("store", "sqlite:/dev/null/ihuyi.db");
    throws<ihuyi::store_error>("a store that cannot be", [&] { client.verify_start("register", mobile); });
    throws<ihuyi::store_error>("checking there", [&] { client.verify_check(started.id(), "1"); });
}

static void keys()
{
    const ihuyi::client client = with("keys", "session 1/60s");
    holds("with keys", client.verify_start("register", mobile, {{"ip", "192.0.2.7"}, {"session", "a"}}).ok());
    throws<ihuyi::limit_error>("the same session, another number", [&] { client.verify_start("register", "13800000001", {{"session", "a"}}); },
        [](const ihuyi::limit_error& e) { same("its limit", "session 1/60s", e.verification().limit()); });
    const std::map<std::string, std::string> map = {{"session", "a"}};
    throws<ihuyi::limit_error>("from a map", [&] { client.verify_start("register", "13800000001", map); });
    throws<ihuyi::limit_error>("from lines", [&] { client.verify_start("register", "13800000001", "ip = 192.0.2.7\nsession = a"); });
    holds("none", client.verify_start("register", "13800000001", {}).ok() && client.verify_start("register", "13800000001", ihuyi::keys()).ok());
    const std::string id = client.verify_start("register", "13800000002").id();
    throws<ihuyi::limit_error>("keys go to sending again", [&] { client.verify_resend(id, "sms", {{"session", "a"}}); },
        [](const ihuyi::limit_error& e) { holds("the code is as good as before", e.verification().valid() > 0); });
    for (const char* const forged : {"192.0.2.7\nsession = b", "192.0.2.7\rsession = b"}) {
        throws<ihuyi::argument_error>("a line break in a value", [&] { client.verify_start("register", "13800000003", {{"ip", forged}}); }, [](const ihuyi::argument_error& e) {
            holds("is refused here", e.code() == IHUYI_E_ARGUMENT && e.result().local());
            contains("by name", e.what(), "the key ip holds");
            contains("in Chinese", e.what(), "键 ip 里有换行");
            lacks("and not shown", e.what(), "session");
        });
        const ihuyi::keys told = {{"ip", forged}};
        holds("nowhere accepted", !client.try_verify_resend(id, "", told) && !client.try_guard_ask("sms", "13800000003", told) && !client.try_guard_status("sms", "13800000003", told) &&
            !client.try_captcha_new(told) && !client.try_submit("sms", "13800000003", content, "", told));
    }
    throws<ihuyi::argument_error>("a name that makes two keys", [&] { client.verify_start("register", "13800000003", {{"ip\nsession", "b"}}); });
    throws<ihuyi::argument_error>("a name with an equals sign", [&] { client.verify_start("register", "13800000003", {{"ip = 1", "b"}}); });
    throws<ihuyi::setting_error>("a line without a value", [&] { client.verify_start("register", "13800000003", "session"); });
    lacks("nothing was sent for those", sandbox_says("ledger"), "13800000003");
    ihuyi::client gbk({{"charset", "gbk"}});
    contains("the refusal in GBK", gbk.try_verify_start("register", mobile, {{"ip", "\n"}}).result().message(), "\274\374 ip \300\357\323\320\273\273\320\320");

    const ihuyi::keys options = {{"reference", "order-1001-paid"}};
    const ihuyi::result first = client.submit("sms", "13800000004", content, "", options), second = client.submit("sms", "13800000004", content, "", options);
    holds("an event's message is sent once", !first.repeated() && second.repeated() && second.message_id() == first.message_id());
    throws<ihuyi::argument_error>("a reference used again", [&] { client.submit("sms", "13800000005", content, "", "reference = order-1001-paid"); },
        [](const ihuyi::argument_error& e) { same("its code", IHUYI_E_REFERENCE, e.code()); });
}

static void guard()
{
    ihuyi::client client = with("guard", "mobile 1/60s");
    holds("it may be sent", client.guard_status("sms", mobile).allowed());
    const ihuyi::decision may = client.guard_ask("sms", mobile);
    holds("and was not counted", may && !may.failed() && may.result().code() == IHUYI_OK);
    for (const ihuyi::decision& told : {client.guard_ask("sms", mobile), client.guard_status("sms", mobile), client.try_guard_ask("sms", mobile)}) {
        holds("then it may not, which is no exception", !told && !told.failed() && told.result().code() == IHUYI_E_LIMIT);
        same("by which limit", "mobile 1/60s", told.limit());
        holds("for how long", told.wait() > 0 && told.wait() <= 60 && told.flags() == 0 && !told.cut());
    }
    holds("until it is unlocked", client.guard_unlock("mobile", mobile).ok() && client.guard_ask("sms", mobile));
    throws<ihuyi::argument_error>("no such service", [&] { client.guard_ask("fax", mobile); });
    throws<ihuyi::argument_error>("no such service to look at", [&] { client.guard_status("fax", mobile); });
    holds("that is no answer", client.try_guard_ask("fax", mobile).failed());
    client.set("deny", "ip 192.0.2.7");
    const ihuyi::decision denied = client.guard_ask("sms", "13800000001", {{"ip", "192.0.2.7"}});
    holds("the deny list", !denied && denied.result().code() == IHUYI_E_DENIED && denied.wait() == 0);
}

static std::string base64(const std::string& bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t three = 0;
        for (std::size_t j = i; j < i + 3; ++j) three = three << 8 | (j < bytes.size() ? static_cast<unsigned char>(bytes[j]) : 0u);
        for (std::size_t j = 0; j < 4; ++j) out += i + j <= bytes.size() ? digits[three >> (18 - 6 * j) & 63] : '=';
    }
    return out;
}

static void pictures()
{
    ihuyi::client client = with("captcha", "captcha:ip 2/1h");
    const ihuyi::captcha picture = client.captcha_new({{"ip", "192.0.2.7"}});
    holds("a PNG, whole", picture.png().compare(0, 8, "\211PNG\r\n\032\n") == 0 && picture.png().compare(picture.png().size() - 8, 4, "IEND") == 0);
    same("the same picture for a page", "data:image/png;base64," + base64(picture.png()), picture.data_uri());
    holds("its id, characters and life", !picture.id().empty() && picture.length() == 5 && picture.valid() > 0);
    holds("a wrong answer is no exception", !client.captcha_check(picture.id(), "?"));
    holds("and has a code", client.try_captcha_check(picture.id(), "?").code() == IHUYI_E_CAPTCHA_WRONG);
    holds("a second picture", client.captcha_new({{"ip", "192.0.2.7"}}).id() != picture.id());
    throws<ihuyi::limit_error>("too many pictures", [&] { client.captcha_new({{"ip", "192.0.2.7"}}); });
    client.set("captcha", "always");
    throws<ihuyi::limit_error>("a code without a picture", [&] { client.verify_start("register", mobile); },
        [](const ihuyi::limit_error& e) { same("its code", IHUYI_E_CAPTCHA_NEEDED, e.code()); });
    const std::string id = client.captcha_new().id();
    throws<ihuyi::verify_error>("a wrong answer with it", [&] { client.verify_start("register", mobile, {{"captcha_id", id}, {"captcha_answer", "?"}}); },
        [](const ihuyi::verify_error& e) { same("its code", IHUYI_E_CAPTCHA_WRONG, e.code()); });
    holds("a challenge of one's own", client.verify_start("register", mobile, {{"captcha", "passed"}}).ok());
    client.set("store", "sqlite:/dev/null/ihuyi.db");
    throws<ihuyi::store_error>("no store to look in", [&] { client.captcha_check(id, "?"); });
}

static void closed()
{
    ihuyi::client client;
    client.close();
    holds("closed: nothing answers", !client.try_verify_start("a", mobile) && !client.try_verify_resend("a") && !client.try_verify_check("a", "1") && !client.try_guard_ask("sms", mobile) &&
        !client.try_guard_status("sms", mobile) && !client.try_guard_unlock("mobile") && !client.try_captcha_new() && !client.try_captcha_check("a", "1"));
    holds("closed: for that reason", client.try_verify_start("a", mobile).result().code() == IHUYI_E_ARGUMENT && client.try_guard_ask("sms", mobile).failed());
}

int main()
{
    try {
        codes();
        keys();
        guard();
        pictures();
        closed();
    } catch (const std::exception& e) {
        holds("nothing else is thrown", false, e.what());
    }
    return failures() != 0;
}
