// Compiled with -fno-exceptions: the calls that return what happened are all there, and those that would throw are not.
#include <ihuyi.hpp>

#include "check.hpp"

#include <type_traits>

#if IHUYI_CPP_EXCEPTIONS
#error "this is compiled without exceptions, and ihuyi.hpp does not see it"
#endif

// A program that gets a client without asking whether there is one could not be told that there is none.
static_assert(!std::is_default_constructible<ihuyi::client>::value, "no constructor that can fail");
static_assert(!std::is_constructible<ihuyi::client, ihuyi::settings>::value, "no constructor that can fail");
static_assert(!std::is_constructible<ihuyi::bulk, ihuyi::client&, std::string>::value, "no constructor that can fail");

template <class T> static auto has_send(int) -> decltype(std::declval<const T&>().send("", ""), true) { return true; }
template <class T> static bool has_send(...) { return false; }
template <class T> static auto has_set(int) -> decltype(std::declval<T&>().set("", ""), true) { return true; }
template <class T> static bool has_set(...) { return false; }
template <class T> static auto has_try_send(int) -> decltype(std::declval<const T&>().try_send("", ""), true) { return true; }
template <class T> static bool has_try_send(...) { return false; }

static const char mobile[] = "13800000000";
static const char content[] = "您的验证码是：1234。请不要把验证码泄露给其他人。";

int main()
{
    holds("no send, no set", !has_send<ihuyi::client>(0) && !has_set<ihuyi::client>(0));
    holds("but try_send", has_try_send<ihuyi::client>(0));
    holds("the library fits", ihuyi::try_check_version().ok());

    ihuyi::expected<ihuyi::client> made = ihuyi::client::try_create({{"lang", "en"}});
    holds("try_create", made.ok() && made->is_open());
    ihuyi::client client = std::move(*made);
    holds("try_send", client.try_send(mobile, content).ok());
    holds("try_voice", client.try_voice(mobile, "1234").ok());
    holds("try_send_template", client.try_send_template(mobile, "1", {"1234"}).ok());
    holds("try_voice_notice", client.try_voice_notice(mobile, "1361", {"A1", "B2"}).ok());
    holds("try_international", client.try_international("1 2025550100", "Your code is 1125").ok());
    holds("try_marketing", client.try_marketing({mobile}, "新品上市，欢迎选购。退订回T【互亿无线】").ok());
    holds("try_submit", client.try_submit("sms", mobile, "1234", "1").ok());
    holds("try_balance", client.try_balance().has_balance());
    holds("try_add_template", client.try_add_template("您的订单【变量】已发货。").ok());
    holds("try_set", client.try_set("lang", "zh").ok());
    holds("try_segments", client.try_segments("abc").segments() == 1);
    holds("try_explain", client.try_explain(4072)->known());
    holds("try_parse_push", client.try_parse_push("code=2&msg=DELIVRD&mobilephone=13800000000&smsid=1")->success());
    holds("the box", ihuyi::try_send("C00000000", "0123456789abcdef0123456789abcdef", mobile, content).ok()
            && ihuyi::try_voice("V00000000", "0123456789abcdef0123456789abcdef", mobile, "1234").ok());

    holds("a store of its own", client.try_set("store", "memory:without").ok());
    const ihuyi::verification started = client.try_verify_start("register", mobile, {{"ip", "192.0.2.7"}});
    holds("try_verify_start", started.ok() && !started.id().empty());
    holds("try_verify_check", client.try_verify_check(started.id(), "1").status() == ihuyi::code_status::wrong);
    const ihuyi::verification too_soon = client.try_verify_resend(started.id(), "sms");
    holds("try_verify_resend, and a limit is returned", !too_soon && too_soon.result().family() == ihuyi::family::limit && too_soon.wait() > 0);
    holds("try_guard_status", !client.try_guard_status("sms", mobile).allowed());
    holds("try_guard_unlock", client.try_guard_unlock("mobile", mobile).ok());
    holds("try_guard_ask", client.try_guard_ask("sms", mobile).allowed());
    const ihuyi::expected<ihuyi::captcha> picture = client.try_captcha_new();
    holds("try_captcha_new", picture && !picture->png().empty());
    holds("try_captcha_check", client.try_captcha_check(picture->id(), "?").code() == IHUYI_E_CAPTCHA_WRONG);

    holds("try_record_push", client.try_record_push("mobilephone=13800000000&content=TD")->number() == 1);
    holds("try_inbox", client.try_inbox(0)->content() == "TD" && client.try_inbox(1).ok() && !*client.try_inbox(1));
    holds("try_status", client.try_status("nobody").error().code() == IHUYI_E_NO_STATUS);

    ihuyi::expected<ihuyi::bulk> list = ihuyi::bulk::try_open(client, from_environment("TMPDIR") + "/cpp-without.journal", {{"rate", "1000"}});
    holds("bulk::try_open", list.ok() && list->is_open());
    // Of the two one has opted out above.
    holds("bulk::try_add", list->try_add("13800000001", content, "order-1001").ok() && list->try_add(mobile, content).code() == IHUYI_E_DENIED);
    holds("bulk::try_run", list->try_run(std::chrono::minutes(1))->state() == ihuyi::bulk_state::done);
    holds("bulk::try_status", list->try_status()->accepted() == 1);
    holds("bulk::try_next", list->try_next(ihuyi::row_state::accepted, 0)->reference() == "order-1001" && !*list->try_next(ihuyi::row_state::accepted, 1));

    const ihuyi::result refused = client.try_send("19900004051", content);
    holds("a refusal is returned", !refused && refused.family() == ihuyi::family::balance && refused.outcome() == ihuyi::outcome::refused);
    const ihuyi::expected<ihuyi::explanation> none = client.try_explain(2, "fax");
    holds("an explanation that is not there", !none && none.error().code() == IHUYI_E_SERVICE && none->name().empty());
    const ihuyi::expected<ihuyi::client> missing = ihuyi::client::try_open("/nonexistent/ihuyi.ini");
    holds("a client that is not there", !missing && !missing->is_open() && missing.error().code() == IHUYI_E_FILE);
    tell_sandbox("faults", "{\"kind\": \"close_after\"}");
    holds("unknown is returned", client.try_send(mobile, content).outcome() == ihuyi::outcome::unknown);
    return failures() != 0;
}
