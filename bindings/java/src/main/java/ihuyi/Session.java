package ihuyi;

import com.sun.jna.Pointer;
import ihuyi.Abi.Plain;
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

    private Pointer made(Pointer client, Plain.ihuyi_result raw) {
        if (client == null) throw IhuyiException.of(new Result(raw.code, raw, text));
        return client;
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
            throw failure(Abi.IHUYI_E_ENCODING, "（" + charset.name + ", UTF-16 offset " + e.index + "）");
        }
    }

    private static void forget(byte[] secret) {
        if (secret != null) Arrays.fill(secret, (byte) 0);
    }
}
