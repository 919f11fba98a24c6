package ihuyi;

import com.sun.jna.Pointer;
import ihuyi.Abi.Plain;
import java.io.File;
import java.util.Arrays;

/** One call: a handle (or none, the default client), its charset, and what turns an answer into a result or an exception. */
final class Session {
    private final Plain.Functions library;
    private final Pointer client;
    private final Text text;

    Session(Plain.Functions library, Pointer client) {
        this.library = library;
        this.client = client;
        text = Text.named(Text.UTF_8.decode(library.ihuyi_charset(client)));
    }

    Result send(String account, String apikey, String mobile, String content) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        byte[] secret = bytes(apikey);
        try {
            return asked(library.ihuyi_send(bytes(account), secret, bytes(mobile), bytes(content), raw), raw);
        } finally {
            forget(secret);
        }
    }

    Result voice(String account, String apikey, String mobile, String code) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        byte[] secret = bytes(apikey);
        try {
            return asked(library.ihuyi_voice(bytes(account), secret, bytes(mobile), bytes(code), raw), raw);
        } finally {
            forget(secret);
        }
    }

    String strerror(int code) {
        return text.decode(library.ihuyi_strerror(code));
    }

    /** A new handle: from the environment. */
    Pointer newClient() {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        return made(library.ihuyi_client_new(raw), raw);
    }

    /** A new handle: from an INI file. */
    Pointer openClient(String path) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        return made(library.ihuyi_client_open(bytes(path, Text.UTF_8), raw), raw);
    }

    private Pointer made(Pointer handle, Plain.ihuyi_result raw) {
        if (handle == null) throw IhuyiException.of(new Result(raw.code, raw, text));
        return handle;
    }

    void set(String key, String value) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        byte[] secret = bytes(value);
        try {
            done(library.ihuyi_client_set(client, bytes(key), secret, raw), raw);
        } finally {
            forget(secret);
        }
        try {
            Text.named(Text.UTF_8.decode(library.ihuyi_charset(client)));
        } catch (UnsupportedOperationException e) {
            // The library knows more charsets than Java does. A client must not be left in one that nobody here can write.
            library.ihuyi_client_set(client, bytes("charset", Text.UTF_8), bytes(text.name, Text.UTF_8), raw);
            throw e;
        }
    }

    Result submit(String service, String mobile, String content, String templateId, String options) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        return asked(library.ihuyi_submit(client, bytes(service), bytes(mobile), bytes(content), bytes(templateId), bytes(options), raw), raw);
    }

    Result balance(String service) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        return asked(library.ihuyi_balance(client, bytes(service), raw), raw);
    }

    Result addTemplate(String content) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        return asked(library.ihuyi_add_template(client, bytes(content), raw), raw);
    }

    Verification verifyStart(String purpose, String mobile, String keys) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Plain.ihuyi_verification told = new Plain.ihuyi_verification();
        return out(library.ihuyi_verify_start(client, bytes(purpose), bytes(mobile), bytes(keys), told, raw), told, raw);
    }

    Verification verifyResend(String id, String channel, String keys) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Plain.ihuyi_verification told = new Plain.ihuyi_verification();
        return out(library.ihuyi_verify_resend(client, bytes(id), bytes(channel), bytes(keys), told, raw), told, raw);
    }

    /** A code that went out without doubt, or the exception with what is known of it. */
    private Verification out(int code, Plain.ihuyi_verification told, Plain.ihuyi_result raw) {
        Verification verification = new Verification(new Result(code, raw, text), code == Abi.IHUYI_ACCEPTED, told, text);
        if (code != Abi.IHUYI_ACCEPTED) throw IhuyiException.of(verification);
        return verification;
    }

    Verification verifyCheck(String id, String entered) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Plain.ihuyi_verification told = new Plain.ihuyi_verification();
        int code = library.ihuyi_verify_check(client, bytes(id), bytes(entered), told, raw);
        Verification verification = new Verification(new Result(code, raw, text), code == Abi.IHUYI_OK, told, text);
        // That a user mistypes is what a check is for.
        if (verification.getStatus() == Verification.Status.FAILED) throw IhuyiException.of(verification);
        return verification;
    }

    Decision guardAsk(String service, String mobile, String keys) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Plain.ihuyi_decision told = new Plain.ihuyi_decision();
        return decided(library.ihuyi_guard_ask(client, bytes(service), bytes(mobile), bytes(keys), told, raw), told, raw);
    }

    Decision guardStatus(String service, String mobile, String keys) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Plain.ihuyi_decision told = new Plain.ihuyi_decision();
        return decided(library.ihuyi_guard_status(client, bytes(service), bytes(mobile), bytes(keys), told, raw), told, raw);
    }

    /** Not to be allowed is an answer. Not to get one is an exception. */
    private Decision decided(int code, Plain.ihuyi_decision told, Plain.ihuyi_result raw) {
        Result result = new Result(code, raw, text);
        switch (code) {
            case Abi.IHUYI_OK:
            case Abi.IHUYI_E_LIMIT:
            case Abi.IHUYI_E_BREAKER:
            case Abi.IHUYI_E_DENIED:
            case Abi.IHUYI_E_CAPTCHA_NEEDED:
            case Abi.IHUYI_E_CAPTCHA_WRONG:
                return new Decision(result, told, text);
            default:
                throw IhuyiException.of(result);
        }
    }

    Result guardUnlock(String kind, String value) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        return done(library.ihuyi_guard_unlock(client, bytes(kind), bytes(value), raw), raw);
    }

    Captcha captchaNew(String keys) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Plain.ihuyi_captcha told = new Plain.ihuyi_captcha();
        done(library.ihuyi_captcha_new(client, bytes(keys), told, raw), raw);
        return new Captcha(told, text);
    }

    boolean captchaCheck(String id, String answer) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        int code = library.ihuyi_captcha_check(client, bytes(id), bytes(answer), raw);
        if (code == Abi.IHUYI_E_CAPTCHA_WRONG) return false;
        done(code, raw);
        return true;
    }

    Explanation explain(int code, String service, String lang) {
        Plain.ihuyi_explanation raw = new Plain.ihuyi_explanation();
        int answer = library.ihuyi_explain(client, bytes(service), code, bytes(lang), raw);
        if (answer != Abi.IHUYI_OK) throw failure(answer, "");
        return new Explanation(raw, text);
    }

    Result segments(String content, String service) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        return done(library.ihuyi_segments(client, bytes(service), bytes(content), raw), raw);
    }

    Push parsePush(String body) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Plain.ihuyi_push push = new Plain.ihuyi_push();
        done(library.ihuyi_push_parse(client, bytes(body), push, raw), raw);
        return new Push(push, text);
    }

    Push recordPush(String body) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Plain.ihuyi_push push = new Plain.ihuyi_push();
        done(library.ihuyi_push_record(client, bytes(body), push, raw), raw);
        return new Push(push, text);
    }

    Delivery status(String what) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Plain.ihuyi_delivery told = new Plain.ihuyi_delivery();
        done(library.ihuyi_status(client, bytes(what), told, raw), raw);
        return new Delivery(told, text);
    }

    Push inbox(long after) {
        if (after < 0 || after > 0xffffffffL) {
            throw new IllegalArgumentException("after 是 " + after + "，超出范围；从 0 开始，之后给出上一条的 getNumber() / after is " + after
                + ", which is out of range: begin with 0, then give getNumber() of the last one");
        }
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Plain.ihuyi_push push = new Plain.ihuyi_push();
        done(library.ihuyi_inbox(client, (int) after, push, raw), raw);
        return push.number == 0 ? null : new Push(push, text);
    }

    Bulk bulk(String journal, String options) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Pointer made = made(library.ihuyi_bulk_open(client, bytes(journal, text.ofNewFiles(File.separatorChar)), bytes(options), raw), raw);
        // The list goes by the settings that the client has now, and the charset is one of them.
        return new Bulk(library, made, text);
    }

    /** The answer of a call that asks the gateway: 2 is success. */
    private Result asked(int code, Plain.ihuyi_result raw) {
        return answer(code, Abi.IHUYI_ACCEPTED, raw);
    }

    /** The answer of a call that does not: 0 is success. */
    private Result done(int code, Plain.ihuyi_result raw) {
        return answer(code, Abi.IHUYI_OK, raw);
    }

    private Result answer(int code, int success, Plain.ihuyi_result raw) {
        Result result = new Result(code, raw, text);
        if (code != success) throw IhuyiException.of(result);
        return result;
    }

    /** The failure of a call that fills no result: its words and its family are those of its number. */
    private IhuyiException failure(int code, String place) {
        Plain.ihuyi_explanation raw = new Plain.ihuyi_explanation();
        library.ihuyi_explain(client, null, code, null, raw);
        return IhuyiException.of(new Result(raw, text.decode(raw.text) + place));
    }

    private byte[] bytes(String string) {
        return bytes(string, text);
    }

    private byte[] bytes(String string, Text charset) {
        try {
            return charset.encode(string);
        } catch (Text.UnwritableTextException e) {
            // The library cannot be asked for its words: there are no bytes to hand to it.
            throw unwritable(charset, e);
        }
    }

    IhuyiException unwritable(Text charset, Text.UnwritableTextException e) {
        return failure(Abi.IHUYI_E_ENCODING, "（" + charset.name + ", UTF-16 offset " + e.index + "）");
    }

    private static void forget(byte[] secret) {
        if (secret != null) Arrays.fill(secret, (byte) 0);
    }
}
