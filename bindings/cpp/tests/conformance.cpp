// The conformance runner of ihuyi.hpp: reads calls from standard input, one a line, makes them by the throwing calls, and answers each with
// one line. What the lines mean stands in tests/conformance/README.md.
#include <ihuyi.hpp>

#include <dlfcn.h>

#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <thread>

namespace {

// What this language has no way to say.
struct inexpressible {
    const char* what;
};

// ---- A line and its parts

class fields {
public:
    explicit fields(const std::string& line) : values_()
    {
        std::istringstream parts(line);
        for (std::string part; std::getline(parts, part, '&');) {
            const std::size_t equals = part.find('=');
            if (equals == std::string::npos) throw std::invalid_argument("no name=value: " + part);
            values_[part.substr(0, equals)] = decoded(part.substr(equals + 1));
        }
    }

    // A std::string is there: it can be empty, not null.
    const std::string& text(const std::string& name) const
    {
        const std::map<std::string, std::string>::const_iterator at = values_.find(name);
        if (at == values_.end()) throw inexpressible{"null"};
        return at->second;
    }

    // An argument that can be left out.
    std::string optional(const std::string& name) const { return values_.count(name) != 0 ? text(name) : std::string(); }

    // Lines of key = value as the interface takes them; a line that is none only as text.
    ihuyi::keys keys() const
    {
        const std::string all = optional("keys");
        ihuyi::keys out;
        std::istringstream lines(all);
        for (std::string line; std::getline(lines, line);) {
            const std::size_t equals = line.find('=');
            if (equals == std::string::npos) return all;
            out.add(line.substr(0, equals), line.substr(equals + 1));
        }
        return out;
    }

    long number(const std::string& name) const { return std::stol(text(name)); }

private:
    static std::string decoded(const std::string& from)
    {
        std::string to;
        for (std::size_t i = 0; i < from.size(); ++i) {
            if (from[i] == '%' && i + 2 < from.size()) {
                to += static_cast<char>(std::stoi(from.substr(i + 1, 2), nullptr, 16));
                i += 2;
            } else {
                to += from[i];
            }
        }
        return to;
    }

    std::map<std::string, std::string> values_;
};

// ---- An answer

class answer {
public:
    answer& put(const std::string& name, const std::string& value)
    {
        static const char digits[] = "0123456789ABCDEF";
        static const std::string plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-";
        if (!line_.empty()) line_ += '&';
        line_ += name + '=';
        for (const char c : value) {
            const unsigned byte = static_cast<unsigned char>(c);
            if (plain.find(c) != std::string::npos) line_ += c;
            else line_.append({'%', digits[byte >> 4], digits[byte & 15]});
        }
        return *this;
    }

    answer& put(const std::string& name, long value) { return put(name, std::to_string(value)); }

    answer& put(const ihuyi::result& of)
    {
        return put("code", of.code()).put("outcome", static_cast<long>(of.outcome())).put("http_status", of.http_status())
            .put("flags", static_cast<long>(of.flags())).put("segments", of.segments()).put("characters", of.characters())
            .put("recipients", of.recipients()).put("balance", of.balance()).put("family", static_cast<long>(of.family()))
            .put("message_id", of.message_id()).put("message", of.message());
    }

    answer& put(const ihuyi::verification& of)
    {
        return put(of.result()).put("id", of.id()).put("channel", static_cast<long>(of.channel())).put("digits", of.digits())
            .put("wait", of.wait()).put("valid", of.valid()).put("left", of.left()).put("purpose", of.purpose())
            .put("mobile", of.mobile()).put("limit", of.limit());
    }

    answer& put(const ihuyi::decision& of)
    {
        return put(of.result()).put("allowed", of.allowed()).put("wait", of.wait()).put("limit", of.limit());
    }

    // A decision or a picture that is not there is no, and nothing.
    answer& raised(const ihuyi::error& e, const char* class_of_it)
    {
        return put(e.verification()).put("allowed", 0).put("length", 0).put("png", "").put("data_uri", "").put("raised", class_of_it);
    }

