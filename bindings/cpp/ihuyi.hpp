// SPDX-License-Identifier: MIT OR Apache-2.0
// ihuyi.hpp - libihuyi for C++11 and later: text messages and voice codes through the ihuyi gateway.
//
//     #include <ihuyi.hpp>
//
//     ihuyi::client client({{"account", "C00000000"}, {"apikey", "your APIKEY"}});
//     try {
//         std::string id = client.send("13800000000", text).message_id();
//     } catch (const ihuyi::outcome_unknown&) {      // it may have gone: do not resend blindly
//     } catch (const ihuyi::error& e) {              // it did not: e.what() says why and where to read more
//     }
//
// Header-only; needs ihuyi.h beside it and nothing but libihuyi at link time.
//
// Two names   Every call X has a twin try_X. X throws a class derived from ihuyi::error when the call did not succeed (that a code was
//             mistyped, or that a limit says no to who asks it, is an answer and no failure). try_X returns the same whatever came of it, and throws nothing of ours (std::bad_alloc, if anything). Without exceptions
//             (-fno-exceptions) the throwing names and the public constructors of client do not exist, so that no program can
//             believe that a failure would be told to it; client::try_create makes the client then.
// Text        std::string holds the bytes of the client's charset, in and out: UTF-8 unless the setting `charset` says otherwise.
// Threads     const members of one client or list may run in many threads at once. set, close, moving and the destructor want it for themselves.
// Macros      IHUYI_CPP_EXCEPTIONS is 1 or 0, and may be set before the header is included.
//
// This file is ASCII, so that every compiler in every locale reads the same. What the calls mean is told by ihuyi.h.

#ifndef IHUYI_HPP
#define IHUYI_HPP

#include "ihuyi.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#ifndef IHUYI_CPP_EXCEPTIONS
#if defined(__cpp_exceptions) || defined(__EXCEPTIONS) || defined(_CPPUNWIND)
#define IHUYI_CPP_EXCEPTIONS 1
#else
#define IHUYI_CPP_EXCEPTIONS 0
#endif
#endif

#if IHUYI_CPP_EXCEPTIONS
#include <stdexcept>
#endif

// A result that nobody looks at is a message that nobody knows about.
#if __cplusplus >= 201703L || (defined(_MSVC_LANG) && _MSVC_LANG >= 201703L)
#define IHUYI_CPP_NODISCARD [[nodiscard]]
#else
#define IHUYI_CPP_NODISCARD
#endif

namespace ihuyi {

// What became of a message: exactly one of the four. `none`: the call asks no gateway, and succeeded.
enum class outcome : std::int32_t {
    none = 0,
    accepted = IHUYI_OUTCOME_ACCEPTED,
    refused = IHUYI_OUTCOME_REFUSED,
    not_sent = IHUYI_OUTCOME_NOT_SENT,
    unknown = IHUYI_OUTCOME_UNKNOWN
};

// What a code is about. A newer library may answer with a number that is not here.
enum class family : std::int32_t {
    none = IHUYI_FAMILY_NONE,
    account = IHUYI_FAMILY_ACCOUNT,
    balance = IHUYI_FAMILY_BALANCE,
    number = IHUYI_FAMILY_NUMBER,
    content = IHUYI_FAMILY_CONTENT,
    templates = IHUYI_FAMILY_TEMPLATE,  // `template` is a keyword
    limit = IHUYI_FAMILY_LIMIT,
    gateway = IHUYI_FAMILY_GATEWAY,
    argument = IHUYI_FAMILY_ARGUMENT,
    setting = IHUYI_FAMILY_SETTING,
    network = IHUYI_FAMILY_NETWORK,
    unknown = IHUYI_FAMILY_UNKNOWN,
    internal = IHUYI_FAMILY_INTERNAL,
    verify = IHUYI_FAMILY_VERIFY,
    store = IHUYI_FAMILY_STORE
};

// The way a one-time code went.
enum class channel : std::int32_t {
    none = 0,
    sms = IHUYI_CHANNEL_SMS,
    voice = IHUYI_CHANNEL_VOICE
};

// How it stands with a one-time code. `failed`: something else, and the result says what.
enum class code_status { ok, wrong, expired, none, locked, failed };

enum class push_kind : std::int32_t {
    none = 0,
    receipt = IHUYI_PUSH_RECEIPT,
    reply = IHUYI_PUSH_REPLY,
    template_review = IHUYI_PUSH_TEMPLATE_REVIEW
};

// How far a message has come. Of several numbers: `delivered` when all have got it, `failed` when every receipt is there and one has not.
enum class state : std::int32_t {
    none = 0,
    accepted = IHUYI_STATE_ACCEPTED,  // the gateway took it; receipts are missing
    delivered = IHUYI_STATE_DELIVERED,
    failed = IHUYI_STATE_FAILED,
    unknown = IHUYI_STATE_UNKNOWN  // it left, and nobody knows whether the gateway took it
};

// Where a list stands.
enum class bulk_state : std::int32_t {
    none = 0,
    planning = IHUYI_BULK_PLANNING,  // rows can be added; nothing is on the disk
    ready = IHUYI_BULK_READY,  // rows wait: call run
    paused = IHUYI_BULK_PAUSED,  // nothing can be sent for wait() seconds
    halted = IHUYI_BULK_HALTED,  // nothing more is sent: mend what message() says, close the list, and open it again
    done = IHUYI_BULK_DONE
};

// Where a row of a list stands.
enum class row_state : std::int32_t {
    all = 0,  // for next and rows: wherever it stands
    planned = IHUYI_ROW_PLANNED,
    sending = IHUYI_ROW_SENDING,
    accepted = IHUYI_ROW_ACCEPTED,
    refused = IHUYI_ROW_REFUSED,
    unknown = IHUYI_ROW_UNKNOWN,  // it may have been sent; never sent again by itself
    left_out = IHUYI_ROW_LEFT_OUT
};

// What a call came to. Immutable, copied without allocating.
class result {
public:
    // The code of a call that succeeded: IHUYI_ACCEPTED where the gateway was asked, IHUYI_OK elsewhere.
    result(std::int32_t code, const ihuyi_result& raw, std::int32_t success) noexcept : raw_(raw), ok_(code == success)
    {
        if (raw_.code == code) return;
        // The library wrote no result, which it does only when it refuses the struct itself. Nothing of it counts but the code.
        raw_ = ihuyi_result IHUYI_RESULT_INIT;
        raw_.outcome = IHUYI_OUTCOME_REFUSED;
        raw_.code = code;
        raw_.flags = IHUYI_FLAG_LOCAL;
        raw_.balance = -1;
        raw_.family = IHUYI_FAMILY_INTERNAL;
    }

    bool ok() const noexcept { return ok_; }
    explicit operator bool() const noexcept { return ok_; }

    ihuyi::outcome outcome() const noexcept { return static_cast<ihuyi::outcome>(raw_.outcome); }
    ihuyi::family family() const noexcept { return static_cast<ihuyi::family>(raw_.family); }
    std::int32_t code() const noexcept { return raw_.code; }
    // Status of the gateway's last reply; 0 when there was none.
    std::int32_t http_status() const noexcept { return raw_.http_status; }

    // The sum of IHUYI_FLAG_..., and each by its name.
    std::uint32_t flags() const noexcept { return raw_.flags; }
    bool local() const noexcept { return (raw_.flags & IHUYI_FLAG_LOCAL) != 0; }
    bool clock_corrected() const noexcept { return (raw_.flags & IHUYI_FLAG_CLOCK_CORRECTED) != 0; }
    // An earlier call with the same `reference` came to this; nothing was sent now.
    bool repeated() const noexcept { return (raw_.flags & IHUYI_FLAG_REPEATED) != 0; }
    // Of bulk::add: the row is in the plan as left out, and is not sent; the other rows are.
    bool left_out() const noexcept { return (raw_.flags & IHUYI_FLAG_LEFT_OUT) != 0; }
    bool cut() const noexcept { return (raw_.flags & IHUYI_FLAG_CUT) != 0; }

