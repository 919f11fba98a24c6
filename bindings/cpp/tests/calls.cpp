// Every throwing call once, against the sandbox that the environment names; and what values and clients are.
#include <ihuyi.hpp>

#include "check.hpp"

#include <type_traits>

static_assert(!std::is_copy_constructible<ihuyi::client>::value && !std::is_copy_assignable<ihuyi::client>::value, "a client has one owner");
static_assert(std::is_nothrow_move_constructible<ihuyi::client>::value && std::is_nothrow_move_assignable<ihuyi::client>::value, "so that containers move it");
static_assert(std::is_default_constructible<ihuyi::client>::value, "with exceptions a constructor can fail");
// An exception that throws while it is copied ends the program.
static_assert(std::is_nothrow_copy_constructible<ihuyi::result>::value, "a result is in every exception");
static_assert(std::is_nothrow_copy_constructible<ihuyi::error>::value, "an exception is copied");

static const char mobile[] = "13800000000";
static const char content[] = "您的验证码是：1234。请不要把验证码泄露给其他人。";

static void sending(const ihuyi::client& client)
{
    const ihuyi::result sent = client.send(mobile, content);
    holds("send: accepted", sent.ok() && sent && sent.outcome() == ihuyi::outcome::accepted && sent.family() == ihuyi::family::none);
    same("send: code", IHUYI_ACCEPTED, sent.code());
    same("send: status", 200, sent.http_status());
    same("send: segments", 1, sent.segments());
    same("send: characters", 32, sent.characters());
    same("send: recipients", 1, sent.recipients());
    holds("send: no balance", !sent.has_balance() && sent.balance() == -1);
    holds("send: id", !sent.message_id().empty());
    same("send: words", "提交成功", sent.message());
    holds("send: no flag", sent.flags() == 0 && !sent.local() && !sent.clock_corrected() && !sent.cut());
    holds("send: time", sent.elapsed_ms() >= 0);

    holds("voice", client.voice(mobile, "1234").ok());
    holds("send_template: one variable", client.send_template(mobile, "1", {"1234"}).ok());
    {
        const ihuyi::result shifted = client.try_send_template(mobile, "2", {"a1", "b|2", "c3"});
        holds("send_template: a separator in a variable is refused", shifted.code() == IHUYI_E_ARGUMENT && shifted.local() &&
            shifted.message().find("variable 2 holds") != std::string::npos && shifted.message().find("\347\254\254 2 \344\270\252") == 0);
        ihuyi::client gbk;
        holds("a client in GBK", gbk.try_set("charset", "gbk").ok());
        // \201\174 is one character, and its second byte is a separator's.
        holds("send_template: half a character is no separator", gbk.try_send_template(mobile, "1", {"\201\174"}).code() != IHUYI_E_ARGUMENT);
        holds("send_template: a separator behind one is", gbk.try_send_template(mobile, "1", {"\201\174|"}).code() == IHUYI_E_ARGUMENT);
        holds("voice_notice: so it is there", client.try_voice_notice(mobile, "1361", {"|"}).code() == IHUYI_E_ARGUMENT);
    }
    holds("send_template: two or more are not a range", client.send_template(mobile, "2", {"a1", "b2", "c3", "d4"}).ok());
    holds("voice_notice", client.voice_notice(mobile, "1361", {"A1", "B2"}).ok());
    holds("international", client.international("1 2025550100", "Your code is 1125").ok());
    const ihuyi::result many = client.marketing({"13800000000", "13800000001"}, "【互亿无线】新品上市，欢迎选购。拒收请回复R【互亿无线】退订回T【互亿无线】", "2030-01-31 09:30:00");
    same("marketing: recipients", 2, many.recipients());
    same("marketing: the time arrives", IHUYI_E_SCHEDULE, client.try_marketing({mobile}, "新品上市，欢迎选购。退订回T【互亿无线】", "tomorrow").code());
    const ihuyi::result left = client.balance("voice");
    holds("balance", left.has_balance() && left.balance() > 0);
    holds("balance: sms without a name", client.balance().has_balance());
    holds("add_template", !client.add_template("您的订单【变量】已发货。").message_id().empty());
}

static void asking(const ihuyi::client& client)
{
    const ihuyi::explanation told = client.explain(4072, "sms", "en");
    holds("explain: known", told.known() && told.family() == ihuyi::family::templates && told.code() == 4072);
    same("explain: name", "IHUYI_CODE_TEMPLATE_MISMATCH", told.name());
    holds("explain: in English", told.advice().find("template") != std::string::npos && told.cause() != told.meaning());
    holds("explain: the client's language, and whole", !told.cut() && told.flags() == 0 && client.explain(4072).meaning() != told.meaning());
    same("explain: the vendor's words", "剩余条数不足", client.explain(4051).text());
    same("segments", 2, client.segments(std::string(71, 'a')).segments());
    same("segments: of a service", 0, client.segments("abc", "international").segments());

    const ihuyi::push receipt = client.parse_push("code=2&msg=DELIVRD&mobilephone=13800000000&smsid=17000000004051283667&report_time=2026-01-31+09%3A30%3A00");
    holds("push: receipt", receipt.kind() == ihuyi::push_kind::receipt && receipt.success() && receipt.code() == 2);
    same("push: id", "17000000004051283667", receipt.message_id());
    same("push: number", mobile, receipt.mobile());
    same("push: status", "DELIVRD", receipt.status());
    holds("push: what it means", !receipt.explanation().empty());
    same("push: answer", "success", receipt.answer());
    same("push: time", "2026-01-31 09:30:00", receipt.time());
    holds("push: what a receipt has not is empty", receipt.template_id().empty() && receipt.content().empty() && receipt.flags() == 0 && !receipt.cut());
    same("strerror", "剩余条数不足", ihuyi::strerror(IHUYI_CODE_BALANCE));
    same("version", IHUYI_VERSION, ihuyi::version());
    same("abi_version", IHUYI_ABI_VERSION, ihuyi::abi_version());
    ihuyi::check_version();
}

