// What became of a message, and what users answered, against the sandbox that the environment names. Each part has a store of its own.
#include <ihuyi.hpp>

#include "check.hpp"

#include <type_traits>

static_assert(std::is_nothrow_copy_constructible<ihuyi::delivery>::value, "a delivery is a value");
static_assert(!std::is_convertible<ihuyi::push, bool>::value, "a push is no number");

static const char mobile[] = "13800000000";
static const char content[] = "您的验证码是：1234。请不要把验证码泄露给其他人。";

static ihuyi::client with(const std::string& store)
{
    return ihuyi::client({{"store", "memory:" + store}, {"track", "on"}});
}

static std::string receipt(const std::string& code, const std::string& status, const std::string& id)
{
    return "code=" + code + "&msg=" + status + "&mobilephone=13800000000&smsid=" + id + "&report_time=2026-01-31+09%3A30%3A00";
}

// The id of the newest message that the gateway took.
static std::string taken()
{
    const std::string ledger = sandbox_says("ledger"), name = "\"id\":\"";
    const std::size_t at = ledger.rfind(name) + name.size();
    return ledger.substr(at, ledger.find('"', at) - at);
}

static void told()
{
    const ihuyi::client client = with("told");
    const std::string id = client.send(mobile, content).message_id();
    const ihuyi::delivery sent = client.status(id);
    holds("accepted", sent.state() == ihuyi::state::accepted && sent.code() == 0 && sent.recipients() == 1 && sent.delivered() == 0 && sent.failed() == 0);
    holds("accepted: what is not known is empty", sent.status().empty() && sent.explanation().empty() && sent.reported().empty());
    same("its service", "sms", sent.service());
    same("its id", id, sent.message_id());
    same("its number, masked", "138****0000", sent.mobile());
    same("when", 19u, sent.submitted().size());
    holds("no flag", sent.flags() == 0 && !sent.settled() && !sent.cut());

    const ihuyi::push failure = client.record_push(receipt("0", "MK:0001", id));
    holds("a receipt", failure && failure.kind() == ihuyi::push_kind::receipt && !failure.success() && failure.number() == 0);
    same("what to answer", "success", failure.answer());
    const ihuyi::delivery failed = client.status(id);
    holds("failed", failed.state() == ihuyi::state::failed && failed.failed() == 1 && failed.delivered() == 0);
    same("failed: status", "MK:0001", failed.status());
    holds("failed: what to do", !failed.explanation().empty());
    same("failed: when", "2026-01-31 09:30:00", failed.reported());
    client.record_push(receipt("2", "DELIVRD", id));
    const ihuyi::delivery delivered = client.status(id);
    holds("delivered", delivered.state() == ihuyi::state::delivered && delivered.code() == 2 && delivered.delivered() == 1 && delivered.failed() == 0);
}

static void unknown()
{
    const ihuyi::client client = with("unknown");
    const ihuyi::keys reference{{"reference", "order-1001-paid"}};
    tell_sandbox("faults", "{\"kind\": \"reset_after\"}");
    holds("of unknown end", client.try_submit("sms", mobile, content, "", reference).outcome() == ihuyi::outcome::unknown);
    const ihuyi::delivery open = client.status("order-1001-paid");
    holds("unknown", open.state() == ihuyi::state::unknown && open.message_id().empty() && !open.settled());
    holds("by its number", client.status(mobile).state() == ihuyi::state::unknown);
    const std::string id = taken();
    client.record_push(receipt("2", "DELIVRD", id));
    const ihuyi::delivery settled = client.status("order-1001-paid");
    holds("its receipt settles it", settled.state() == ihuyi::state::delivered && settled.settled() && settled.flags() == IHUYI_FLAG_SETTLED);
    same("with its id", id, settled.message_id());
    const ihuyi::result again = client.submit("sms", mobile, content, "", reference);
    holds("sent again it is that one", again.repeated() && again.message_id() == id);
}

static void inbox()
{
    const ihuyi::client client = with("inbox");
    holds("nothing yet", !client.inbox(0));
    const std::string reply = "mobilephone=13800000000&content=TD&reply_time=2026-01-31+09%3A30%3A00";
    same("a reply has a number", 1u, client.record_push(reply).number());
    same("and keeps it", 1u, client.record_push(reply).number());
    same("a verdict has the next", 2u, client.record_push("code=2&msg=ok&templateid=10001").number());
    std::string seen;
    std::uint32_t last = 0;
    for (ihuyi::push one = client.inbox(last); one; one = client.inbox(last)) {
        last = one.number();
        seen += std::to_string(last) + one.content() + one.template_id() + ' ';
    }
    same("both are read once", "1TD 210001 ", seen);
    const ihuyi::expected<ihuyi::push> none = client.try_inbox(last);
    holds("no more is no failure", none.ok() && !*none && none->number() == 0);
}

static void failures_are_told()
{
    ihuyi::client client = with("failures");
    try {
        client.status("nobody");
        holds("nothing is remembered", false, "nothing was thrown");
    } catch (const ihuyi::store_error& e) {
        same("nothing is remembered", IHUYI_E_NO_STATUS, e.code());
    }
    try {
        client.record_push("x");
        holds("no push", false, "nothing was thrown");
    } catch (const ihuyi::argument_error& e) {
        same("no push", IHUYI_E_PUSH, e.code());
    }
    const ihuyi::expected<ihuyi::delivery> none = client.try_status("nobody");
    holds("try_status", !none && none.error().code() == IHUYI_E_NO_STATUS && none->state() == ihuyi::state::none);
    const ihuyi::expected<ihuyi::push> wrong = client.try_record_push("x");
    holds("try_record_push", !wrong && wrong.error().code() == IHUYI_E_PUSH && wrong->answer().empty());
    client.set("store", "sqlite:/dev/null/ihuyi.db");
    holds("no store: a reply", client.try_record_push("mobilephone=13800000000&content=TD").error().family() == ihuyi::family::store);
    holds("no store: the inbox", client.try_inbox(0).error().family() == ihuyi::family::store);
    client.close();
    holds("closed: nothing answers", client.try_status(mobile).error().code() == IHUYI_E_ARGUMENT && client.try_record_push("x").error().code() == IHUYI_E_ARGUMENT &&
        client.try_inbox(0).error().code() == IHUYI_E_ARGUMENT);
}

int main()
{
    try {
        told();
        unknown();
        inbox();
        failures_are_told();
    } catch (const std::exception& e) {
        holds("nothing else is thrown", false, e.what());
    }
    return failures() != 0;
}