    // Billed messages per recipient, and characters counted for it; 0 when that cannot be known here.
    std::int32_t segments() const noexcept { return raw_.segments; }
    std::int32_t characters() const noexcept { return raw_.characters; }
    std::int32_t recipients() const noexcept { return raw_.recipients; }

    // Messages left; only after balance(), -1 otherwise.
    bool has_balance() const noexcept { return raw_.balance >= 0; }
    std::int32_t balance() const noexcept { return raw_.balance; }
    std::int32_t elapsed_ms() const noexcept { return raw_.elapsed_ms; }

    // The gateway's id. Text, because it can have more digits than any integer holds.
    std::string message_id() const { return raw_.message_id; }
    // The gateway's or the library's words. For people; never branch on them.
    std::string message() const { return raw_.message; }

private:
    ihuyi_result raw_;
    bool ok_;
};

// A one-time code, as far as a site needs to know it. What a call does not tell is empty, or 0. Copied without allocating.
class verification {
public:
    verification(const ihuyi_verification& raw, const ihuyi::result& came_of_it) noexcept : raw_(raw), result_(came_of_it) {}

    // Sending: a code is out, the outcome "unknown" included, since the message may have arrived. Checking: it was right.
    bool ok() const noexcept { return result_.ok() || result_.outcome() == outcome::unknown; }
    explicit operator bool() const noexcept { return ok(); }

    code_status status() const noexcept
    {
        if (ok()) return code_status::ok;
        switch (result_.code()) {
        case IHUYI_E_CODE_WRONG: return code_status::wrong;
        case IHUYI_E_CODE_EXPIRED: return code_status::expired;
        case IHUYI_E_CODE_NONE: return code_status::none;
        case IHUYI_E_CODE_LOCKED: return code_status::locked;
        default: return code_status::failed;
        }
    }

    // What the site keeps in the visitor's session.
    std::string id() const { return raw_.id; }
    ihuyi::channel channel() const noexcept { return static_cast<ihuyi::channel>(raw_.channel); }
    std::int32_t digits() const noexcept { return raw_.digits; }
    // Seconds until the code can be asked for again, and that it is still good.
    std::int32_t wait() const noexcept { return raw_.wait; }
    std::int32_t valid() const noexcept { return raw_.valid; }
    // Checks that are left.
    std::int32_t left() const noexcept { return raw_.left; }
    // After a right check: the number that the code was sent to, whole (keep it out of logs), and what for. Trust these, and not what a form says.
    std::string mobile() const { return raw_.mobile; }
    std::string purpose() const { return raw_.purpose; }
    // The limit that stopped the send, as `sms:mobile 1/60s`.
    std::string limit() const { return raw_.limit; }
    std::uint32_t flags() const noexcept { return raw_.flags; }
    bool cut() const noexcept { return (raw_.flags & IHUYI_FLAG_CUT) != 0; }

    const ihuyi::result& result() const noexcept { return result_; }

private:
    ihuyi_verification raw_;
    ihuyi::result result_;
};

// What the limits say. Not to be allowed is an answer; failed() tells whether there was none.
class decision {
public:
    decision(const ihuyi_decision& raw, const ihuyi::result& came_of_it) noexcept : raw_(raw), result_(came_of_it) {}

    bool allowed() const noexcept { return raw_.allowed != 0; }
    explicit operator bool() const noexcept { return allowed(); }

    bool failed() const noexcept
    {
        switch (result_.code()) {
        case IHUYI_OK:
        case IHUYI_E_LIMIT:
        case IHUYI_E_BREAKER:
        case IHUYI_E_DENIED:
        case IHUYI_E_CAPTCHA_NEEDED:
        case IHUYI_E_CAPTCHA_WRONG: return false;
        default: return true;
        }
    }

    // Seconds until it may be sent (again); 0 when no waiting helps.
    std::int32_t wait() const noexcept { return raw_.wait; }
    // The limit that decided, as `sms:mobile 1/60s`.
    std::string limit() const { return raw_.limit; }
    std::uint32_t flags() const noexcept { return raw_.flags; }
    bool cut() const noexcept { return (raw_.flags & IHUYI_FLAG_CUT) != 0; }

    const ihuyi::result& result() const noexcept { return result_; }

private:
    ihuyi_decision raw_;
    ihuyi::result result_;
};

// A picture challenge.
class captcha {
public:
    explicit captcha(const ihuyi_captcha& raw)
        : id_(raw.id), png_(raw.png, static_cast<std::size_t>(raw.png_size)), data_uri_(raw.data_uri), length_(raw.length), valid_(raw.valid)
    {
    }

    // Comes back with the answer; it may stand in the page, in a hidden field.
    const std::string& id() const noexcept { return id_; }
    // The picture as a PNG file: bytes, no text.
    const std::string& png() const noexcept { return png_; }
    // The same picture for the src of an img.
    const std::string& data_uri() const noexcept { return data_uri_; }
    // Characters in the picture, and seconds that an answer is taken.
    std::int32_t length() const noexcept { return length_; }
    std::int32_t valid() const noexcept { return valid_; }

private:
    std::string id_, png_, data_uri_;
    std::int32_t length_, valid_;
};

// A value, or the result that says why there is none.
template <class T> class expected {
public:
    expected(T value, const result& why) : value_(std::move(value)), why_(why) {}

    bool ok() const noexcept { return why_.ok(); }
    explicit operator bool() const noexcept { return ok(); }

    // Empty, or a closed client, when there is none: never undefined.
    T& operator*() noexcept { return value_; }
    const T& operator*() const noexcept { return value_; }
    T* operator->() noexcept { return &value_; }
    const T* operator->() const noexcept { return &value_; }

    const result& error() const noexcept { return why_; }

private:
    T value_;
    result why_;
};

// One code, explained.
class explanation {
public:
    explicit explanation(const ihuyi_explanation& raw) noexcept : raw_(raw) {}

    std::int32_t code() const noexcept { return raw_.code; }
    // Whether the code stands in the tables.
    bool known() const noexcept { return raw_.known != 0; }
    ihuyi::family family() const noexcept { return static_cast<ihuyi::family>(raw_.family); }
    std::uint32_t flags() const noexcept { return raw_.flags; }
    bool cut() const noexcept { return (raw_.flags & IHUYI_FLAG_CUT) != 0; }
    // The constant's name in ihuyi.h; empty where there is none.
    std::string name() const { return raw_.name; }
    std::string text() const { return raw_.text; }
    std::string meaning() const { return raw_.meaning; }
    std::string cause() const { return raw_.cause; }
    std::string advice() const { return raw_.advice; }

private:
    ihuyi_explanation raw_;
};

// What the gateway told afterwards. What a kind of push does not have is empty, or 0.
class push {
public:
    explicit push(const ihuyi_push& raw) noexcept : raw_(raw) {}

    // False only after inbox, when there is no more.
    explicit operator bool() const noexcept { return raw_.kind != 0; }

    push_kind kind() const noexcept { return static_cast<push_kind>(raw_.kind); }
    std::int32_t code() const noexcept { return raw_.code; }
    // Delivered, or approved.
    bool success() const noexcept { return raw_.success != 0; }
    std::uint32_t flags() const noexcept { return raw_.flags; }
    bool cut() const noexcept { return (raw_.flags & IHUYI_FLAG_CUT) != 0; }
    std::string message_id() const { return raw_.message_id; }
    // The number, whole: keep it out of logs.
    std::string mobile() const { return raw_.mobile; }
    std::string status() const { return raw_.status; }
    std::string explanation() const { return raw_.explanation; }
    std::string time() const { return raw_.time; }
    std::string template_id() const { return raw_.template_id; }
    std::string content() const { return raw_.content; }
    // What to answer the gateway with.
    std::string answer() const { return raw_.answer; }
    // Its number in the inbox, after inbox, and after record_push for a reply or a template review; otherwise 0.
    std::uint32_t number() const noexcept { return raw_.number; }

private:
    ihuyi_push raw_;
};

// What is known of a message. What is not known is empty, or 0. Copied without allocating.
class delivery {
public:
    explicit delivery(const ihuyi_delivery& raw) noexcept : raw_(raw) {}

