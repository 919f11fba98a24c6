import ihuyi.Abi;
import ihuyi.AccountException;
import ihuyi.BalanceException;
import ihuyi.Bulk;
import ihuyi.Captcha;
import ihuyi.Client;
import ihuyi.ContentException;
import ihuyi.Decision;
import ihuyi.Delivery;
import ihuyi.Explanation;
import ihuyi.Family;
import ihuyi.Gateway;
import ihuyi.GatewayException;
import ihuyi.IhuyiException;
import ihuyi.InternalException;
import ihuyi.InvalidCallException;
import ihuyi.Keys;
import ihuyi.LimitException;
import ihuyi.NotSentException;
import ihuyi.NumberException;
import ihuyi.Outcome;
import ihuyi.OutcomeUnknownException;
import ihuyi.Progress;
import ihuyi.Push;
import ihuyi.Result;
import ihuyi.Row;
import ihuyi.SettingException;
import ihuyi.StoreException;
import ihuyi.TemplateException;
import ihuyi.Verification;
import ihuyi.VerifyException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The conformance runner: one request a line, one answer a line, as tests/conformance/README.md has it. It drives the public interface. */
final class Runner {
    private Client client;
    private Bulk bulk;

    public static void main(String[] args) throws IOException {
        Runner runner = new Runner();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        PrintStream output = new PrintStream(System.out, true, "US-ASCII");
        for (String line = input.readLine(); line != null; line = input.readLine()) output.print(runner.answer(line) + "\n");
        output.flush();
    }

    private Fields answer(String line) {
        String[] parts = line.split(" ", 2);
        try {
            return call(parts[0], new Request(parts.length > 1 ? parts[1] : ""));
        } catch (CharacterCodingException e) {
            return new Fields().put("inexpressible", "bytes");
        } catch (IhuyiException e) {
            Fields fields = of(e.getResult()).put("raised", word(e));
            if (e.getVerification() != null) return tell(fields, e.getVerification());
            // A decision, a verification or a picture that is not there is no, and nothing.
            for (String number : new String[] {"allowed", "channel", "digits", "wait", "valid", "left", "length"}) fields.put(number, 0);
            for (String text : new String[] {"id", "purpose", "mobile", "limit", "png", "data_uri"}) fields.put(text, "");
            return fields;
        } catch (NullPointerException e) {
            // A method of a client, or of a list, that there is not.
            boolean none = client == null || parts[0].startsWith("bulk_") && bulk == null;
            return none ? new Fields().put("inexpressible", "null") : new Fields().put("error", e);
        } catch (RuntimeException e) {
            return new Fields().put("error", e);
        }
    }

