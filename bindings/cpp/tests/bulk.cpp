// Lists of thousands, against the sandbox that the environment names. Journals go into the temporary folder, each once.
#include <ihuyi.hpp>

#include "check.hpp"

#include <thread>
#include <type_traits>

static_assert(!std::is_copy_constructible<ihuyi::bulk>::value && !std::is_copy_assignable<ihuyi::bulk>::value, "a list has one owner");
static_assert(std::is_nothrow_move_constructible<ihuyi::bulk>::value && std::is_nothrow_move_assignable<ihuyi::bulk>::value, "so that containers move it");
static_assert(std::is_nothrow_copy_constructible<ihuyi::progress>::value && std::is_nothrow_copy_constructible<ihuyi::row>::value, "they are values");
static_assert(!std::is_convertible<ihuyi::row, bool>::value, "a row is no number");

using std::chrono::milliseconds;
using std::chrono::minutes;

static const char content[] = "您的订单已发货。";

static std::string journal(const std::string& name) { return from_environment("TMPDIR") + "/cpp-" + name + ".journal"; }

static ihuyi::client with(const std::string& store)
{
    return ihuyi::client({{"store", "memory:" + store}});
}

static std::size_t taken()
{
    const std::string inbox = sandbox_says("inbox"), name = "\"mobile\":";
    std::size_t count = 0;
    for (std::size_t at = inbox.find(name); at != std::string::npos; at = inbox.find(name, at + 1)) ++count;
    return count;
}

static void sent()
{
    tell_sandbox("reset", "{}");
    ihuyi::bulk list = ihuyi::bulk(with("sent"), journal("sent"), {{"hours", "00:00-24:00"}, {"rate", "1000"}});
    const ihuyi::result added = list.add("13800000000", content, "order-1001");
    holds("a row", added.ok() && added.segments() == 1 && added.recipients() == 1 && !added.left_out() && added.flags() == 0);
    const ihuyi::result out = list.add("1380000000", content, "order-1002");
    holds("a row that is left out throws nothing", !out && out.left_out() && out.local() && out.code() == 406 && !out.message().empty());
    list.add("19900000408", content);
    list.add("13800000001", std::string(71, 'a'), "order-1004");
    const ihuyi::progress plan = list.status();
    holds("while it is planned", plan.state() == ihuyi::bulk_state::planning && plan.rows() == 3 && plan.left_out() == 1 && plan.segments() == 4);
    const ihuyi::progress written = list.run(milliseconds(0));
    holds("its plan is written", written.state() == ihuyi::bulk_state::ready && written.planned() == 3 && written.segments() == 4);
    holds("and nothing was sent", taken() == 0 && written.accepted() == 0 && written.sending() == 0);
    const ihuyi::progress end = list.run(minutes(10));
    holds("it is sent", end.state() == ihuyi::bulk_state::done && end.accepted() == 2 && end.refused() == 1 && end.left_out() == 1);
    holds("what it cost", end.segments() == 4 && end.accepted_segments() == 3);
    holds("and the rest is 0", end.planned() == 0 && end.sending() == 0 && end.unknown() == 0 && end.code() == 0 && end.wait() == 0 && end.flags() == 0 &&
        !end.cut() && end.message().empty());
    same("each once", 2u, taken());

    std::string seen;
    for (const ihuyi::row& one : list.rows()) seen += std::to_string(one.number()) + ':' + std::to_string(static_cast<int>(one.state())) + ' ';
    same("rows: all", "1:3 2:6 3:4 4:3 ", seen);
    const ihuyi::row first = list.next(ihuyi::row_state::accepted, 0);
    holds("a row that was sent", first && first.number() == 1 && first.line() == 1 && first.code() == IHUYI_ACCEPTED && first.segments() == 1);
    same("its number, whole", "13800000000", first.mobile());
    same("what it is called", "order-1001", first.reference());
    holds("its id, its time", !first.message_id().empty() && first.time().size() == 19 && first.flags() == 0 && !first.cut());
    seen.clear();
    for (const ihuyi::row& one : list.rows(ihuyi::row_state::left_out)) seen += one.reference() + ' ' + std::to_string(one.code()) + (one.time().empty() ? "" : "!");
    same("rows: of one state, and no time where nothing was sent", "order-1002 406", seen);
    const ihuyi::bulk::range refused = list.rows(ihuyi::row_state::refused);
    ihuyi::bulk::range::iterator at = refused.begin();
    holds("an iterator", at != refused.end() && at->code() == 408 && !at->message().empty() && (*at++).number() == 3 && at == refused.end());
    const ihuyi::row none = list.next(ihuyi::row_state::accepted, 4);
    holds("no more", !none && none.number() == 0 && none.state() == ihuyi::row_state::all && none.mobile().empty());
}