static void owning()
{
    ihuyi::client first({{"lang", "en"}});
    ihuyi::client second(std::move(first));
    holds("moved from: closed", !first.is_open() && second.is_open());
    first = std::move(second);
    holds("moved back", first.is_open() && !second.is_open());
    ihuyi::client& self = first;
    first = std::move(self);
    holds("moved to itself", first.is_open() && first.segments("abc").ok());
    std::vector<ihuyi::client> several;
    for (int i = 0; i < 5; ++i) several.push_back(ihuyi::client());
    holds("in a vector", several[0].is_open() && several[4].segments("abc").ok());
    several[0] = std::move(several[1]);
    holds("what was there is freed and the other is there", several[0].is_open() && !several[1].is_open());

    first.close();
    first.close();
    const ihuyi::result closed = first.try_send(mobile, content);
    holds("closed: refused here", !closed && closed.code() == IHUYI_E_ARGUMENT && closed.local() && closed.family() == ihuyi::family::argument);
    contains("closed: words", closed.message(), "客户端已关闭或已被移走，请另建一个 ihuyi::client / the client is closed");
    holds("closed: nothing else answers, the default client least of all",
        !first.try_explain(2) && !first.try_segments("abc") && !first.try_parse_push("code=2") && !first.try_balance() && !first.try_add_template("a") && !first.try_set("lang", "zh"));
    same("closed: charset", "utf-8", first.charset());
    ihuyi::client gbk({{"charset", "gbk"}});
    gbk.close();
    contains("closed: in the charset that it had", gbk.try_balance().message(), "\277\315\273\247\266\313\322\321\271\330\261\325");
    same("closed: charset gbk", "gbk", gbk.charset());
    ihuyi::client big5({{"charset", "big5"}});
    big5.close();
    holds("closed: in another charset in English", big5.try_balance().message().compare(0, 10, "the client") == 0);
    first = ihuyi::client();
    holds("open again", first.segments("abc").ok());
}

static void settings()
{
    ihuyi::settings more;
    more.add("lang", "en").add("signature", "ABCD");
    ihuyi::client client(more);
    same("settings are set", 9, client.segments("abc").characters());
    contains("language", client.try_voice(mobile, "12").message(), "digits");
    client.set("signature", "");
    same("an empty value is the default", 9, client.segments("abc").characters());
    client.set("signature", "AB");
    same("set", 7, client.segments("abc").characters());
    const ihuyi::expected<ihuyi::client> none = ihuyi::client::try_create({{"lang", "en"}, {"charsett", "gbk"}});
    holds("one wrong setting: no client", !none && !none->is_open());
    contains("one wrong setting: which", none.error().message(), "charsett");
    ihuyi::client gbk({{"charset", "gbk"}});
    same("gbk: charset", "gbk", gbk.charset());
    same("gbk: bytes pass through", "\314\341\275\273\263\311\271\246", gbk.send(mobile, "\304\372\272\303").message());
}

static void nul()
{
    const ihuyi::client client;
    const std::string cut("您的验证码是：1234\0。", 29);
    const ihuyi::result result = client.try_send(mobile, cut);
    same("a NUL in a text is refused, not cut", IHUYI_E_CONTROL_CHARACTER, result.code());
    holds("a NUL in a service is no service", client.try_submit(std::string("sms\0x", 5), mobile, content).code() == IHUYI_E_SERVICE);
    const ihuyi::result boxed = ihuyi::try_send("C00000000", "0123456789abcdef0123456789abcdef", mobile, cut);
    same("a NUL, without a client", IHUYI_E_CONTROL_CHARACTER, boxed.code());
}

int main()
{
    // What is thrown here belongs to no check and so fails.
    try {
        const ihuyi::client client;
        sending(client);
        asking(client);
        owning();
        settings();
        nul();
        const std::string account = from_environment("IHUYI_ACCOUNT"), apikey = from_environment("IHUYI_APIKEY");
        holds("the box: send", ihuyi::send(account, apikey, mobile, content).ok());
        holds("the box: voice", ihuyi::voice(account, apikey, mobile, "1234").ok());
    } catch (const std::exception& e) {
        holds("nothing is thrown", false, e.what());
    }
    return failures() != 0;
}