    private Fields call(String verb, Request with) throws CharacterCodingException {
        switch (verb) {
            case "hello":
                return new Fields().put("binding", "java").put("language", "Java " + System.getProperty("java.version")).put("strings", "unicode")
                    .put("exceptions", "yes").put("library", Gateway.libraryPath()).put("version", Gateway.version()).put("abi", Gateway.abiVersion());
            case "send": return of(Gateway.send(with.text("account"), with.text("password"), with.text("mobile"), with.text("content")));
            case "voice": return of(Gateway.voice(with.text("account"), with.text("password"), with.text("mobile"), with.text("code")));
            case "strerror": return new Fields().put("text", Gateway.strerror(with.number("code")));
            case "new": return use(Client::new);
            case "open":
                String path = with.text("path");
                return use(() -> Client.open(path));
            case "set":
                client.set(with.text("key"), with.text("value"));
                return Fields.success();
            case "free":
                if (client != null) client.close();
                client = null;
                return new Fields();
            case "submit":
                return of(client.submit(with.text("service"), with.text("mobile"), with.text("content"), with.text("template_id"), with.text("options")));
            case "balance": return of(client.balance(with.text("service")));
            case "add_template": return of(client.addTemplate(with.text("content")));
            case "explain":
                return of(client == null
                    ? Gateway.explain(with.number("code"), with.text("service"), with.text("lang"))
                    : client.explain(with.number("code"), with.text("service"), with.text("lang")));
            case "segments":
                return of(client == null
                    ? Gateway.segments(with.text("content"), with.text("service"))
                    : client.segments(with.text("content"), with.text("service")));
            case "push_parse": return of(client == null ? Gateway.parsePush(with.text("body")) : client.parsePush(with.text("body")));
            case "push_record": return of(client.recordPush(with.text("body")));
            case "status": return of(client.status(with.text("what")));
            case "inbox":
                Push next = client.inbox(Long.parseLong(with.text("after")));
                return next == null ? Fields.nothing() : of(next);
            case "verify_start": return of(client.verifyStart(with.text("purpose"), with.text("mobile"), with.keys()));
            case "verify_resend": return of(client.verifyResend(with.text("id"), with.text("channel"), with.keys()));
            case "verify_check": return of(client.verifyCheck(with.text("id"), with.text("code")));
            case "guard_ask": return of(client.guardAsk(with.text("service"), with.text("mobile"), with.keys()));
            case "guard_status": return of(client.guardStatus(with.text("service"), with.text("mobile"), with.keys()));
            case "guard_unlock":
                client.guardUnlock(with.text("kind"), with.text("value"));
                return Fields.success();
            case "captcha_new": return of(client.captchaNew(with.keys()));
            case "captcha_check":
                // A wrong answer is no exception, and the interface says no more of it than that.
                return client.captchaCheck(with.text("id"), with.text("answer"))
                    ? Fields.success()
                    : Fields.of(Abi.IHUYI_E_CAPTCHA_WRONG, Outcome.REFUSED.getNumber(), Family.VERIFY.getNumber(), Abi.IHUYI_FLAG_LOCAL);
            case "bulk_open": return list(with);
            case "bulk_add": return of(bulk.add(with.text("mobile"), with.text("content"), with.text("reference")));
            case "bulk_run": return of(bulk.run(with.number("budget_ms")));
            case "bulk_status": return of(bulk.status());
            case "bulk_next":
                Row.State stands = null;
                for (Row.State state : Row.State.values()) if (state.getNumber() == with.number("stands")) stands = state;
                if (stands == null && with.number("stands") != 0) return new Fields().put("inexpressible", "name");
                Iterator<Row> rows = bulk.rows(stands, with.number("after")).iterator();
                return rows.hasNext() ? of(rows.next()) : Fields.noRow();
            case "bulk_close":
                if (bulk != null) bulk.close();
                bulk = null;
                return new Fields();
            case "parallel": return parallel(with);
            default: return new Fields().put("error", "no verb " + verb);
        }
    }

    private Fields use(Supplier<Client> make) {
        if (client != null) client.close();
        client = null;
        client = make.get();
        return Fields.success().put("ok", 1);
    }

    private Fields list(Request with) throws CharacterCodingException {
        if (bulk != null) bulk.close();
        bulk = null;
        String journal = with.text("journal");
        Map<String, String> options = with.map("options");
        bulk = options == null ? client.bulk(journal, with.text("options")) : client.bulk(journal, options);
        return Fields.success().put("ok", 1);
    }