static void taken_over()
{
    tell_sandbox("reset", "{}");
    const ihuyi::client client = with("over");
    {
        const ihuyi::bulk given_up(client, journal("over"));
        given_up.add("13800000009", content);
    }
    {
        const ihuyi::bulk list(client, journal("over"));
        holds("a plan that was closed has left nothing", list.status().rows() == 0);
        for (int i = 0; i < 5; ++i) list.add("1380000000" + std::to_string(i), content);
        list.run(milliseconds(0));
        try {
            const ihuyi::bulk second(client, journal("over"));
            holds("one at a time has it", false, "nothing was thrown");
        } catch (const ihuyi::setting_error& e) {
            same("one at a time has it", IHUYI_E_FILE, e.code());
        }
    }
    const ihuyi::bulk again(client, journal("over"), "service = sms\nrate = 500");
    holds("it is there", again.status().state() == ihuyi::bulk_state::ready && again.status().planned() == 5);
    try {
        again.add("13800000005", content);
        holds("no row more", false, "nothing was thrown");
    } catch (const ihuyi::argument_error& e) {
        holds("no row more", e.code() == IHUYI_E_ARGUMENT && !e.result().left_out());
    }
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([&again] { while (again.run(milliseconds(50)).state() == ihuyi::bulk_state::ready) {} });
    for (std::thread& thread : threads) thread.join();
    holds("four threads send it", again.status().state() == ihuyi::bulk_state::done && again.status().accepted() == 5);
    same("each row once", 5u, taken());
}

static void halted_and_paused()
{
    const ihuyi::bulk halted(ihuyi::client({{"store", "memory:halted"}, {"lang", "en"}, {"account", "C00000009"}}), journal("halted"));
    halted.add("13800000000", content);
    const ihuyi::progress why = halted.run(minutes(10));
    holds("a list that is halted is no exception", why.state() == ihuyi::bulk_state::halted && why.code() == 405 && why.planned() == 1);
    contains("and says why", why.message(), "mend the cause");
    // The port of discard: nobody listens there.
    const ihuyi::bulk paused(ihuyi::client({{"store", "memory:paused"}, {"gateway", "http://127.0.0.1:9"}}), journal("paused"));
    paused.add("13800000000", content);
    // The first pause is a second. On a machine that stands still for longer it is over before it is told, and the next one is longer.
    const auto pauses = [&paused] {
        for (int tries = 0;; ++tries) {
            const ihuyi::progress told = paused.run(milliseconds(100));
            if (told.state() != ihuyi::bulk_state::ready || tries == 20) return told;
        }
    };
    const ihuyi::progress wait = pauses();
    holds("a list that pauses", wait.state() == ihuyi::bulk_state::paused && wait.wait() > 0 && wait.code() == IHUYI_E_CONNECT && wait.planned() == 1);
}

