// Which class is thrown for what, and what an exception holds. The sandbox answers numbers that begin with 199 with the code that follows.
#include <ihuyi.hpp>

#include "check.hpp"

#include <functional>
#include <typeinfo>

static const char content[] = "您的验证码是：1234。请不要把验证码泄露给其他人。";
static const char apikey[] = "0123456789abcdef0123456789abcdef";

// Runs it and checks that exactly this class comes, and that it is the class of its own family.
template <class Wanted> static void throws(const std::string& name, ihuyi::family family, std::int32_t code, const std::function<void()>& run)
{
    try {
        run();
        holds(name, false, "nothing was thrown");
    } catch (const ihuyi::error& e) {
        holds(name + ": class", typeid(e) == typeid(Wanted), std::string(typeid(e).name()) + ": " + e.what());
        same(name + ": family", static_cast<int>(family), static_cast<int>(e.family()));
        same(name + ": code", code, e.code());
        holds(name + ": there are words", !e.result().message().empty());
        contains(name + ": the words", e.what(), std::to_string(code) + ": " + e.result().message());
        contains(name + ": where to read more", e.what(), "docs/codes.md#code-" + std::to_string(code));
        holds(name + ": it did not succeed", !e.result().ok() && e.outcome() == e.result().outcome());
        lacks(name + ": no number", e.what(), "19900");
        lacks(name + ": no key", e.what(), "0123456789abcdef");
    }
}

template <class Wanted> static void refused(const ihuyi::client& client, ihuyi::family family, std::int32_t code)
{
    std::string digits = std::to_string(code);
    digits.insert(0, 8 - digits.size(), '0');
    throws<Wanted>("refused with " + std::to_string(code), family, code, [&] { client.send("199" + digits, content); });
}

static void families()
{
    const ihuyi::client client;
    using ihuyi::family;
    refused<ihuyi::account_error>(client, family::account, IHUYI_CODE_CREDENTIALS);
    refused<ihuyi::balance_error>(client, family::balance, IHUYI_CODE_BALANCE);
    refused<ihuyi::number_error>(client, family::number, IHUYI_CODE_MOBILE_BLACKLISTED);
    refused<ihuyi::content_error>(client, family::content, IHUYI_CODE_SENSITIVE_WORDS);
    refused<ihuyi::template_error>(client, family::templates, IHUYI_CODE_TEMPLATE_MISMATCH);
    refused<ihuyi::limit_error>(client, family::limit, IHUYI_CODE_TOO_FAST);
    refused<ihuyi::gateway_error>(client, family::gateway, IHUYI_CODE_FAILED);
    throws<ihuyi::argument_error>("no such service", family::argument, IHUYI_E_SERVICE, [&] { client.balance("fax"); });
    throws<ihuyi::argument_error>("explain of no such service", family::argument, IHUYI_E_SERVICE, [&] { client.explain(2, "fax"); });
    throws<ihuyi::argument_error>("no push", family::argument, IHUYI_E_PUSH, [&] { client.parse_push("x"); });
    throws<ihuyi::setting_error>("no such setting", family::setting, IHUYI_E_SETTING, [&] { ihuyi::client({{"charsett", "gbk"}}); });
    throws<ihuyi::setting_error>("no such file", family::setting, IHUYI_E_FILE, [&] { ihuyi::client::open("/nonexistent/ihuyi.ini"); });
    throws<ihuyi::setting_error>("a key that cannot be one is not shown", family::setting, IHUYI_E_VALUE, [&] { ihuyi::client({{"apikey", std::string(apikey) + "\x01"}}); });
    // The port of discard: nobody listens there.
    const ihuyi::client away({{"gateway", "http://127.0.0.1:9"}});
    throws<ihuyi::network_error>("nobody listens", family::network, IHUYI_E_CONNECT, [&] { away.send("19900000002", content); });
    tell_sandbox("faults", "{\"kind\": \"reset_after\"}");
    throws<ihuyi::outcome_unknown>("the connection breaks", family::unknown, IHUYI_E_UNKNOWN, [&] { client.send("19900000002", content); });
    throws<ihuyi::account_error>("the box, a wrong key", family::account, IHUYI_CODE_PASSWORD_MISMATCH,
        [] { ihuyi::send("C00000000", "ffffffffffffffffffffffffffffffff", "19900000002", content); });
    throws<ihuyi::content_error>("the box, no code", family::content, IHUYI_CODE_VOICE_DIGITS, [] { ihuyi::voice("V00000000", apikey, "19900000002", "12"); });
}

// The library cannot be made to answer these; what would be done with such an answer can be seen all the same.
static void unforeseen()
{
    ihuyi_result raw = IHUYI_RESULT_INIT;
    raw.code = IHUYI_E_PANIC;
    raw.family = IHUYI_FAMILY_INTERNAL;
    std::string("a defect").copy(raw.message, sizeof raw.message - 1);
    throws<ihuyi::internal_error>("a defect of the library", ihuyi::family::internal, IHUYI_E_PANIC, [&] { ihuyi::detail::raise(ihuyi::result(raw.code, raw, IHUYI_OK)); });
    raw.family = 99;
    throws<ihuyi::error>("a family that a newer library added", static_cast<ihuyi::family>(99), IHUYI_E_PANIC, [&] { ihuyi::detail::raise(ihuyi::result(raw.code, raw, IHUYI_OK)); });
    const ihuyi_result unwritten = IHUYI_RESULT_INIT;
    const ihuyi::result refused(IHUYI_E_STRUCT_SIZE, unwritten, IHUYI_OK);
    holds("a result that the library did not write is no success", !refused && refused.code() == IHUYI_E_STRUCT_SIZE && refused.outcome() == ihuyi::outcome::refused && !refused.has_balance());
}

static void catching()
{
    const ihuyi::client client;
    std::string caught;
    try {
        client.send("19900004051", content);
    } catch (const std::runtime_error& e) {
        caught = e.what();
    }
    contains("every one is a std::runtime_error", caught, "4051: 剩余条数不足");
    const ihuyi::result tried = client.try_send("19900004051", content);
    holds("try_ returns what the other throws", tried.code() == IHUYI_CODE_BALANCE && tried.message() == "剩余条数不足" && !tried.ok());
    tell_sandbox("faults", "{\"kind\": \"wrong_clock\", \"offset\": 3600}");
    const ihuyi::result corrected = client.send("19900000002", content);
    holds("a clock that was corrected is told", corrected.clock_corrected() && corrected.flags() == IHUYI_FLAG_CLOCK_CORRECTED && !corrected.local());
    tell_sandbox("reset", "");
}

int main()
{
    try {
        families();
        unforeseen();
        catching();
    } catch (const std::exception& e) {
        holds("nothing else is thrown", false, e.what());
    }
    return failures() != 0;
}