    private Fields parallel(Request with) throws CharacterCodingException {
        int workers = with.number("workers");
        int times = with.number("times");
        String service = with.text("service");
        String content = with.text("content");
        long mobile = Long.parseLong(with.text("mobile"));
        int[] outcomes = new int[Outcome.values().length];
        Set<String> ids = new HashSet<>();
        AtomicReference<RuntimeException> defect = new AtomicReference<>();
        Thread[] threads = new Thread[workers];
        for (int worker = 0; worker < workers; worker++) {
            long first = mobile + (long) worker * times;
            threads[worker] = new Thread(() -> {
                try {
                    for (int i = 0; i < times; i++) {
                        Result result;
                        try {
                            result = client.submit(service, String.valueOf(first + i), content);
                        } catch (IhuyiException e) {
                            result = e.getResult();
                        }
                        synchronized (ids) {
                            outcomes[result.getOutcome().getNumber()]++;
                            if (!result.getMessageId().isEmpty()) ids.add(result.getMessageId());
                        }
                    }
                } catch (RuntimeException e) {
                    defect.set(e);
                }
            });
            threads[worker].start();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (defect.get() != null) throw defect.get();
        return new Fields().put("accepted", outcomes[Outcome.ACCEPTED.getNumber()]).put("refused", outcomes[Outcome.REFUSED.getNumber()])
            .put("not_sent", outcomes[Outcome.NOT_SENT.getNumber()]).put("unknown", outcomes[Outcome.UNKNOWN.getNumber()]).put("ids", ids.size());
    }

    private static Fields of(Result result) {
        return new Fields().put("code", result.getCode()).put("outcome", result.getOutcome().getNumber()).put("http_status", result.getHttpStatus())
            .put("flags", result.getFlags()).put("segments", result.getSegments()).put("characters", result.getCharacters())
            .put("recipients", result.getRecipients()).put("balance", result.getBalance() == null ? -1 : result.getBalance())
            .put("message_id", result.getMessageId()).put("message", result.getMessage()).put("family", result.getFamily().getNumber());
    }

    private static Fields of(Verification verification) {
        return tell(of(verification.getResult()), verification);
    }

    private static Fields tell(Fields fields, Verification verification) {
        return fields.put("id", verification.getId()).put("channel", verification.getChannel().getNumber()).put("digits", verification.getDigits())
            .put("wait", verification.getWait()).put("valid", verification.getValid()).put("left", verification.getLeft())
            .put("purpose", verification.getPurpose()).put("mobile", verification.getMobile()).put("limit", verification.getLimit());
    }

    private static Fields of(Decision decision) {
        return of(decision.getResult()).put("allowed", decision.isAllowed() ? 1 : 0).put("wait", decision.getWait()).put("limit", decision.getLimit());
    }

    private static Fields of(Captcha captcha) {
        StringBuilder png = new StringBuilder();
        for (byte one : captcha.getPng()) png.append(String.format("%02x", one));
        return Fields.success().put("id", captcha.getId()).put("length", captcha.getLength()).put("valid", captcha.getValid()).put("png", png)
            .put("data_uri", captcha.getDataUri());
    }

    private static Fields of(Explanation explanation) {
        return new Fields().put("code", explanation.getCode()).put("known", explanation.isKnown() ? 1 : 0)
            .put("family", explanation.getFamily().getNumber()).put("name", explanation.getName()).put("text", explanation.getText())
            .put("meaning", explanation.getMeaning()).put("cause", explanation.getCause()).put("advice", explanation.getAdvice())
            .put("flags", explanation.getFlags());
    }

    private static Fields of(Push push) {
        return new Fields().put("kind", push.getKind().getNumber()).put("code", push.getCode()).put("success", push.isSuccess() ? 1 : 0)
            .put("message_id", push.getMessageId()).put("mobile", push.getMobile()).put("status", push.getStatus())
            .put("explanation", push.getExplanation()).put("time", push.getTime()).put("template_id", push.getTemplateId())
            .put("content", push.getContent()).put("answer", push.getAnswer()).put("flags", push.getFlags()).put("number", push.getNumber());
    }

    private static Fields of(Delivery told) {
        return new Fields().put("state", told.getState().getNumber()).put("code", told.getCode()).put("flags", told.getFlags())
            .put("recipients", told.getRecipients()).put("delivered", told.getDelivered()).put("failed", told.getFailed())
            .put("service", told.getService()).put("message_id", told.getMessageId()).put("mobile", told.getMobile())
            .put("status", told.getStatus()).put("explanation", told.getExplanation()).put("submitted", told.getSubmitted())
            .put("reported", told.getReported());
    }

    private static Fields of(Progress told) {
        return new Fields().put("phase", told.getState().getNumber()).put("code", told.getCode()).put("wait", told.getWait())
            .put("flags", told.getFlags()).put("rows", told.getRows()).put("planned", told.getPlanned()).put("sending", told.getSending())
            .put("accepted", told.getAccepted()).put("refused", told.getRefused()).put("unknown", told.getUnknown())
            .put("left_out", told.getLeftOut()).put("segments", told.getSegments()).put("accepted_segments", told.getAcceptedSegments())
            .put("message", told.getMessage());
    }

    private static Fields of(Row row) {
        return new Fields().put("number", row.getNumber()).put("stands", row.getState().getNumber()).put("code", row.getCode())
            .put("flags", row.getFlags()).put("line", row.getLine()).put("segments", row.getSegments()).put("mobile", row.getMobile())
            .put("reference", row.getReference()).put("message_id", row.getMessageId()).put("time", row.getTime()).put("message", row.getMessage());
    }

    /** The word for the class that was caught, not for the number in it: it is the class that the driver wants to know about. */
    private static String word(IhuyiException error) {
        if (error instanceof AccountException) return "account";
        if (error instanceof BalanceException) return "balance";
        if (error instanceof NumberException) return "number";
        if (error instanceof ContentException) return "content";
        if (error instanceof TemplateException) return "template";
        if (error instanceof LimitException) return "limit";
        if (error instanceof GatewayException) return "gateway";
        if (error instanceof InvalidCallException) return "argument";
        if (error instanceof SettingException) return "setting";
        if (error instanceof NotSentException) return "network";
        if (error instanceof OutcomeUnknownException) return "unknown";
        if (error instanceof InternalException) return "internal";
        if (error instanceof VerifyException) return "verify";
        if (error instanceof StoreException) return "store";
        return "base";
    }

    private static final class Request {
        private final Map<String, byte[]> values = new HashMap<>();

        Request(String query) {
            for (String pair : query.split("&")) {
                int at = pair.indexOf('=');
                if (at > 0) values.put(pair.substring(0, at), bytes(pair.substring(at + 1)));
            }
        }

        private static byte[] bytes(String value) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int i = 0; i < value.length(); i++) {
                if (value.charAt(i) != '%') {
                    bytes.write(value.charAt(i));
                } else {
                    bytes.write(Integer.parseInt(value.substring(i + 1, i + 3), 16));
                    i += 2;
                }
            }
            return bytes.toByteArray();
        }