static void owning()
{
    ihuyi::client client = with("owning");
    ihuyi::bulk first(client, journal("owning"));
    client.close();
    holds("it needs its client no more", first.add("13800000000", content).ok());
    ihuyi::bulk second(std::move(first));
    holds("moved from: closed", !first.is_open() && second.is_open() && second.status().rows() == 1);
    const ihuyi::result refused = first.try_add("13800000001", content);
    holds("moved from: refused", refused.code() == IHUYI_E_ARGUMENT && refused.local() && refused.outcome() == ihuyi::outcome::refused && !refused.left_out());
    contains("moved from: in Chinese", refused.message(), "名单已关闭或已被移走，请另开一个 ihuyi::bulk");
    contains("moved from: in English", refused.message(), "the list is closed or was moved from");
    first = std::move(second);
    ihuyi::bulk& self = first;
    first = std::move(self);
    holds("moved back, and to itself", first.is_open() && first.status().rows() == 1);
    std::vector<ihuyi::bulk> several;
    several.push_back(std::move(first));
    several.emplace_back(with("owning"), journal("other"));
    several[0] = std::move(several[1]);
    // What was there is closed: its path is free.
    holds("in a vector", several[0].is_open() && ihuyi::bulk(with("owning"), journal("owning")).is_open());
    several[0].close();
    several[0].close();
    holds("closed: nothing answers", !several[0].is_open() && several[0].try_run(minutes(1)).error().code() == IHUYI_E_ARGUMENT &&
        several[0].try_status().error().code() == IHUYI_E_ARGUMENT && several[0].try_next(ihuyi::row_state::all, 0).error().code() == IHUYI_E_ARGUMENT);
    ihuyi::client gbk({{"charset", "gbk"}});
    ihuyi::bulk list(gbk, journal("gbk"));
    list.close();
    contains("closed: in the charset of its client", list.try_add("", "").message(), "\303\373\265\245\322\321\271\330\261\325");
}

static void failures_are_told()
{
    ihuyi::client client = with("failures");
    try {
        ihuyi::bulk(client, journal("failures"), {{"hour", "09:00-20:30"}});
        holds("no such option", false, "nothing was thrown");
    } catch (const ihuyi::setting_error& e) {
        holds("no such option", e.code() == IHUYI_E_SETTING && e.result().message().find("hours") != std::string::npos);
    }
    const ihuyi::expected<ihuyi::bulk> none = ihuyi::bulk::try_open(client, "");
    holds("no path", !none && none.error().code() == IHUYI_E_ARGUMENT && !none->is_open());
    const ihuyi::expected<ihuyi::bulk> forged = ihuyi::bulk::try_open(client, journal("failures"), {{"template_id", "1\nrate = 0"}});
    holds("an option that would be two", !forged && forged.error().code() == IHUYI_E_ARGUMENT && forged.error().message().find("template_id") != std::string::npos);
    const ihuyi::bulk list(client, journal("failures"));
    holds("no row before the plan is written", list.try_next(ihuyi::row_state::all, 0).error().code() == IHUYI_E_ARGUMENT);
    holds("less time than none", list.try_run(milliseconds(-1)).error().code() == IHUYI_E_ARGUMENT && list.try_run(std::chrono::hours(-1000000)).error().code() == IHUYI_E_ARGUMENT);
    holds("and nothing is written", list.status().state() == ihuyi::bulk_state::planning);
    const ihuyi::result nul = list.add(std::string("13800000000"), std::string("a\0b", 3));
    holds("a text with a NUL is left out, and not cut", nul.left_out() && nul.code() == IHUYI_E_CONTROL_CHARACTER);
    list.add("13800000000", content);
    holds("more time than can be told", list.run(std::chrono::hours(1000000)).state() == ihuyi::bulk_state::done);
    const ihuyi::expected<ihuyi::row> wrong = list.try_next(static_cast<ihuyi::row_state>(7), 0);
    holds("no such state", !wrong && wrong.error().code() == IHUYI_E_ARGUMENT && !*wrong);
    client.close();
    holds("a closed client", ihuyi::bulk::try_open(client, journal("closed")).error().code() == IHUYI_E_ARGUMENT);
}

int main()
{
    try {
        sent();
        taken_over();
        halted_and_paused();
        owning();
        failures_are_told();
    } catch (const std::exception& e) {
        holds("nothing else is thrown", false, e.what());
    }
    return failures() != 0;
}