    ihuyi::state state() const noexcept { return static_cast<ihuyi::state>(raw_.state); }
    // The receipt's code: 2 is delivered. Of several numbers, that of the first one that failed.
    std::int32_t code() const noexcept { return raw_.code; }
    std::uint32_t flags() const noexcept { return raw_.flags; }
    // The submission had ended unknown; a receipt has told its id since.
    bool settled() const noexcept { return (raw_.flags & IHUYI_FLAG_SETTLED) != 0; }
    bool cut() const noexcept { return (raw_.flags & IHUYI_FLAG_CUT) != 0; }
    // Numbers that it went to, and how many of them have got it, and have not.
    std::int32_t recipients() const noexcept { return raw_.recipients; }
    std::int32_t delivered() const noexcept { return raw_.delivered; }
    std::int32_t failed() const noexcept { return raw_.failed; }
    std::string service() const { return raw_.service; }
    // The gateway's id; empty while the end is unknown.
    std::string message_id() const { return raw_.message_id; }
    // The first number, masked: 138****0000.
    std::string mobile() const { return raw_.mobile; }
    // The carrier's status, as DELIVRD or MK:0001, and what it means and what to do.
    std::string status() const { return raw_.status; }
    std::string explanation() const { return raw_.explanation; }
    // When it was submitted, China Standard Time, and when the carrier reported, as the gateway wrote it.
    std::string submitted() const { return raw_.submitted; }
    std::string reported() const { return raw_.reported; }

private:
    ihuyi_delivery raw_;
};

// How far a list is. Numbers of rows count rows, whatever they are billed as. Copied without allocating.
class progress {
public:
    explicit progress(const ihuyi_progress& raw) noexcept : raw_(raw) {}

    bulk_state state() const noexcept { return static_cast<bulk_state>(raw_.state); }
    // Why it pauses or was halted, and what to do; otherwise 0 and empty.
    std::int32_t code() const noexcept { return raw_.code; }
    std::string message() const { return raw_.message; }
    // Seconds until it can go on, when it pauses.
    std::int32_t wait() const noexcept { return raw_.wait; }
    std::uint32_t flags() const noexcept { return raw_.flags; }
    bool cut() const noexcept { return (raw_.flags & IHUYI_FLAG_CUT) != 0; }
    // Rows that are to be sent, whatever has become of them: without those left out.
    std::int32_t rows() const noexcept { return raw_.rows; }
    std::int32_t planned() const noexcept { return raw_.planned; }
    // On their way in other threads.
    std::int32_t sending() const noexcept { return raw_.sending; }
    std::int32_t accepted() const noexcept { return raw_.accepted; }
    std::int32_t refused() const noexcept { return raw_.refused; }
    std::int32_t unknown() const noexcept { return raw_.unknown; }
    std::int32_t left_out() const noexcept { return raw_.left_out; }
    // Billed messages of all rows that are to be sent, and of the accepted ones.
    std::int32_t segments() const noexcept { return raw_.segments; }
    std::int32_t accepted_segments() const noexcept { return raw_.accepted_segments; }

private:
    ihuyi_progress raw_;
};

// One row of a list. What it does not have is empty, or 0. Copied without allocating.
class row {
public:
    explicit row(const ihuyi_row& raw) noexcept : raw_(raw) {}

    // False when there is no more.
    explicit operator bool() const noexcept { return raw_.number != 0; }

    // Its number in the journal, from 1 on.
    std::uint32_t number() const noexcept { return raw_.number; }
    row_state state() const noexcept { return static_cast<row_state>(raw_.state); }
    // The last answer's code, or why it was left out, and the words for it.
    std::int32_t code() const noexcept { return raw_.code; }
    std::string message() const { return raw_.message; }
    std::uint32_t flags() const noexcept { return raw_.flags; }
    bool cut() const noexcept { return (raw_.flags & IHUYI_FLAG_CUT) != 0; }
    // Where it stood in the list: the first that was added is 1.
    std::int32_t line() const noexcept { return raw_.line; }
    // Billed messages; 0 when only the gateway knows.
    std::int32_t segments() const noexcept { return raw_.segments; }
    // The number, whole: keep it out of logs.
    std::string mobile() const { return raw_.mobile; }
    // What it was called when it was added.
    std::string reference() const { return raw_.reference; }
    std::string message_id() const { return raw_.message_id; }
    // When it came to where it stands, China Standard Time; empty: never sent.
    std::string time() const { return raw_.time; }

private:
    ihuyi_row raw_;
};

namespace detail {

// A text on its way into the library. A C text ends at its first NUL, and what is behind it would be cut off silently: the library is
// shown U+0001 in its place and refuses that in its own words.
class text {
public:
    explicit text(const std::string& from) : copy_(), pointer_(from.c_str())
    {
        if (from.find('\0') == std::string::npos) return;
        copy_ = from;
        for (char& byte : copy_) {
            if (byte == '\0') byte = '\1';
        }
        pointer_ = copy_.c_str();
    }
    text(const text&) = delete;
    text& operator=(const text&) = delete;
    operator const char*() const noexcept { return pointer_; }

private:
    std::string copy_;
    const char* pointer_;
};

inline ihuyi_verification fresh_verification() noexcept
{
    ihuyi_verification raw = IHUYI_VERIFICATION_INIT;
    return raw;
}

inline ihuyi_decision fresh_decision() noexcept
{
    ihuyi_decision raw = IHUYI_DECISION_INIT;
    return raw;
}

inline ihuyi_result fresh() noexcept
{
    ihuyi_result raw = IHUYI_RESULT_INIT;
    return raw;
}

// What this header itself refuses.
inline result refusal(std::int32_t code, std::int32_t family, const std::string& words) noexcept
{
    ihuyi_result raw = fresh();
    raw.outcome = IHUYI_OUTCOME_REFUSED;
    raw.code = code;
    raw.flags = IHUYI_FLAG_LOCAL;
    raw.balance = -1;
    raw.family = family;
    words.copy(raw.message, sizeof raw.message - 1);
    return result(code, raw, IHUYI_OK);
}

// The same in a charset: the Chinese sentence, where it can be written in it, and the English one.
inline result refusal_in(const std::string& charset, const std::string& english, const std::string& utf8, const std::string& gbk)
{
    return refusal(IHUYI_E_ARGUMENT, IHUYI_FAMILY_ARGUMENT,
        charset == "utf-8" ? utf8 + " / " + english : charset == "gbk" ? gbk + " / " + english : english);
}

inline result success() noexcept
{
    ihuyi_result raw = fresh();
    raw.balance = -1;
    return result(IHUYI_OK, raw, IHUYI_OK);
}

// Whether the text holds a `|`. In GBK, Big5 and their like it can be the second byte of a character, and then it is none.
inline bool has_separator(const std::string& text, const std::string& charset)
{
    const bool pairs = charset == "gbk" || charset == "Big5" || charset == "EUC-KR" || charset == "Shift_JIS";
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '|') return true;
        if (pairs && static_cast<unsigned char>(text[i]) >= 0x81) ++i;
    }
    return false;
}

inline std::string join(const std::vector<std::string>& parts, char between)
{
    std::string all;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i != 0) all += between;
        all += parts[i];
    }
    return all;
}

}  // namespace detail

// ---- Exceptions

#if IHUYI_CPP_EXCEPTIONS