    const std::string& line() const { return line_; }

private:
    std::string line_;
};

// ---- The calls

std::unique_ptr<ihuyi::client> client;

// There is no call on an object that is not there.
ihuyi::client& there()
{
    if (!client) throw inexpressible{"null"};
    return *client;
}

void hello(const fields&, answer& out)
{
    Dl_info info;
    void* const symbol = dlsym(RTLD_DEFAULT, "ihuyi_version");
#ifdef __clang__
    const std::string compiler = "clang " __clang_version__;
#else
    const std::string compiler = "gcc " __VERSION__;
#endif
    out.put("binding", "cpp").put("language", "C++" + std::to_string(__cplusplus / 100 % 100) + ", " + compiler);
    out.put("strings", "bytes").put("exceptions", "yes");
    out.put("library", symbol != nullptr && dladdr(symbol, &info) != 0 ? info.dli_fname : "");
    out.put("version", ihuyi::version()).put("abi", ihuyi::abi_version());
}

void send(const fields& f, answer& out)
{
    out.put(ihuyi::send(f.text("account"), f.text("password"), f.text("mobile"), f.text("content")));
}

void voice(const fields& f, answer& out)
{
    out.put(ihuyi::voice(f.text("account"), f.text("password"), f.text("mobile"), f.text("code")));
}

void words(const fields& f, answer& out)
{
    out.put("text", ihuyi::strerror(static_cast<std::int32_t>(f.number("code"))));
}

// Of a call that returns no result: what follows from its having returned.
void returned(answer& out, long code, long outcome, long flags, long family)
{
    out.put("code", code).put("outcome", outcome).put("http_status", 0).put("flags", flags).put("segments", 0).put("characters", 0);
    out.put("recipients", 0).put("balance", -1).put("family", family).put("message_id", "").put("message", "");
}

void made(ihuyi::client from, answer& out)
{
    client.reset(new ihuyi::client(std::move(from)));
    returned(out, IHUYI_OK, 0, 0, IHUYI_FAMILY_NONE);
    out.put("ok", 1);
}

void make(const fields&, answer& out)
{
    client.reset();
    made(ihuyi::client(), out);
}

void open(const fields& f, answer& out)
{
    client.reset();
    made(ihuyi::client::open(f.text("path")), out);
}

void set(const fields& f, answer& out) { out.put(there().set(f.text("key"), f.text("value"))); }

void close(const fields&, answer&)
{
    if (client) client->close();
}

void submit(const fields& f, answer& out)
{
    out.put(there().submit(f.text("service"), f.text("mobile"), f.text("content"), f.optional("template_id"), f.optional("options")));
}

void balance(const fields& f, answer& out) { out.put(there().balance(f.optional("service"))); }
void add_template(const fields& f, answer& out) { out.put(there().add_template(f.text("content"))); }
void segments(const fields& f, answer& out) { out.put(there().segments(f.text("content"), f.optional("service"))); }

void explain(const fields& f, answer& out)
{
    const ihuyi::explanation told =
        there().explain(static_cast<std::int32_t>(f.number("code")), f.optional("service"), f.optional("lang"));
    out.put("code", told.code()).put("known", told.known()).put("family", static_cast<long>(told.family())).put("name", told.name());
    out.put("text", told.text()).put("meaning", told.meaning()).put("cause", told.cause()).put("advice", told.advice());
}

void put_push(const ihuyi::push& told, answer& out)
{
    out.put("kind", static_cast<long>(told.kind())).put("code", told.code()).put("success", told.success());
    out.put("message_id", told.message_id()).put("mobile", told.mobile()).put("status", told.status());
    out.put("explanation", told.explanation()).put("time", told.time()).put("template_id", told.template_id());
    out.put("content", told.content()).put("answer", told.answer()).put("number", static_cast<long>(told.number()));
}

void push_parse(const fields& f, answer& out) { put_push(there().parse_push(f.text("body")), out); }
void push_record(const fields& f, answer& out) { put_push(there().record_push(f.text("body")), out); }
void inbox(const fields& f, answer& out) { put_push(there().inbox(static_cast<std::uint32_t>(f.number("after"))), out); }

void status(const fields& f, answer& out)
{
    const ihuyi::delivery told = there().status(f.text("what"));
    out.put("state", static_cast<long>(told.state())).put("code", told.code()).put("flags", static_cast<long>(told.flags()));
    out.put("recipients", told.recipients()).put("delivered", told.delivered()).put("failed", told.failed());
    out.put("service", told.service()).put("message_id", told.message_id()).put("mobile", told.mobile());
    out.put("status", told.status()).put("explanation", told.explanation());
    out.put("submitted", told.submitted()).put("reported", told.reported());
}

void verify_start(const fields& f, answer& out) { out.put(there().verify_start(f.text("purpose"), f.text("mobile"), f.keys())); }
void verify_resend(const fields& f, answer& out) { out.put(there().verify_resend(f.text("id"), f.optional("channel"), f.keys())); }
void verify_check(const fields& f, answer& out) { out.put(there().verify_check(f.text("id"), f.text("code"))); }
void guard_ask(const fields& f, answer& out) { out.put(there().guard_ask(f.optional("service"), f.optional("mobile"), f.keys())); }
void guard_status(const fields& f, answer& out) { out.put(there().guard_status(f.optional("service"), f.optional("mobile"), f.keys())); }
void guard_unlock(const fields& f, answer& out) { out.put(there().guard_unlock(f.text("kind"), f.optional("value"))); }

void captcha_new(const fields& f, answer& out)
{
    const ihuyi::captcha told = there().captcha_new(f.keys());
    static const char digits[] = "0123456789abcdef";
    std::string png;
    for (const char c : told.png()) {
        const unsigned byte = static_cast<unsigned char>(c);
        png.append({digits[byte >> 4], digits[byte & 15]});
    }
    returned(out, IHUYI_OK, 0, 0, IHUYI_FAMILY_NONE);
    out.put("id", told.id()).put("length", told.length()).put("valid", told.valid()).put("png", png).put("data_uri", told.data_uri());
}

void captcha_check(const fields& f, answer& out)
{
    // A wrong answer is no exception, and the interface says no more of it than that.
    if (there().captcha_check(f.text("id"), f.text("answer"))) returned(out, IHUYI_OK, 0, 0, IHUYI_FAMILY_NONE);
    else returned(out, IHUYI_E_CAPTCHA_WRONG, IHUYI_OUTCOME_REFUSED, IHUYI_FLAG_LOCAL, IHUYI_FAMILY_VERIFY);
}

std::unique_ptr<ihuyi::bulk> list;

ihuyi::bulk& listed()
{
    if (!list) throw inexpressible{"null"};
    return *list;
}

void bulk_open(const fields& f, answer& out)
{
    list.reset();
    list.reset(new ihuyi::bulk(there(), f.text("journal"), f.optional("options")));
    returned(out, IHUYI_OK, 0, 0, IHUYI_FAMILY_NONE);
    out.put("ok", 1);
}

void bulk_add(const fields& f, answer& out) { out.put(listed().add(f.text("mobile"), f.text("content"), f.optional("reference"))); }

void put_progress(const ihuyi::progress& told, answer& out)
{
    out.put("phase", static_cast<long>(told.state())).put("code", told.code()).put("wait", told.wait());
    out.put("flags", static_cast<long>(told.flags())).put("rows", told.rows()).put("planned", told.planned());
    out.put("sending", told.sending()).put("accepted", told.accepted()).put("refused", told.refused()).put("unknown", told.unknown());
    out.put("left_out", told.left_out()).put("segments", told.segments()).put("accepted_segments", told.accepted_segments());
    out.put("message", told.message());
}

void bulk_run(const fields& f, answer& out) { put_progress(listed().run(std::chrono::milliseconds(f.number("budget_ms"))), out); }
void bulk_status(const fields&, answer& out) { put_progress(listed().status(), out); }

void bulk_next(const fields& f, answer& out)
{
    const ihuyi::row told =
        listed().next(static_cast<ihuyi::row_state>(f.number("stands")), static_cast<std::uint32_t>(f.number("after")));
    out.put("number", static_cast<long>(told.number())).put("stands", static_cast<long>(told.state())).put("code", told.code());
    out.put("flags", static_cast<long>(told.flags())).put("line", told.line()).put("segments", told.segments());
    out.put("mobile", told.mobile()).put("reference", told.reference()).put("message_id", told.message_id());
    out.put("time", told.time()).put("message", told.message());
}

void bulk_close(const fields&, answer&) { list.reset(); }

void parallel(const fields& f, answer& out)
{
    const std::size_t count = static_cast<std::size_t>(f.number("workers")), times = static_cast<std::size_t>(f.number("times"));
    const long first = f.number("mobile");
    const std::string service = f.text("service"), content = f.text("content");
    const ihuyi::client& shared = there();
    // Each thread writes to a list of its own; an exception holds the same result that a return would.
    std::vector<std::vector<ihuyi::result> > came(count);
    std::vector<std::thread> threads;
    for (std::size_t worker = 0; worker < count; ++worker) {
        threads.emplace_back([&, worker] {
            for (std::size_t i = 0; i < times; ++i) {
                const std::string mobile = std::to_string(first + static_cast<long>(worker * times + i));
                try {
                    came[worker].push_back(shared.submit(service, mobile, content));
                } catch (const ihuyi::error& e) {
                    came[worker].push_back(e.result());
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();

    std::map<ihuyi::outcome, long> outcomes;
    std::set<std::string> ids;
    for (const std::vector<ihuyi::result>& results : came) {
        for (const ihuyi::result& one : results) {
            ++outcomes[one.outcome()];
            if (!one.message_id().empty()) ids.insert(one.message_id());
        }
    }
    out.put("accepted", outcomes[ihuyi::outcome::accepted]).put("refused", outcomes[ihuyi::outcome::refused]);
    out.put("not_sent", outcomes[ihuyi::outcome::not_sent]).put("unknown", outcomes[ihuyi::outcome::unknown]);
    out.put("ids", static_cast<long>(ids.size()));
}

const std::map<std::string, std::function<void(const fields&, answer&)> > calls = {
    {"hello", hello}, {"send", send}, {"voice", voice}, {"strerror", words}, {"new", make}, {"open", open}, {"set", set}, {"free", close},
    {"submit", submit}, {"balance", balance}, {"add_template", add_template}, {"explain", explain}, {"segments", segments},
    {"push_parse", push_parse}, {"parallel", parallel}, {"verify_start", verify_start}, {"verify_resend", verify_resend},
    {"verify_check", verify_check}, {"guard_ask", guard_ask}, {"guard_status", guard_status}, {"guard_unlock", guard_unlock},
    {"captcha_new", captcha_new}, {"captcha_check", captcha_check}, {"push_record", push_record}, {"status", status}, {"inbox", inbox},
    {"bulk_open", bulk_open}, {"bulk_add", bulk_add}, {"bulk_run", bulk_run}, {"bulk_status", bulk_status}, {"bulk_next", bulk_next},
    {"bulk_close", bulk_close},
};

// The word is taken from the class, so that a class for the wrong family is seen.
answer answered(const std::string& line)
{
    const std::size_t blank = line.find(' ');
    answer out;
    try {
        calls.at(line.substr(0, blank))(fields(blank == std::string::npos ? "" : line.substr(blank + 1)), out);
        return out;
    }
    catch (const ihuyi::account_error& e) { return answer().raised(e, "account"); }
    catch (const ihuyi::balance_error& e) { return answer().raised(e, "balance"); }
    catch (const ihuyi::number_error& e) { return answer().raised(e, "number"); }
    catch (const ihuyi::content_error& e) { return answer().raised(e, "content"); }
    catch (const ihuyi::template_error& e) { return answer().raised(e, "template"); }
    catch (const ihuyi::limit_error& e) { return answer().raised(e, "limit"); }
    catch (const ihuyi::gateway_error& e) { return answer().raised(e, "gateway"); }
    catch (const ihuyi::argument_error& e) { return answer().raised(e, "argument"); }
    catch (const ihuyi::setting_error& e) { return answer().raised(e, "setting"); }
    catch (const ihuyi::network_error& e) { return answer().raised(e, "network"); }
    catch (const ihuyi::outcome_unknown& e) { return answer().raised(e, "unknown"); }
    catch (const ihuyi::internal_error& e) { return answer().raised(e, "internal"); }
    catch (const ihuyi::verify_error& e) { return answer().raised(e, "verify"); }
    catch (const ihuyi::store_error& e) { return answer().raised(e, "store"); }
    catch (const ihuyi::error& e) { return answer().raised(e, "error"); }
    catch (const inexpressible& e) { return answer().put("inexpressible", e.what); }
    catch (const std::exception& e) { return answer().put("error", e.what()); }
}

}  // namespace

int main()
{
    for (std::string line; std::getline(std::cin, line);) std::cout << answered(line).line() << std::endl;
    list.reset();
    client.reset();
    return std::cout ? 0 : 1;
}