        // Strings are Unicode: bytes that are no UTF-8 are none, and that is found out by decoding them.
        String text(String name) throws CharacterCodingException {
            byte[] value = values.get(name);
            return value == null ? null : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        }

        /** Lines of key = value as the interface makes them of a map; a line that is none only as text. */
        String keys() throws CharacterCodingException {
            Map<String, String> keys = map("keys");
            return keys == null ? text("keys") : Keys.lines(keys);
        }

        /** Lines of key = value as a map, where they are that. */
        Map<String, String> map(String name) throws CharacterCodingException {
            String text = text(name);
            if (text == null) return null;
            Map<String, String> map = new LinkedHashMap<>();
            for (String line : text.split("\n", -1)) {
                int at = line.indexOf('=');
                if (at < 0 || map.put(line.substring(0, at), line.substring(at + 1)) != null) return null;
            }
            return map;
        }

        int number(String name) throws CharacterCodingException {
            return Integer.parseInt(text(name));
        }
    }

    private static final class Fields {
        private final StringBuilder line = new StringBuilder();

        // The calls that hand back nothing but their success.
        static Fields success() {
            return of(0, 0, 0, 0);
        }

        // The end of the inbox, for which Java has null.
        static Fields nothing() {
            Fields fields = new Fields();
            for (String number : new String[] {"kind", "code", "success", "flags", "number"}) fields.put(number, 0);
            for (String text : new String[] {"message_id", "mobile", "status", "explanation", "time", "template_id", "content", "answer"}) fields.put(text, "");
            return fields;
        }

        // The end of a list's rows, which in Java is the iterator's.
        static Fields noRow() {
            Fields fields = new Fields();
            for (String number : new String[] {"number", "stands", "code", "flags", "line", "segments"}) fields.put(number, 0);
            for (String text : new String[] {"mobile", "reference", "message_id", "time", "message"}) fields.put(text, "");
            return fields;
        }

        static Fields of(int code, int outcome, int family, int flags) {
            return new Fields().put("code", code).put("outcome", outcome).put("family", family).put("flags", flags).put("http_status", 0).put("segments", 0)
                .put("characters", 0).put("recipients", 0).put("balance", -1).put("message_id", "").put("message", "");
        }

        Fields put(String name, Object value) {
            if (line.length() > 0) line.append('&');
            line.append(name).append('=');
            for (byte one : value.toString().getBytes(StandardCharsets.UTF_8)) {
                boolean plain = one >= '0' && one <= '9' || one >= 'A' && one <= 'Z' || one >= 'a' && one <= 'z' || "._~-".indexOf(one) >= 0;
                if (plain) line.append((char) one);
                else line.append(String.format("%%%02X", one));
            }
            return this;
        }

        @Override
        public String toString() {
            return line.toString();
        }
    }
}