// What every throwing call throws: a class derived from this for each family, or this itself for a family that a newer library adds.
class error : public std::runtime_error {
public:
    explicit error(const ihuyi::result& why) : std::runtime_error(words(why)), verification_(detail::fresh_verification(), why) {}
    explicit error(const ihuyi::verification& why) : std::runtime_error(words(why.result())), verification_(why) {}

    const ihuyi::result& result() const noexcept { return verification_.result(); }
    // Of verify_start and verify_resend: wait() and limit(), and id() when the outcome is unknown. Of every other call, nothing but the result.
    const ihuyi::verification& verification() const noexcept { return verification_; }
    std::int32_t code() const noexcept { return result().code(); }
    ihuyi::outcome outcome() const noexcept { return result().outcome(); }
    ihuyi::family family() const noexcept { return result().family(); }

private:
    static std::string words(const ihuyi::result& why)
    {
        const std::string code = std::to_string(why.code());
        return code + ": " + why.message() + " (docs/codes.md#code-" + code + ")";
    }

    ihuyi::verification verification_;
};

class account_error : public error { public: using error::error; };
class balance_error : public error { public: using error::error; };
class number_error : public error { public: using error::error; };
class content_error : public error { public: using error::error; };
class template_error : public error { public: using error::error; };
class limit_error : public error { public: using error::error; };
class gateway_error : public error { public: using error::error; };
class argument_error : public error { public: using error::error; };
class setting_error : public error { public: using error::error; };
// Nothing left this machine that the gateway could send; sending again later is safe.
class network_error : public error { public: using error::error; };
// The request left and no readable verdict came back: it may have been sent. Do not resend blindly.
class outcome_unknown : public error { public: using error::error; };
class internal_error : public error { public: using error::error; };
// A one-time code or the answer to a picture: wrong, expired, used up, or not there.
class verify_error : public error { public: using error::error; };
// The store of codes and counts, or its secret key; nothing was sent.
class store_error : public error { public: using error::error; };
// The library that was loaded is not the one that this header was written for.
class version_error : public error { public: using error::error; };

namespace detail {

inline family family_of(const result& why) noexcept { return why.family(); }
inline family family_of(const verification& why) noexcept { return why.result().family(); }

// Of a result, or of a verification, which the exception then holds.
template <class Why> [[noreturn]] inline void raise(const Why& why)
{
    switch (family_of(why)) {
    case family::account: throw account_error(why);
    case family::balance: throw balance_error(why);
    case family::number: throw number_error(why);
    case family::content: throw content_error(why);
    case family::templates: throw template_error(why);
    case family::limit: throw limit_error(why);
    case family::gateway: throw gateway_error(why);
    case family::argument: throw argument_error(why);
    case family::setting: throw setting_error(why);
    case family::network: throw network_error(why);
    case family::unknown: throw outcome_unknown(why);
    case family::internal: throw internal_error(why);
    case family::verify: throw verify_error(why);
    case family::store: throw store_error(why);
    case family::none: break;
    }
    throw error(why);
}

inline const result& check(const result& came_of_it)
{
    if (!came_of_it) raise(came_of_it);
    return came_of_it;
}

// A code that went out without doubt.
inline const verification& check(const verification& came_of_it)
{
    if (!came_of_it.result()) raise(came_of_it);
    return came_of_it;
}

inline const decision& check(const decision& came_of_it)
{
    if (came_of_it.failed()) raise(came_of_it.result());
    return came_of_it;
}

template <class T> T check(expected<T> came_of_it)
{
    check(came_of_it.error());
    return std::move(*came_of_it);
}

}  // namespace detail

#endif  // IHUYI_CPP_EXCEPTIONS

// ---- Versions

inline std::string version() { return ihuyi_version(); }
inline std::int32_t abi_version() noexcept { return ihuyi_abi_version(); }

// Whether the library that was loaded keeps what this header promises. Every client asks this when it is made.
IHUYI_CPP_NODISCARD inline result try_check_version()
{
    if (ihuyi_abi_version() == IHUYI_ABI_VERSION) return detail::success();
    const std::string need = std::to_string(IHUYI_ABI_VERSION), have = std::to_string(ihuyi_abi_version());
    // Chinese in UTF-8, then English. Which charset is wanted, such a library must not be asked.
    return detail::refusal(IHUYI_E_STRUCT_SIZE, IHUYI_FAMILY_INTERNAL,
        "ihuyi.hpp \350\246\201\346\261\202 ABI \347\211\210\346\234\254 " + need + "\357\274\214\350\200\214 libihuyi " + version()
            + " \347\232\204 ABI \347\211\210\346\234\254\344\270\272 " + have
            + "\357\274\214\350\257\267\345\256\211\350\243\205\344\270\216\345\244\264\346\226\207\344\273\266\345\220\214\344\270\200"
              "\347\211\210\346\234\254\347\232\204\345\272\223"
            + " / ihuyi.hpp needs ABI version " + need + " and libihuyi " + version() + " has " + have
            + ": install the library that belongs to the header");
}

#if IHUYI_CPP_EXCEPTIONS
inline void check_version()
{
    const result came_of_it = try_check_version();
    if (!came_of_it) throw version_error(came_of_it);
}
#endif

// ---- Three functions, for most programs enough: the default client's settings, account and key as arguments

IHUYI_CPP_NODISCARD inline result try_send(const std::string& account, const std::string& apikey, const std::string& mobile, const std::string& content)
{
    const result fits = try_check_version();
    if (!fits) return fits;
    ihuyi_result raw = detail::fresh();
    const std::int32_t code = ihuyi_send(detail::text(account), detail::text(apikey), detail::text(mobile), detail::text(content), &raw);
    return result(code, raw, IHUYI_ACCEPTED);
}

IHUYI_CPP_NODISCARD inline result try_voice(const std::string& account, const std::string& apikey, const std::string& mobile, const std::string& code)
{
    const result fits = try_check_version();
    if (!fits) return fits;
    ihuyi_result raw = detail::fresh();
    const std::int32_t answer = ihuyi_voice(detail::text(account), detail::text(apikey), detail::text(mobile), detail::text(code), &raw);
    return result(answer, raw, IHUYI_ACCEPTED);
}

#if IHUYI_CPP_EXCEPTIONS
inline result send(const std::string& account, const std::string& apikey, const std::string& mobile, const std::string& content)
{
    check_version();
    return detail::check(try_send(account, apikey, mobile, content));
}

inline result voice(const std::string& account, const std::string& apikey, const std::string& mobile, const std::string& code)
{
    check_version();
    return detail::check(try_voice(account, apikey, mobile, code));
}
#endif

// What a code means, in Chinese, in the default client's charset; answers for every number.
inline std::string strerror(std::int32_t code) { return ihuyi_strerror(code); }

// ---- A client of one's own

// Names and values, set in this order: `charset` first, when the values are in another one.
// A class, because a vector of pairs can be made of {{"a", "b"}} in two ways, and a call with it is ambiguous.
class settings {
public:
    typedef std::pair<std::string, std::string> entry;

    settings() : entries_() {}
    settings(std::initializer_list<entry> entries) : entries_(entries) {}

    settings& add(const std::string& key, const std::string& value)
    {
        entries_.push_back(entry(key, value));
        return *this;
    }

    std::vector<entry>::const_iterator begin() const noexcept { return entries_.begin(); }
    std::vector<entry>::const_iterator end() const noexcept { return entries_.end(); }

private:
    std::vector<entry> entries_;
};

// What limits count by (`ip`, `device`, `session`, or any name of your own) and what else goes with a call (`channel`, `captcha_id`); and the
// options of submit. Names and values, or a text with lines of key = value, which goes as it is: put nothing into that that a visitor sent.
class keys {
public:
    typedef std::pair<std::string, std::string> entry;

    keys() : lines_(), broken_(false), name_() {}
    keys(std::initializer_list<entry> entries) : keys()
    {
        for (const entry& one : entries) add(one.first, one.second);
    }
    keys(const std::map<std::string, std::string>& entries) : keys()
    {
        for (const std::map<std::string, std::string>::value_type& one : entries) add(one.first, one.second);
    }
    keys(const std::string& lines) : lines_(lines), broken_(false), name_() {}
    keys(const char* lines) : lines_(lines == nullptr ? "" : lines), broken_(false), name_() {}

    // A name or a value that would make another key of itself is refused by the call that it is handed to.
    keys& add(const std::string& name, const std::string& value)
    {
        const char* const breaks = "\r\n";
        if (!broken_ && (name.find_first_of("\r\n=") != std::string::npos || value.find_first_of(breaks) != std::string::npos)) {
            broken_ = true;
            name_ = name.substr(0, name.find_first_of("\r\n="));
        }
        if (!lines_.empty()) lines_ += '\n';
        lines_ += name + " = " + value;
        return *this;
    }

    const std::string& lines() const noexcept { return lines_; }
    // Whether one of them holds a line break, and which.
    bool broken() const noexcept { return broken_; }
    const std::string& broken_name() const noexcept { return name_; }

private:
    std::string lines_;
    bool broken_;
    std::string name_;
};

class bulk;

// Settings, and the connections that they lead to. Moved, never copied. The key stays inside the library.
class client {
public:
    // Settings of the environment variables (IHUYI_ACCOUNT, IHUYI_APIKEY, ...), or of an INI file and those; then the ones given here.
    IHUYI_CPP_NODISCARD static expected<client> try_create(const settings& more = settings())
    {
        const result fits = try_check_version();
        if (!fits) return expected<client>(client(nullptr), fits);
        ihuyi_result raw = detail::fresh();
        ihuyi_client* const handle = ihuyi_client_new(&raw);
        return made(handle, raw, more);
    }

    IHUYI_CPP_NODISCARD static expected<client> try_open(const std::string& ini_path, const settings& more = settings())
    {
        const result fits = try_check_version();
        if (!fits) return expected<client>(client(nullptr), fits);
        ihuyi_result raw = detail::fresh();
        ihuyi_client* const handle = ihuyi_client_open(detail::text(ini_path), &raw);
        return made(handle, raw, more);
    }

#if IHUYI_CPP_EXCEPTIONS
    client() : client(settings()) {}

    explicit client(const settings& more) : handle_(nullptr), charset_(nullptr)
    {
        check_version();
        *this = detail::check(try_create(more));
    }

    static client open(const std::string& ini_path, const settings& more = settings())
    {
        check_version();
        return detail::check(try_open(ini_path, more));
    }
#endif

    client(const client&) = delete;
    client& operator=(const client&) = delete;

    client(client&& other) noexcept : handle_(other.handle_), charset_(other.charset_)
    {
        other.forget();
    }

    client& operator=(client&& other) noexcept
    {
        if (this != &other) {
            close();
            handle_ = other.handle_;
            charset_ = other.charset_;
            other.forget();
        }
        return *this;
    }

    ~client() { ihuyi_client_free(handle_); }

    // Frees it now. Closing again does nothing; every other call of a closed client is refused.
    void close() noexcept
    {
        ihuyi_client* const handle = handle_;
        forget();
        ihuyi_client_free(handle);
    }

    bool is_open() const noexcept { return handle_ != nullptr; }

    // The charset of this client's texts: `utf-8`, `gbk`, or another of the web's names for them.
    std::string charset() const { return handle_ == nullptr ? charset_ : ihuyi_charset(handle_); }

    // ---- Every call as try_X

    // Changes one setting; an empty value is the default.
    IHUYI_CPP_NODISCARD result try_set(const std::string& key, const std::string& value)
    {
        if (handle_ == nullptr) return closed();
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_client_set(handle_, detail::text(key), detail::text(value), &raw);
        return result(code, raw, IHUYI_OK);
    }

    IHUYI_CPP_NODISCARD result try_submit(const std::string& service, const std::string& mobile, const std::string& content,
        const std::string& template_id = std::string(), const keys& options = keys()) const
    {
        if (handle_ == nullptr) return closed();
        if (options.broken()) return broken(options);
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_submit(handle_, detail::text(service), detail::text(mobile), detail::text(content),
            detail::text(template_id), detail::text(options.lines()), &raw);
        return result(code, raw, IHUYI_ACCEPTED);
    }

    // The whole text, without signature.
    IHUYI_CPP_NODISCARD result try_send(const std::string& mobile, const std::string& content) const
    {
        return try_submit("sms", mobile, content);
    }

    // A call that reads out a code of 4 to 6 digits.
    IHUYI_CPP_NODISCARD result try_voice(const std::string& mobile, const std::string& code) const
    {
        return try_submit("voice", mobile, code);
    }

    // The variables of an approved template, in their order.
    IHUYI_CPP_NODISCARD result try_send_template(const std::string& mobile, const std::string& template_id, const std::vector<std::string>& variables) const
    {
        return try_template("sms", mobile, template_id, variables);
    }

    // A call that reads out an approved template.
    IHUYI_CPP_NODISCARD result try_voice_notice(const std::string& mobile, const std::string& template_id, const std::vector<std::string>& variables) const
    {
        return try_template("voice_notice", mobile, template_id, variables);
    }

    // To another country: <country code> <number>.
    IHUYI_CPP_NODISCARD result try_international(const std::string& mobile, const std::string& content) const
    {
        return try_submit("international", mobile, content);
    }

    // To a list of numbers, now or at a time as `2026-01-31 09:30:00`, China Standard Time.
    IHUYI_CPP_NODISCARD result try_marketing(const std::vector<std::string>& mobiles, const std::string& content, const std::string& schedule = std::string()) const
    {
        return try_submit("marketing", detail::join(mobiles, ','), content, std::string(),
            schedule.empty() ? std::string() : "schedule = " + schedule);
    }

    // Messages left on a service's account; no service: sms.
    IHUYI_CPP_NODISCARD result try_balance(const std::string& service = std::string()) const
    {
        if (handle_ == nullptr) return closed();
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_balance(handle_, detail::text(service), &raw);
        return result(code, raw, IHUYI_ACCEPTED);
    }

    // Hands in an SMS template for review; message_id() is its number.
    IHUYI_CPP_NODISCARD result try_add_template(const std::string& content) const
    {
        if (handle_ == nullptr) return closed();
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_add_template(handle_, detail::text(content), &raw);
        return result(code, raw, IHUYI_ACCEPTED);
    }

    // What a text will be billed as, without sending it.
    IHUYI_CPP_NODISCARD result try_segments(const std::string& content, const std::string& service = std::string()) const
    {
        if (handle_ == nullptr) return closed();
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_segments(handle_, detail::text(service), detail::text(content), &raw);
        return result(code, raw, IHUYI_OK);
    }

    // Makes a one-time code and sends it. Keep the id in the visitor's session, on the server.
    IHUYI_CPP_NODISCARD verification try_verify_start(const std::string& purpose, const std::string& mobile, const keys& told = keys()) const
    {
        ihuyi_verification out = detail::fresh_verification();
        if (handle_ == nullptr) return verification(out, closed());
        if (told.broken()) return verification(out, broken(told));
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_verify_start(handle_, detail::text(purpose), detail::text(mobile), detail::text(told.lines()), &out, &raw);
        return verification(out, result(code, raw, IHUYI_ACCEPTED));
    }

    // Sends the same code again. channel: `sms`, `voice` or `auto`; empty: as the settings say.
    IHUYI_CPP_NODISCARD verification try_verify_resend(const std::string& id, const std::string& channel = std::string(), const keys& told = keys()) const
    {
        ihuyi_verification out = detail::fresh_verification();
        if (handle_ == nullptr) return verification(out, closed());
        if (told.broken()) return verification(out, broken(told));
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_verify_resend(handle_, detail::text(id), detail::text(channel), detail::text(told.lines()), &out, &raw);
        return verification(out, result(code, raw, IHUYI_ACCEPTED));
    }

    // Checks what was entered. Right once, and once only.
    IHUYI_CPP_NODISCARD verification try_verify_check(const std::string& id, const std::string& entered) const
    {
        ihuyi_verification out = detail::fresh_verification();
        if (handle_ == nullptr) return verification(out, closed());
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_verify_check(handle_, detail::text(id), detail::text(entered), &out, &raw);
        return verification(out, result(code, raw, IHUYI_OK));
    }

    // Whether a message may be sent now; counts as sent when it may. For what is sent by another way than this library.
    IHUYI_CPP_NODISCARD decision try_guard_ask(const std::string& service, const std::string& mobile, const keys& told = keys()) const
    {
        ihuyi_decision out = detail::fresh_decision();
        if (handle_ == nullptr) return decision(out, closed());
        if (told.broken()) return decision(out, broken(told));
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_guard_ask(handle_, detail::text(service), detail::text(mobile), detail::text(told.lines()), &out, &raw);
        return decision(out, result(code, raw, IHUYI_OK));
    }

    // The same without counting.
    IHUYI_CPP_NODISCARD decision try_guard_status(const std::string& service, const std::string& mobile, const keys& told = keys()) const
    {
        ihuyi_decision out = detail::fresh_decision();
        if (handle_ == nullptr) return decision(out, closed());
        if (told.broken()) return decision(out, broken(told));
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_guard_status(handle_, detail::text(service), detail::text(mobile), detail::text(told.lines()), &out, &raw);
        return decision(out, result(code, raw, IHUYI_OK));
    }

    // Forgets what was counted for a number (`mobile`), an address (`ip`) or another key.
    IHUYI_CPP_NODISCARD result try_guard_unlock(const std::string& kind, const std::string& value = std::string()) const
    {
        if (handle_ == nullptr) return closed();
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_guard_unlock(handle_, detail::text(kind), detail::text(value), &raw);
        return result(code, raw, IHUYI_OK);
    }

    IHUYI_CPP_NODISCARD expected<captcha> try_captcha_new(const keys& told = keys()) const
    {
        // Not on the stack, which may be a small thread's.
        const std::unique_ptr<ihuyi_captcha> out(new ihuyi_captcha IHUYI_CAPTCHA_INIT);
        if (handle_ == nullptr) return expected<captcha>(captcha(*out), closed());
        if (told.broken()) return expected<captcha>(captcha(*out), broken(told));
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_captcha_new(handle_, detail::text(told.lines()), out.get(), &raw);
        return expected<captcha>(captcha(*out), result(code, raw, IHUYI_OK));
    }

    // Whether the answer to a picture is right; IHUYI_E_CAPTCHA_WRONG when it is not. A picture can be answered once.
    IHUYI_CPP_NODISCARD result try_captcha_check(const std::string& id, const std::string& answer) const
    {
        if (handle_ == nullptr) return closed();
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_captcha_check(handle_, detail::text(id), detail::text(answer), &raw);
        return result(code, raw, IHUYI_OK);
    }

    // What a code of one service means, and what to do; lang is `zh` or `en`, or empty for the client's.
    IHUYI_CPP_NODISCARD expected<explanation> try_explain(std::int32_t code, const std::string& service = std::string(), const std::string& lang = std::string()) const
    {
        ihuyi_explanation raw = IHUYI_EXPLANATION_INIT;
        if (handle_ == nullptr) return expected<explanation>(explanation(raw), closed());
        const std::int32_t refused = ihuyi_explain(handle_, detail::text(service), code, detail::text(lang), &raw);
        if (refused == IHUYI_OK) return expected<explanation>(explanation(raw), detail::success());
        // It has no result of its own; what its refusal means it can be asked itself.
        ihuyi_explanation why = IHUYI_EXPLANATION_INIT;
        ihuyi_explain(handle_, nullptr, refused, nullptr, &why);
        return expected<explanation>(explanation(raw), detail::refusal(refused, why.family, why.text));
    }

    // The body of a push as it came, or the query string.
    IHUYI_CPP_NODISCARD expected<push> try_parse_push(const std::string& body) const
    {
        ihuyi_push raw = IHUYI_PUSH_INIT;
        if (handle_ == nullptr) return expected<push>(push(raw), closed());
        ihuyi_result why = detail::fresh();
        const std::int32_t code = ihuyi_push_parse(handle_, detail::text(body), &raw, &why);
        return expected<push>(push(raw), result(code, why, IHUYI_OK));
    }

    // The same, and remembers what it says, for status or for inbox. Answer `success` when this succeeds, and only then: what failed
    // is pushed again.
    IHUYI_CPP_NODISCARD expected<push> try_record_push(const std::string& body) const
    {
        ihuyi_push raw = IHUYI_PUSH_INIT;
        if (handle_ == nullptr) return expected<push>(push(raw), closed());
        ihuyi_result why = detail::fresh();
        const std::int32_t code = ihuyi_push_record(handle_, detail::text(body), &raw, &why);
        return expected<push>(push(raw), result(code, why, IHUYI_OK));
    }

    // What is known of a message: by the gateway's id, by the `reference` it was sent with, or by a number, which finds the newest message of
    // unknown end to it. IHUYI_E_NO_STATUS when nothing is. Only what was sent with `track = on` is remembered.
    IHUYI_CPP_NODISCARD expected<delivery> try_status(const std::string& what) const
    {
        ihuyi_delivery raw = IHUYI_DELIVERY_INIT;
        if (handle_ == nullptr) return expected<delivery>(delivery(raw), closed());
        ihuyi_result why = detail::fresh();
        const std::int32_t code = ihuyi_status(handle_, detail::text(what), &raw, &why);
        return expected<delivery>(delivery(raw), result(code, why, IHUYI_OK));
    }

    // The next reply or verdict on a template that record_push remembered, after the one with this number; begin with 0. A push that is
    // false when there is no more.
    IHUYI_CPP_NODISCARD expected<push> try_inbox(std::uint32_t after) const
    {
        ihuyi_push raw = IHUYI_PUSH_INIT;
        if (handle_ == nullptr) return expected<push>(push(raw), closed());
        ihuyi_result why = detail::fresh();
        const std::int32_t code = ihuyi_inbox(handle_, after, &raw, &why);
        return expected<push>(push(raw), result(code, why, IHUYI_OK));
    }

    // ---- The same, throwing

#if IHUYI_CPP_EXCEPTIONS
    result set(const std::string& key, const std::string& value) { return detail::check(try_set(key, value)); }

    result submit(const std::string& service, const std::string& mobile, const std::string& content,
        const std::string& template_id = std::string(), const keys& options = keys()) const
    {
        return detail::check(try_submit(service, mobile, content, template_id, options));
    }

    result send(const std::string& mobile, const std::string& content) const { return detail::check(try_send(mobile, content)); }
    result voice(const std::string& mobile, const std::string& code) const { return detail::check(try_voice(mobile, code)); }

    result send_template(const std::string& mobile, const std::string& template_id, const std::vector<std::string>& variables) const
    {
        return detail::check(try_send_template(mobile, template_id, variables));
    }

    result voice_notice(const std::string& mobile, const std::string& template_id, const std::vector<std::string>& variables) const
    {
        return detail::check(try_voice_notice(mobile, template_id, variables));
    }

    result international(const std::string& mobile, const std::string& content) const { return detail::check(try_international(mobile, content)); }

    result marketing(const std::vector<std::string>& mobiles, const std::string& content, const std::string& schedule = std::string()) const
    {
        return detail::check(try_marketing(mobiles, content, schedule));
    }

    result balance(const std::string& service = std::string()) const { return detail::check(try_balance(service)); }
    result add_template(const std::string& content) const { return detail::check(try_add_template(content)); }
    result segments(const std::string& content, const std::string& service = std::string()) const { return detail::check(try_segments(content, service)); }

    verification verify_start(const std::string& purpose, const std::string& mobile, const keys& told = keys()) const
    {
        return detail::check(try_verify_start(purpose, mobile, told));
    }

    verification verify_resend(const std::string& id, const std::string& channel = std::string(), const keys& told = keys()) const
    {
        return detail::check(try_verify_resend(id, channel, told));
    }

    // Wrong, expired, none and locked are no exceptions: that a user mistypes is what a check is for.
    verification verify_check(const std::string& id, const std::string& entered) const
    {
        const verification told = try_verify_check(id, entered);
        if (told.status() == code_status::failed) detail::raise(told);
        return told;
    }

    decision guard_ask(const std::string& service, const std::string& mobile, const keys& told = keys()) const
    {
        return detail::check(try_guard_ask(service, mobile, told));
    }

    decision guard_status(const std::string& service, const std::string& mobile, const keys& told = keys()) const
    {
        return detail::check(try_guard_status(service, mobile, told));
    }

    result guard_unlock(const std::string& kind, const std::string& value = std::string()) const { return detail::check(try_guard_unlock(kind, value)); }

    captcha captcha_new(const keys& told = keys()) const { return detail::check(try_captcha_new(told)); }

    // A wrong answer is no exception.
    bool captcha_check(const std::string& id, const std::string& answer) const
    {
        const result told = try_captcha_check(id, answer);
        return told.code() != IHUYI_E_CAPTCHA_WRONG && detail::check(told).ok();
    }

    explanation explain(std::int32_t code, const std::string& service = std::string(), const std::string& lang = std::string()) const
    {
        return detail::check(try_explain(code, service, lang));
    }

    push parse_push(const std::string& body) const { return detail::check(try_parse_push(body)); }
    push record_push(const std::string& body) const { return detail::check(try_record_push(body)); }
    delivery status(const std::string& what) const { return detail::check(try_status(what)); }

    //     for (ihuyi::push reply = client.inbox(last); reply; reply = client.inbox(last)) last = reply.number();
    push inbox(std::uint32_t after) const { return detail::check(try_inbox(after)); }
#endif

private:
    explicit client(ihuyi_client* handle) noexcept : handle_(handle), charset_(nullptr) {}

    static expected<client> made(ihuyi_client* handle, const ihuyi_result& raw, const settings& more)
    {
        client self(handle);
        // A client that is not there is a failure even if no code says so.
        const std::int32_t code = handle == nullptr && raw.code == IHUYI_OK ? IHUYI_E_PANIC : raw.code;
        if (handle == nullptr) return expected<client>(std::move(self), result(code, raw, IHUYI_OK));
        for (const settings::entry& one : more) {
            const result came_of_it = self.try_set(one.first, one.second);
            if (!came_of_it) {
                self.close();
                return expected<client>(std::move(self), came_of_it);
            }
        }
        return expected<client>(std::move(self), detail::success());
    }

    result try_template(const char* service, const std::string& mobile, const std::string& template_id, const std::vector<std::string>& variables) const
    {
        for (std::size_t i = 0; i < variables.size(); ++i) {
            if (detail::has_separator(variables[i], charset())) return separator_in(i);
        }
        return try_submit(service, mobile, detail::join(variables, '|'), template_id);
    }

    // The name lives as long as the process, and is all that is left: a refusal has to be worded in it.
    void forget() noexcept
    {
        if (handle_ != nullptr) charset_ = ihuyi_charset(handle_);
        handle_ = nullptr;
    }

    // Without this the library would take NULL for its default client, and answer with somebody else's settings.
    result closed() const
    {
        return refused("the client is closed or was moved from: make another ihuyi::client",
            "\345\256\242\346\210\267\347\253\257\345\267\262\345\205\263\351\227\255\346\210\226\345\267\262\350\242\253\347\247\273\350"
                "\265\260\357\274\214\350\257\267\345\217\246\345\273\272\344\270\200\344\270\252 ihuyi::client",
            "\277\315\273\247\266\313\322\321\271\330\261\325\273\362\322\321\261\273\322\306\327\337\243\254\307\353\301\355\275\250\322"
                "\273\270\366 ihuyi::client");
    }

    // The separator inside a variable would make two of it, and shift all that follow.
    result separator_in(std::size_t variable) const
    {
        const std::string number = std::to_string(variable + 1);
        return refused("variable " + number + " holds \"|\", which separates variables; nothing was sent: remove or replace it first",
            "\347\254\254 " + number +
                " \344\270\252\345\217\230\351\207\217\351\207\214\346\234\211\342\200\234|\342\200\235"
                "\357\274\214\345\256\203\346\230\257\345\217\230\351\207\217\344\271\213\351\227\264\347"
                "\232\204\345\210\206\351\232\224\347\254\246\357\274\214\346\234\252\345\217\221\351\200"
                "\201\357\274\233\350\257\267\345\205\210\345\216\273\346\216\211\346\210\226\346\215\242"
                "\346\210\220\345\210\253\347\232\204\345\255\227\347\254\246",
            "\265\332 " + number +
                " \270\366\261\344\301\277\300\357\323\320\241\260|\241\261\243\254\313\374\312\307\261"
                "\344\301\277\326\256\274\344\265\304\267\326\270\364\267\373\243\254\316\264\267\242\313"
                "\315\243\273\307\353\317\310\310\245\265\364\273\362\273\273\263\311\261\360\265\304\327"
                "\326\267\373");
    }

    // A line break would forge another key out of what a visitor sent.
    result broken(const keys& told) const
    {
        return refused("the key " + told.broken_name() + " holds a line break (or its name an equals sign), behind which another key would begin; nothing was sent: remove it first",
            "\351\224\256 " + told.broken_name() +
                " \351\207\214\346\234\211\346\215\242\350\241\214\357\274\210\345\220\215\347\247\260\351\207\214\344"
                "\271\237\344\270\215\350\203\275\346\234\211\347\255\211\345\217\267\357\274\211\357\274\214\346\215\242"
                "\350\241\214\344\271\213\345\220\216\344\274\232\346\210\220\344\270\272\345\217\246\344\270\200\344\270"
                "\252\351\224\256\357\274\233\346\234\252\345\217\221\351\200\201\357\274\214\350\257\267\345\205\210\345"
                "\216\273\346\216\211",
            "\274\374 " + told.broken_name() +
                " \300\357\323\320\273\273\320\320\243\250\303\373\263\306\300\357\322\262\262\273\304\334\323\320\265"
                "\310\272\305\243\251\243\254\273\273\320\320\326\256\272\363\273\341\263\311\316\252\301\355\322\273\270"
                "\366\274\374\243\273\316\264\267\242\313\315\243\254\307\353\317\310\310\245\265\364");
    }

    // What this header refuses by itself, in the charset of the client.
    result refused(const std::string& english, const std::string& utf8, const std::string& gbk) const
    {
        const std::string charset = handle_ != nullptr ? ihuyi_charset(handle_) : charset_ != nullptr ? charset_ : "";
        return detail::refusal_in(charset, english, utf8, gbk);
    }

    ihuyi_client* handle_;
    const char* charset_;

    friend class bulk;
};

// A list of thousands, each sent once: rows are added, the whole list is written into a file, the journal, and sent from there. Killed at any
// moment, it goes on where it stood when it is opened again. Moved, never copied. The client may be gone before it.
//
//     ihuyi::bulk list(client, "spring.journal", {{"hours", "09:00-20:30"}});
//     for (const order& one : orders) list.add(one.mobile, one.text, one.number);
//     ihuyi::progress p = list.run(std::chrono::seconds(0));    // writes the plan; p.segments() is what it costs
//     while (p.state() == ihuyi::bulk_state::ready) p = list.run(std::chrono::seconds(1));
//
// A call works on its caller's thread. One thread is one connection: for more, call run in as many threads.
class bulk {
public:
    // Begins a plan where no file is at that path, or takes over the journal that is there. The options are told by ihuyi_bulk_open.
    IHUYI_CPP_NODISCARD static expected<bulk> try_open(const client& by, const std::string& journal, const keys& options = keys())
    {
        if (by.handle_ == nullptr) return expected<bulk>(bulk(nullptr, by.charset_), by.closed());
        const char* const charset = ihuyi_charset(by.handle_);
        if (options.broken()) return expected<bulk>(bulk(nullptr, charset), by.broken(options));
        ihuyi_result raw = detail::fresh();
        ihuyi_bulk* const handle = ihuyi_bulk_open(by.handle_, detail::text(journal), detail::text(options.lines()), &raw);
        // A list that is not there is a failure even if no code says so.
        const std::int32_t code = handle == nullptr && raw.code == IHUYI_OK ? IHUYI_E_PANIC : raw.code;
        return expected<bulk>(bulk(handle, charset), result(code, raw, IHUYI_OK));
    }

#if IHUYI_CPP_EXCEPTIONS
    bulk(const client& by, const std::string& journal, const keys& options = keys()) : handle_(nullptr), charset_(nullptr)
    {
        *this = detail::check(try_open(by, journal, options));
    }
#endif

    bulk(const bulk&) = delete;
    bulk& operator=(const bulk&) = delete;

    bulk(bulk&& other) noexcept : handle_(other.handle_), charset_(other.charset_) { other.handle_ = nullptr; }

    bulk& operator=(bulk&& other) noexcept
    {
        if (this != &other) {
            close();
            handle_ = other.handle_;
            charset_ = other.charset_;
            other.handle_ = nullptr;
        }
        return *this;
    }

    ~bulk() { ihuyi_bulk_close(handle_); }

    // Closes it now; a plan that was not written is given up. Closing again does nothing; every other call of a closed list is refused.
    void close() noexcept
    {
        ihuyi_bulk* const handle = handle_;
        handle_ = nullptr;
        ihuyi_bulk_close(handle);
    }

    bool is_open() const noexcept { return handle_ != nullptr; }

    // ---- Every call as try_X

    // Adds a row, before the plan is written. It is checked at once; nothing is sent. With left_out() the row is in the plan and is not sent.
    IHUYI_CPP_NODISCARD result try_add(const std::string& mobile, const std::string& content, const std::string& reference = std::string()) const
    {
        if (handle_ == nullptr) return closed();
        ihuyi_result raw = detail::fresh();
        const std::int32_t code = ihuyi_bulk_add(handle_, detail::text(mobile), detail::text(content), detail::text(reference), &raw);
        return result(code, raw, IHUYI_OK);
    }

    // Sends row after row for so long and what the last request takes. The first call writes the plan; with no time that is all it does,
    // and later ones look what receipts have told. That a list pauses or is halted is no failure.
    IHUYI_CPP_NODISCARD expected<progress> try_run(std::chrono::milliseconds budget) const
    {
        ihuyi_progress out = IHUYI_PROGRESS_INIT;
        if (handle_ == nullptr) return expected<progress>(progress(out), closed());
        // A time that the library cannot be told is longer than any list takes, or less than none.
        const std::chrono::milliseconds::rep most = INT32_MAX, least = -1, given = budget.count();
        const std::int32_t told = static_cast<std::int32_t>(given > most ? most : given < least ? least : given);
        ihuyi_result why = detail::fresh();
        const std::int32_t code = ihuyi_bulk_run(handle_, told, &out, &why);
        return expected<progress>(progress(out), result(code, why, IHUYI_OK));
    }

    // Asks neither the disk nor the gateway.
    IHUYI_CPP_NODISCARD expected<progress> try_status() const
    {
        ihuyi_progress out = IHUYI_PROGRESS_INIT;
        if (handle_ == nullptr) return expected<progress>(progress(out), closed());
        ihuyi_result why = detail::fresh();
        const std::int32_t code = ihuyi_bulk_status(handle_, &out, &why);
        return expected<progress>(progress(out), result(code, why, IHUYI_OK));
    }

    // The next row that stands there, after the one with this number; begin with 0. Once the plan is written. A row that is false when there
    // is no more.
    IHUYI_CPP_NODISCARD expected<row> try_next(row_state state, std::uint32_t after) const
    {
        ihuyi_row out = IHUYI_ROW_INIT;
        if (handle_ == nullptr) return expected<row>(row(out), closed());
        ihuyi_result why = detail::fresh();
        const std::int32_t code = ihuyi_bulk_next(handle_, static_cast<std::int32_t>(state), after, &out, &why);
        return expected<row>(row(out), result(code, why, IHUYI_OK));
    }

    // ---- The same, throwing

#if IHUYI_CPP_EXCEPTIONS
    // That a row is left out is no exception: look at left_out().
    result add(const std::string& mobile, const std::string& content, const std::string& reference = std::string()) const
    {
        const result told = try_add(mobile, content, reference);
        return told.left_out() ? told : detail::check(told);
    }

    progress run(std::chrono::milliseconds budget) const { return detail::check(try_run(budget)); }
    progress status() const { return detail::check(try_status()); }
    row next(row_state state, std::uint32_t after) const { return detail::check(try_next(state, after)); }

    // Each row, read when its turn comes.
    class range {
    public:
        class iterator {
        public:
            typedef std::input_iterator_tag iterator_category;
            typedef ihuyi::row value_type;
            typedef std::ptrdiff_t difference_type;
            typedef const ihuyi::row* pointer;
            typedef const ihuyi::row& reference;

            iterator(const bulk* of, row_state state, const ihuyi::row& at) noexcept : of_(of), state_(state), at_(at) {}

            reference operator*() const noexcept { return at_; }
            pointer operator->() const noexcept { return &at_; }

            iterator& operator++()
            {
                at_ = of_->next(state_, at_.number());
                return *this;
            }

            iterator operator++(int)
            {
                const iterator before = *this;
                ++*this;
                return before;
            }

            bool operator==(const iterator& other) const noexcept { return at_.number() == other.at_.number(); }
            bool operator!=(const iterator& other) const noexcept { return !(*this == other); }

        private:
            const bulk* of_;
            row_state state_;
            ihuyi::row at_;
        };

        range(const bulk& of, row_state state) noexcept : of_(&of), state_(state) {}

        iterator begin() const { return iterator(of_, state_, of_->next(state_, 0)); }

        iterator end() const noexcept
        {
            const ihuyi_row none = IHUYI_ROW_INIT;
            return iterator(of_, state_, ihuyi::row(none));
        }

    private:
        const bulk* of_;
        row_state state_;
    };

    //     for (const ihuyi::row& one : list.rows(ihuyi::row_state::refused)) ...
    range rows(row_state state = row_state::all) const noexcept { return range(*this, state); }
#endif

private:
    bulk(ihuyi_bulk* handle, const char* charset) noexcept : handle_(handle), charset_(charset) {}

    // The library would say it of NULL, in somebody else's charset.
    result closed() const
    {
        return detail::refusal_in(charset_ == nullptr ? "" : charset_, "the list is closed or was moved from: open another ihuyi::bulk",
            "\345\220\215\345\215\225\345\267\262\345\205\263\351\227\255\346\210\226\345\267\262\350\242\253"
                "\347\247\273\350\265\260\357\274\214\350\257\267\345\217\246\345\274\200\344\270\200\344\270\252"
                " ihuyi::bulk",
            "\303\373\265\245\322\321\271\330\261\325\273\362\322\321\261\273\322\306\327\337\243\254\307\353"
                "\301\355\277\252\322\273\270\366 ihuyi::bulk");
    }

    ihuyi_bulk* handle_;
    // The client's when it was opened. The name lives as long as the process.
    const char* charset_;
};

}  // namespace ihuyi

#endif  // IHUYI_HPP
