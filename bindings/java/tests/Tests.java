package ihuyi;

import com.sun.jna.Structure;
import com.sun.jna.win32.StdCallLibrary;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The binding's own tests: Tests NAME, with SANDBOX (url) and ABI (path of ihuyi.abi) in the environment. Each NAME is a process. */
final class Tests {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String TEXT = "您的验证码是：1234。请不要把验证码泄露给其他人。";
    private static final String SANDBOX = System.getenv("SANDBOX");
    private static int failed;

    private interface Action {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        // What is printed is UTF-8, whatever the locale is.
        System.setOut(new java.io.PrintStream(System.out, true, "UTF-8"));
        if (args[0].equals("library")) {
            // For the tests of the loader: the message, or what was loaded.
            try {
                System.out.println("loaded " + Gateway.libraryPath());
                return;
            } catch (LibraryException e) {
                System.out.println(e.getMessage());
                System.exit(3);
            }
        }
        Map<String, Action> tests = new TreeMap<>();
        tests.put("declarations", Tests::declarations);
        tests.put("box", Tests::box);
        tests.put("client", Tests::client);
        tests.put("families", Tests::families);
        tests.put("text", Tests::text);
        tests.put("codes", Tests::codes);
        tests.put("keys", Tests::keys);
        tests.put("guard", Tests::guard);
        tests.put("captcha", Tests::captcha);
        tests.put("track", Tests::track);
        tests.put("bulk", Tests::bulk);
        tests.put("gbk-box", Tests::gbkBox);
        tests.put("lifetime", Tests::lifetime);
        tests.put("threads", Tests::threads);
        tests.put("load", Tests::load);
        try {
            tests.get(args[0]).run();
        } catch (Exception | Error e) {
            check(args[0] + ": " + e, false);
            e.printStackTrace();
        }
        System.exit(failed == 0 ? 0 : 1);
    }

    private static void check(String what, boolean holds) {
        if (!holds) failed++;
        System.out.println((holds ? "ok      " : "FAILED  ") + what);
    }

    private static void same(String what, Object expected, Object found) {
        boolean same = Objects.equals(expected, found);
        check(same ? what : what + ": expected " + expected + ", found " + found, same);
    }

    private static <T extends Throwable> T raises(String what, Class<T> type, Action call) {
        try {
            call.run();
        } catch (Throwable e) {
            check(what + " raises " + type.getSimpleName() + (e.getClass() == type ? "" : ", found " + e), e.getClass() == type);
            return type.cast(e);
        }
        check(what + " raises " + type.getSimpleName() + ", and nothing was raised", false);
        throw new IllegalStateException(what);
    }

    private static String http(String path, String body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(SANDBOX + path).openConnection(java.net.Proxy.NO_PROXY);
        if (body != null) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        try (InputStream in = connection.getInputStream()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] part = new byte[8192];
            for (int n = in.read(part); n >= 0; n = in.read(part)) all.write(part, 0, n);
            return all.toString("UTF-8");
        }
    }

    /** The last call looked like this when it arrived. */
    private static void arrivedWith(String what, String... parts) throws IOException {
        String ledger = http("/_sandbox/ledger", null);
        String entry = ledger.substring(ledger.lastIndexOf("{\"accepted\""));
        List<String> missing = new ArrayList<>();
        for (String part : parts) if (!entry.contains(part)) missing.add(part);
        check(what + " arrives as it was meant" + (missing.isEmpty() ? "" : ", but without " + missing + " in " + entry), missing.isEmpty());
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("gateway", SANDBOX);
        String[] services = {"", "C", "voice_", "V", "voice_notice_", "VM", "international_", "I", "marketing_", "M"};
        for (int i = 0; i < services.length; i += 2) {
            settings.put(services[i] + "account", services[i + 1] + "00000000");
            settings.put(services[i] + "apikey", KEY);
        }
        return settings;
    }

    /** The code in the newest message. */
    private static String code() throws IOException {
        Matcher contents = Pattern.compile("\"content\":\"(?:您的验证码是：)?([0-9]+)").matcher(http("/_sandbox/inbox", null));
        String code = "";
        while (contents.find()) code = contents.group(1);
        return code;
    }

    /** Codes and counts that no other client sees. */
    private static Map<String, String> settings(String store, String limits) {
        Map<String, String> settings = settings();
        settings.put("store", "memory:" + store);
        settings.put("limits", limits);
        return settings;
    }

    private static String repeat(String text, int times) {
        return String.join("", Collections.nCopies(times, text));
    }

    /** The declarations in Abi.java are those of ihuyi.abi, as JNA lays them out. */
    private static void declarations() throws Exception {
        Map<String, Integer> constants = new TreeMap<>();
        for (Field field : Abi.class.getFields()) constants.put(field.getName(), field.getInt(null));
        Map<String, Method> functions = new TreeMap<>();
        for (Method method : Abi.Plain.Functions.class.getDeclaredMethods()) functions.put(method.getName(), method);
        Method fieldOffset = Structure.class.getDeclaredMethod("fieldOffset", String.class);
        fieldOffset.setAccessible(true);
        Structure current = null;
        int members = 0;
        for (String line : Files.readAllLines(new File(System.getenv("ABI")).toPath(), StandardCharsets.UTF_8)) {
            String[] words = line.trim().split(" ");
            switch (words[0]) {
                case "constant":
                    same(words[1], Integer.valueOf(words[2]), constants.remove(words[1]));
                    break;
                case "struct":
                    current = (Structure) Class.forName("ihuyi.Abi$Plain$" + words[1]).getConstructor().newInstance();
                    members = 0;
                    same("size of " + words[1], Integer.valueOf(words[3]), current.size());
                    same("struct_size of " + words[1], current.size(), current.getClass().getField("struct_size").get(current));
                    break;
                case "member":
                    Field field = current.getClass().getDeclaredFields()[members++];
                    same("member " + members + " of " + current.getClass().getSimpleName(), words[1], field.getName());
                    same("offset of " + words[1], Integer.valueOf(words[4]), fieldOffset.invoke(current, words[1]));
                    break;
                case "function":
                    String name = line.substring(0, line.indexOf('(')).replaceFirst(".*[ *]", "");
                    String parameters = line.substring(line.indexOf('(') + 1, line.lastIndexOf(')'));
                    Method function = functions.remove(name);
                    int count = parameters.equals("void") ? 0 : parameters.split(",").length;
                    same("parameters of " + name, count, function == null ? -1 : function.getParameterTypes().length);
                    break;
                default:
                    break;
            }
        }
        same("ways of a code", "1 2", Channel.SMS.getNumber() + " " + Channel.VOICE.getNumber());
        same("a way of the future", Channel.OTHER, Channel.of(99));
        same("a state of the future", State.OTHER, State.of(99));
        same("a list's state of the future", Progress.State.OTHER, Progress.State.of(99));
        same("a row's state of the future", Row.State.OTHER, Row.State.of(99));
        same("constants beyond ihuyi.abi", "{}", constants.toString());
        same("functions beyond ihuyi.abi", "{}", functions.toString());
        check("stdcall on 32-bit Windows", StdCallLibrary.class.isAssignableFrom(Abi.Plain.Win32Functions.class));
        check("and nowhere else", !StdCallLibrary.class.isAssignableFrom(Abi.Plain.Functions.class));
        same("the same functions there", Abi.Plain.Functions.class.getMethods().length, Abi.Plain.Win32Functions.class.getMethods().length);
    }

    private static void box() throws IOException {
        Result sent = Gateway.send("C00000000", KEY, "13800000000", TEXT);
        same("a text is accepted", Outcome.ACCEPTED, sent.getOutcome());
        same("its code", 2, sent.getCode());
        check("its id is digits", sent.getMessageId().matches("[0-9]+"));
        same("its segments", 1, sent.getSegments());
        same("its balance is none", null, sent.getBalance());
        same("shown without the number", "ACCEPTED 2 id=" + sent.getMessageId(), sent.toString());
        arrivedWith("the text", "\"content\":\"" + TEXT + "\"", "\"password_mode\":\"dynamic\"");
        same("a voice code is accepted", 2, Gateway.voice("V00000000", KEY, "13800000000", "1234").getCode());
        arrivedWith("the voice code", "\"service\":\"voice\"", "\"content\":\"1234\"");
        same("words", "签名格式不正确", Gateway.explain(4072).getText());
        check("strerror answers for any number", !Gateway.strerror(-5555).isEmpty());
        same("segments", 2, Gateway.segments(repeat("字", 80)).getSegments());
        same("abi", Abi.IHUYI_ABI_VERSION, Gateway.abiVersion());
        Push push = Gateway.parsePush("code=2&msg=DELIVRD&mobilephone=13800000000&smsid=17000000004051283667");
        same("a receipt", Push.Kind.RECEIPT, push.getKind());
        same("delivered", true, push.isSuccess());
        same("whose", "13800000000", push.getMobile());
        check("a push is shown without the number", !push.toString().contains("13800000000"));
        same("what was only read has no number in the inbox", 0L, push.getNumber());
    }

    private static void client() throws IOException {
        try (Client client = new Client(settings())) {
            same("send", 2, client.send("13800000000", TEXT).getCode());
            same("voice", 2, client.voice("13800000000", "1234").getCode());
            same("template", 2, client.sendTemplate("13800000000", "2", "A1", "王", "0571", "9.5").getCode());
            String shifted = "accepted";
            try {
                client.sendTemplate("13800000000", "2", "A1", "王|999", "0571");
            } catch (IllegalArgumentException e) {
                shifted = e.getMessage().substring(0, 3);
            }
            same("a separator in a variable is refused", "第 2", shifted);
            arrivedWith("the template", "\"content\":\"A1|王|0571|9.5\"", "\"template_id\":\"2\"");
            same("voice notice", 2, client.voiceNotice("13800000000", "A1|顺丰", "1361").getCode());
            arrivedWith("the voice notice", "\"service\":\"voice_notice\"", "\"template_id\":\"1361\"");
            same("international", 2, client.international("1 2025550100", "Your code is 1125").getCode());
            arrivedWith("the international text", "\"service\":\"international\"", "2025550100");
            Result many = client.marketing(Arrays.asList("13800000001", "13800000002"), "周末八折，退订回T【互亿无线】", "2099-01-31 09:30:00");
            same("marketing recipients", 2, many.getRecipients());
            arrivedWith("the marketing text", "\"mobile\":\"13800000001,13800000002\"", "2099-01-31");
            check("balance", client.balance().getBalance() > 0);
            check("a template's number", !client.addTemplate("您的验证码是：【变量】。").getMessageId().isEmpty());
            Explanation explanation = client.explain(4072, "sms", "en");
            check("explained in English", explanation.isKnown() && explanation.getAdvice().contains("template"));
            same("its family", Family.TEMPLATE, explanation.getFamily());
            same("explained by name", "IHUYI_CODE_TEMPLATE_MISMATCH", explanation.getName());
            same("segments by service", 3, client.segments(repeat("a", 140), "sms").getSegments());
            String reply = "mobilephone=13800000000&content=%E9%80%80%E8%AE%A2&smsid=1&reply_time=2017-08-02+14%3A31%3A51";
            same("a reply", "退订", client.parsePush(reply).getContent());
        }
        Path ini = Files.createTempFile("ihuyi", ".ini");
        try {
            Files.write(ini, Arrays.asList("account = C00000000", "apikey = " + KEY, "gateway = " + SANDBOX));
            try (Client client = Client.open(ini.toString())) {
                same("a client from a file", 2, client.send("13800000000", TEXT).getCode());
            }
            Files.write(ini, Collections.singletonList("acount = C00000000"));
            IhuyiException wrong = raises("a mistyped setting in a file", SettingException.class, () -> Client.open(ini.toString()).close());
            check("and names the right one", wrong.getMessage().contains("account"));
        } finally {
            Files.delete(ini);
        }
        raises("a missing file", SettingException.class, () -> Client.open(ini.toString()).close());
        IhuyiException wrong = raises("a mistyped option", SettingException.class, () -> new Client(Collections.singletonMap("tmeout", "5")).close());
        same("its code", Abi.IHUYI_E_SETTING, wrong.getCode());
    }

    private static void families() throws Exception {
        try (Client client = new Client(settings())) {
            Object[] codes = {405, AccountException.class, 4051, BalanceException.class, 4030, NumberException.class, 407, ContentException.class,
                4080, LimitException.class, 0, GatewayException.class};
            for (int i = 0; i < codes.length; i += 2) {
                String mobile = String.format("199%08d", (Integer) codes[i]);
                raises(codes[i].toString(), ((Class<?>) codes[i + 1]).asSubclass(IhuyiException.class), () -> client.send(mobile, TEXT));
            }
            IhuyiException error = raises("4072", TemplateException.class, () -> client.send("19900004072", TEXT));
            same("its code", 4072, error.getCode());
            same("its outcome", Outcome.REFUSED, error.getOutcome());
            check("its message says where to read more", error.getMessage().contains(error.getResult().getMessage()) && error.getMessage().contains("docs/codes.md#code-4072"));
            check("nothing of it shows key or number", !error.toString().contains(KEY) && !error.toString().contains("19900004072"));
            new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(error);
            check("it can be serialized, as exceptions can", true);
            check("a check of the library is local", raises("no such service", InvalidCallException.class, () -> client.submit("fax", "13800000000", TEXT)).getResult().isLocal());
            raises("explain of no such service", InvalidCallException.class, () -> client.explain(2, "fax", null));
            raises("no such setting", SettingException.class, () -> client.set("tmeout", "5"));
            http("/_sandbox/faults", "{\"kind\": \"reset_after\"}");
            same("its outcome", Outcome.UNKNOWN, raises("a reset after the request", OutcomeUnknownException.class, () -> client.send("13800000000", TEXT)).getOutcome());
            client.set("gateway", "http://127.0.0.1:1");
            same("its outcome", Outcome.NOT_SENT, raises("nobody listening", NotSentException.class, () -> client.send("13800000000", TEXT)).getOutcome());
        }
        Set<Class<?>> seen = new HashSet<>();
        Abi.Plain.ihuyi_result raw = new Abi.Plain.ihuyi_result();
        for (Family family : Family.values()) {
            raw.family = family.getNumber();
            Class<?> type = IhuyiException.of(new Result(-1, raw, Text.UTF_8)).getClass();
            if (family != Family.NONE && family != Family.OTHER) seen.add(type);
            else same(family + " is the base class", IhuyiException.class, type);
        }
        same("each family has a class of its own", Family.values().length - 2, seen.size());
        check("and none is the base class", !seen.contains(IhuyiException.class));
        raw.family = 99;
        same("a family of the future", IhuyiException.class, IhuyiException.of(new Result(5000, raw, Text.UTF_8)).getClass());
    }

    private static void codes() throws Exception {
        try (Client client = new Client(settings("codes", "none"))) {
            Verification started = client.verifyStart("register", "13800000000");
            check("a code is out", started.isOk() && started.getStatus() == Verification.Status.OK && !started.getId().isEmpty());
            same("the result is there", Abi.IHUYI_ACCEPTED, started.getResult().getCode());
            same("its way", Channel.SMS, started.getChannel());
            same("its digits, life, checks, wait", "6 300 5 0", started.getDigits() + " " + started.getValid() + " " + started.getLeft() + " " + started.getWait());
            String code = code();
            same("the code has its digits", started.getDigits(), code.length());
            same("a number is not told before a check", "", started.getMobile() + started.getPurpose() + started.getLimit());

            Verification wrong = client.verifyCheck(started.getId(), code.equals("000000") ? "000001" : "000000");
            check("a wrong code is no exception", !wrong.isOk() && wrong.getStatus() == Verification.Status.WRONG);
            same("its code", Abi.IHUYI_E_CODE_WRONG, wrong.getResult().getCode());
            same("checks that are left", 4, wrong.getLeft());
            raises("no code entered", InvalidCallException.class, () -> client.verifyCheck(started.getId(), " "));
            Verification again = client.verifyResend(started.getId(), "voice", (String) null);
            same("sent again in a call", Channel.VOICE, again.getChannel());
            same("under the same id", started.getId(), again.getId());
            same("the same code", code, code());
            Verification right = client.verifyCheck(started.getId(), code);
            check("the right code", right.isOk() && right.getStatus() == Verification.Status.OK && right.getResult().getCode() == Abi.IHUYI_OK);
            same("whose, and what for", "13800000000 register", right.getMobile() + " " + right.getPurpose());
            check("shown without number and id", !right.toString().contains("1380") && !started.toString().contains(started.getId()));
            same("right once", Verification.Status.NONE, client.verifyCheck(started.getId(), code).getStatus());
            VerifyException gone = raises("sending again what was used", VerifyException.class, () -> client.verifyResend(started.getId()));
            same("its code", Abi.IHUYI_E_CODE_NONE, gone.getCode());
            same("its status", Verification.Status.NONE, gone.getVerification().getStatus());

            client.set("verify_checks", "1");
            String id = client.verifyStart("register", "13800000000").getId();
            same("too often wrong", Verification.Status.LOCKED, client.verifyCheck(id, "1").getStatus());
            client.set("verify_checks", "");

            http("/_sandbox/faults", "{\"kind\": \"reset_after\"}");
            IhuyiException unknown = raises("a code whose outcome is unknown", OutcomeUnknownException.class, () -> client.verifyStart("register", "13800000000"));
            Verification maybe = unknown.getVerification();
            check("it may be out, and there is its id", maybe.isOk() && !maybe.getId().isEmpty());
            same("and it can be checked", Verification.Status.WRONG, client.verifyCheck(maybe.getId(), "1").getStatus());
            new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(unknown);
            check("it can be serialized, as exceptions can", true);
            IhuyiException other = raises("a call without one", InvalidCallException.class, () -> client.submit("fax", "13800000000", TEXT));
            same("other calls have no verification", null, other.getVerification());

            client.set("limits", "sms:mobile 1/60s");
            client.verifyStart("register", "13800000009");
            Verification limited = raises("a second within the minute", LimitException.class, () -> client.verifyStart("register", "13800000009")).getVerification();
            same("the limit", "sms:mobile 1/60s", limited.getLimit());
            check("there is no code", !limited.isOk() && limited.getId().isEmpty() && limited.getStatus() == Verification.Status.FAILED);
            check("how long to wait", limited.getWait() > 0 && limited.getWait() <= 60);
            client.set("store", "sqlite:/dev/null/ihuyi.db");
            raises("a store that cannot be", StoreException.class, () -> client.verifyStart("register", "13800000000"));
            raises("checking there", StoreException.class, () -> client.verifyCheck(id, "1"));
        }
    }

    private static void keys() throws Exception {
        try (Client client = new Client(settings("keys", "session 1/60s"))) {
            Map<String, String> keys = new TreeMap<>();
            keys.put("ip", "192.0.2.7");
            keys.put("session", "a");
            client.verifyStart("register", "13800000000", keys);
            IhuyiException limited = raises("the same session, another number", LimitException.class, () -> client.verifyStart("register", "13800000001", keys));
            same("its limit", "session 1/60s", limited.getVerification().getLimit());
            raises("from lines", LimitException.class, () -> client.verifyStart("register", "13800000001", "ip = 192.0.2.7\nsession = a"));
            check("a key without a value is none", client.verifyStart("register", "13800000001", Collections.singletonMap("session", (String) null)).isOk());
            String id = client.verifyStart("register", "13800000002").getId();
            limited = raises("keys go to sending again", LimitException.class, () -> client.verifyResend(id, "sms", keys));
            check("the code is as good as before", limited.getVerification().getValid() > 0);
            for (String forged : new String[] {"192.0.2.7\nsession = b", "192.0.2.7\rsession = b"}) {
                Map<String, String> two = Collections.singletonMap("ip", forged);
                IhuyiException refused = raises("a line break in a value", InvalidCallException.class, () -> client.verifyStart("register", "13800000003", two));
                same("is refused here", Abi.IHUYI_E_ARGUMENT, refused.getCode());
                check("by name, and not shown", refused.getResult().isLocal() && refused.getMessage().contains("ip") && !refused.getMessage().contains("session"));
                raises("and for the limits", InvalidCallException.class, () -> client.guardStatus("sms", "13800000003", two));
            }
            for (String name : new String[] {"ip\nsession", "ip = 1", null}) {
                raises("a name that makes two keys, or none", InvalidCallException.class, () -> Keys.lines(Collections.singletonMap(name, "b")));
            }
            check("nothing was sent for those", !http("/_sandbox/ledger", null).contains("13800000003"));
            IhuyiException line = raises("a line without a value", SettingException.class, () -> client.verifyStart("register", "13800000003", "session"));
            same("what is no line", Abi.IHUYI_E_VALUE, line.getCode());

            String options = Keys.lines(Collections.singletonMap("reference", "order-1001-paid"));
            Result first = client.submit("sms", "13800000004", TEXT, null, options);
            Result second = client.submit("sms", "13800000004", TEXT, null, options);
            check("an event's message is sent once", !first.isRepeated() && second.isRepeated() && second.getMessageId().equals(first.getMessageId()));
            IhuyiException reused = raises("a reference used again", InvalidCallException.class, () -> client.submit("sms", "13800000005", TEXT, null, options));
            same("the reference for another message", Abi.IHUYI_E_REFERENCE, reused.getCode());
        }
    }

    private static void guard() {
        try (Client client = new Client(settings("guard", "mobile 1/60s"))) {
            Decision may = client.guardStatus("sms", "13800000000");
            check("it may be sent", may.isAllowed() && may.getResult().getCode() == Abi.IHUYI_OK);
            check("and was not counted", client.guardAsk("sms", "13800000000").isAllowed());
            for (Decision not : Arrays.asList(client.guardAsk("sms", "13800000000"), client.guardStatus("sms", "13800000000"))) {
                check("then it may not, which is no exception", !not.isAllowed() && not.getResult().getCode() == Abi.IHUYI_E_LIMIT);
                same("by which limit", "mobile 1/60s", not.getLimit());
                check("for how long", not.getWait() > 0 && not.getWait() <= 60);
            }
            client.guardUnlock("mobile", "13800000000");
            check("until it is unlocked", client.guardAsk("sms", "13800000000").isAllowed());
            raises("no such service", InvalidCallException.class, () -> client.guardAsk("fax", "13800000000"));
            client.set("deny", "ip 192.0.2.7");
            Decision denied = client.guardAsk("sms", "13800000001", Collections.singletonMap("ip", "192.0.2.7"));
            check("the deny list", !denied.isAllowed() && denied.getResult().getCode() == Abi.IHUYI_E_DENIED && denied.getWait() == 0);
        }
    }

    private static void captcha() {
        try (Client client = new Client(settings("captcha", "captcha:ip 2/1h"))) {
            Map<String, String> address = Collections.singletonMap("ip", "192.0.2.7");
            Captcha picture = client.captchaNew(address);
            byte[] png = picture.getPng();
            check("a PNG", Arrays.equals(new byte[] {(byte) 137, 80, 78, 71, 13, 10, 26, 10}, Arrays.copyOf(png, 8)));
            same("whole", "IEND", new String(png, png.length - 8, 4, StandardCharsets.US_ASCII));
            same("the same picture for a page", "data:image/png;base64," + Base64.getEncoder().encodeToString(png), picture.getDataUri());
            check("its id, characters and life", !picture.getId().isEmpty() && picture.getLength() == 5 && picture.getValid() > 0);
            same("a wrong answer is no exception", false, client.captchaCheck(picture.getId(), "?"));
            client.captchaNew(address);
            raises("too many pictures", LimitException.class, () -> client.captchaNew(address));
            client.set("captcha", "always");
            IhuyiException needed = raises("a code without a picture", LimitException.class, () -> client.verifyStart("register", "13800000000"));
            same("its code", Abi.IHUYI_E_CAPTCHA_NEEDED, needed.getCode());
            Map<String, String> answer = new TreeMap<>();
            answer.put("captcha_id", client.captchaNew().getId());
            answer.put("captcha_answer", "?");
            IhuyiException wrong = raises("a wrong answer", VerifyException.class, () -> client.verifyStart("register", "13800000000", answer));
            same("its code", Abi.IHUYI_E_CAPTCHA_WRONG, wrong.getCode());
            check("a challenge of one's own", client.verifyStart("register", "13800000000", Collections.singletonMap("captcha", "passed")).isOk());
        }
    }

    private static String receipt(String id, String mobile, int code, String status) {
        return "code=" + code + "&msg=" + status + "&mobilephone=" + mobile + "&smsid=" + id + "&report_time=2026-01-31+09%3A30%3A00";
    }

    private static void track() throws IOException {
        Map<String, String> tracked = settings("track", "none");
        tracked.put("track", "on");
        try (Client client = new Client(tracked)) {
            String id = client.submit("sms", "13800000000", TEXT, null, "reference = order-1001-paid").getMessageId();
            Delivery told = client.status(id);
            same("accepted, and no receipt yet", State.ACCEPTED, told.getState());
            same("what is known of it", "sms " + id + " 138****0000 1 0 0 0",
                told.getService() + " " + told.getMessageId() + " " + told.getMobile() + " " + told.getRecipients() + " " + told.getDelivered() + " " + told.getFailed() + " " + told.getCode());
            check("when", told.getSubmitted().matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d"));
            same("what is not known is empty", "", told.getStatus() + told.getExplanation() + told.getReported());
            Push push = client.recordPush(receipt(id, "13800000000", 2, "DELIVRD"));
            check("a receipt is read", push.getKind() == Push.Kind.RECEIPT && push.isSuccess() && push.getAnswer().equals("success") && push.getNumber() == 0);
            told = client.status("order-1001-paid");
            same("delivered, by its reference", State.DELIVERED, told.getState());
            same("by which receipt", "2 DELIVRD 2026-01-31 09:30:00 1", told.getCode() + " " + told.getStatus() + " " + told.getReported() + " " + told.getDelivered());
            check("it was known all along", !told.isSettled());
            same("shown without the number", "DELIVERED 2 id=" + id, told.toString());

            String many = client.marketing(Arrays.asList("13800000001", "13800000002"), "周末八折，退订回T【互亿无线】").getMessageId();
            client.recordPush(receipt(many, "13800000002", 2, "DELIVRD"));
            same("one of two is not all", State.ACCEPTED, client.status(many).getState());
            client.recordPush(receipt(many, "13800000001", 0, "MK%3A0012"));
            told = client.status(many);
            same("one of two failed", State.FAILED, told.getState());
            same("and which", "marketing 2 1 1 0 MK:0012",
                told.getService() + " " + told.getRecipients() + " " + told.getDelivered() + " " + told.getFailed() + " " + told.getCode() + " " + told.getStatus());
            check("and why", told.getExplanation().matches("(?s).*[\u4e00-\u9fff].*"));
            client.set("charset", "gbk");
            same("the same through GBK", told.getExplanation(), client.status(many).getExplanation());

            http("/_sandbox/faults", "{\"kind\": \"reset_after\"}");
            raises("a reset after the request", OutcomeUnknownException.class, () -> client.submit("sms", "13800000003", TEXT, null, "reference = order-1002-paid"));
            told = client.status("13800000003");
            same("unknown, by its number", State.UNKNOWN, told.getState());
            check("without an id", told.getMessageId().isEmpty() && !told.isSettled());
            client.recordPush(receipt("17000000004051283667", "13800000003", 2, "DELIVRD"));
            told = client.status("order-1002-paid");
            check("settled by its receipt", told.getState() == State.DELIVERED && told.isSettled() && told.getMessageId().equals("17000000004051283667"));
            Result again = client.submit("sms", "13800000003", TEXT, null, "reference = order-1002-paid");
            check("and not sent again", again.isRepeated() && again.getMessageId().equals("17000000004051283667"));

            client.set("track", "off");
            String forgotten = client.send("13800000004", TEXT).getMessageId();
            for (String what : new String[] {forgotten, "order-none", "13800000004"}) {
                IhuyiException none = raises("what is not remembered", StoreException.class, () -> client.status(what));
                same("its code", Abi.IHUYI_E_NO_STATUS, none.getCode());
                check("and no number in it", !none.getMessage().contains("13800000004"));
            }

            same("an empty inbox", null, client.inbox(0));
            String reply = "mobilephone=13800000000&content=%E9%80%80%E8%AE%A2&smsid=1&reply_time=2017-08-02+14%3A31%3A51";
            Push first = client.recordPush(reply);
            Push second = client.recordPush("code=0&msg=no&templateid=9");
            check("numbers rise", first.getNumber() > 0 && second.getNumber() > first.getNumber());
            same("the same push again is the same", first.getNumber(), client.recordPush(reply).getNumber());
            Push read = client.inbox(0);
            same("the first", "REPLY 退订 13800000000 " + first.getNumber(), read.getKind() + " " + read.getContent() + " " + read.getMobile() + " " + read.getNumber());
            read = client.inbox(first.getNumber());
            same("the second", "TEMPLATE_REVIEW 9 no " + second.getNumber(), read.getKind() + " " + read.getTemplateId() + " " + read.getStatus() + " " + read.getNumber());
            same("no third", null, client.inbox(second.getNumber()));
            same("nothing behind the last number there is", null, client.inbox(0xffffffffL));
            for (long after : new long[] {-1, 0x100000000L}) {
                check("and names it", raises("no such number", IllegalArgumentException.class, () -> client.inbox(after)).getMessage().contains(String.valueOf(after)));
            }

            same("its code", Abi.IHUYI_E_PUSH, raises("no push", InvalidCallException.class, () -> client.recordPush("{}")).getCode());
            client.set("store", "sqlite:/dev/null/ihuyi.db");
            raises("a push where nothing can be kept", StoreException.class, () -> client.recordPush(reply));
            raises("a status from there", StoreException.class, () -> client.status(id));
            raises("an inbox there", StoreException.class, () -> client.inbox(0));
        }
    }

    private static int submissions() throws IOException {
        return http("/_sandbox/ledger", null).split("\\{\"accepted\"", -1).length - 1;
    }

    private static List<Row> all(Iterable<Row> rows) {
        List<Row> all = new ArrayList<>();
        for (Row row : rows) all.add(row);
        return all;
    }

    private static void bulk() throws Exception {
        Path folder = Files.createTempDirectory("ihuyi");
        try (Client client = new Client(settings("bulk", "none"))) {
            sentOnce(client, folder + "/名单.journal");
            leftOut(client, folder + "/left_out");
            bulkOptions(client, folder + "/options");
            otherwise(client, folder + "/otherwise");
            bulkArguments(client, folder + "/arguments");
            bulkThreads(client, folder + "/threads");
            bulkLifetime(folder + "/lifetime");
        } finally {
            for (File file : folder.toFile().listFiles()) Files.delete(file.toPath());
            Files.delete(folder);
        }
    }

    private static void sentOnce(Client client, String journal) throws IOException {
        int before = submissions();
        try (Bulk bulk = client.bulk(journal)) {
            Result added = bulk.add("+86 138-0000-0000", TEXT, "order-1001");
            same("a row is added", "0 1 1 false", added.getCode() + " " + added.getSegments() + " " + added.getRecipients() + " " + added.isLeftOut());
            bulk.add("13800000001", TEXT);
            bulk.add("13800000002", TEXT, null);
            Progress progress = bulk.status();
            same("a plan is made", "PLANNING 0/3", progress.toString());
            same("and what it costs", "3 3", progress.getRows() + " " + progress.getSegments());
            progress = bulk.run(0);
            same("the plan is written", "READY 3 0 0", progress.getState() + " " + progress.getPlanned() + " " + progress.getSending() + " " + progress.getAccepted());
            same("and nothing is sent", before, submissions());
            check("no row behind a written plan", raises("another row", InvalidCallException.class, () -> bulk.add("13800000003", TEXT)).getMessage().contains("名单.journal"));
        }
        try (Bulk bulk = client.bulk(journal)) {
            same("opened again it is where it stood", 3, bulk.status().getPlanned());
            Progress progress = bulk.run(600_000);
            same("it is sent", "DONE 3/3", progress.toString());
            same("as it was planned", "3 3 0 0 0 0", progress.getSegments() + " " + progress.getAcceptedSegments() + " " + progress.getRefused() + " "
                + progress.getUnknown() + " " + progress.getLeftOut() + " " + progress.getPlanned());
            same("with nothing to tell", "0 0 0 ", progress.getCode() + " " + progress.getWait() + " " + progress.getFlags() + " " + progress.getMessage());
            bulk.run(600_000);
            same("once", before + 3, submissions());
            List<Row> rows = all(bulk.rows());
            same("its rows", 3, rows.size());
            Row first = rows.get(0);
            same("the first row", "1 1 ACCEPTED 2 0 1 13800000000 order-1001", first.getNumber() + " " + first.getLine() + " " + first.getState() + " " + first.getCode()
                + " " + first.getFlags() + " " + first.getSegments() + " " + first.getMobile() + " " + first.getReference());
            check("its id", first.getMessageId().matches("[0-9]+"));
            check("when", first.getTime().matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d"));
            same("shown without the number", "1 ACCEPTED 2 id=" + first.getMessageId(), first.toString());
            same("no reference is none", "", rows.get(1).getReference() + rows.get(2).getReference());
            same("behind a number", 1, all(bulk.rows(Row.State.ACCEPTED, 2)).size());
            same("none there", 0, all(bulk.rows(Row.State.UNKNOWN)).size());
            Iterable<Row> twice = bulk.rows();
            same("read twice", all(twice).size(), all(twice).size());
        }
    }

    private static void leftOut(Client client, String journal) throws IOException {
        Object[] wrong = {"1380000000", TEXT, 406, "13800000000", "", 404, "13800000000", "您好😀", 4074, "13800000000", null, 404,
            "13800000000", "a\0b", Abi.IHUYI_E_CONTROL_CHARACTER, "13800000000", "您好\ud83d", Abi.IHUYI_E_ENCODING, "13800000000", "\0您好\ud83d", Abi.IHUYI_E_ENCODING};
        for (String charset : new String[] {"utf-8", "gbk"}) {
            client.set("charset", charset);
            int before = submissions();
            try (Bulk bulk = client.bulk(journal + charset)) {
                for (int i = 0; i < wrong.length; i += 3) {
                    Result result = bulk.add((String) wrong[i], (String) wrong[i + 1], "订单一");
                    same(charset + ": left out", wrong[i + 2] + " true true", result.getCode() + " " + result.isLeftOut() + " " + result.isLocal());
                }
                bulk.add("13800000000", TEXT, "订单二");
                Progress progress = bulk.run(600_000);
                same(charset + ": the others are sent", "DONE 1/1 7", progress + " " + progress.getLeftOut());
                List<Row> rows = all(bulk.rows(Row.State.LEFT_OUT));
                same(charset + ": the journal remembers it", "1 LEFT_OUT 406", rows.get(0).toString());
                check(charset + ": and why", rows.get(0).getMessage().contains("号码") && rows.get(0).getReference().equals("订单一"));
                Row sent = all(bulk.rows(Row.State.ACCEPTED)).get(0);
                same(charset + ": each has its place", "8 订单二", sent.getLine() + " " + sent.getReference());
            }
            same(charset + ": one was sent", before + 1, submissions());
            arrivedWith(charset + ": the text", "\"content\":\"" + TEXT + "\"");
        }
        same("a new file's name on Windows", "gbk", Text.named("gbk").ofNewFiles('\\').name);
        same("a new file's name elsewhere", "utf-8", Text.named("gbk").ofNewFiles('/').name);
        client.set("charset", "Big5");
        try (Bulk bulk = client.bulk(journal + "big5")) {
            client.set("charset", "utf-8");
            IhuyiException error = raises("a character that has no byte", InvalidCallException.class, () -> bulk.add("13800000000", "ab验"));
            same("its code", Abi.IHUYI_E_ENCODING, error.getCode());
            check("its place", error.getMessage().contains("offset 2"));
            same("and it is not in the plan", 0, bulk.status().getLeftOut());
        }
    }

    private static void bulkOptions(Client client, String journal) {
        Map<String, String> options = new TreeMap<>();
        options.put("repeats", "yes");
        options.put("rate", "500");
        try (Bulk bulk = client.bulk(journal, options)) {
            for (int i = 0; i < 2; i++) bulk.add("13800000000", TEXT);
            same("both rows of a number", 2, bulk.run(0).getPlanned());
        }
        try (Bulk bulk = client.bulk(journal, "repeats = yes")) {
            same("as lines", 2, bulk.status().getRows());
        }
        check("an option that was planned otherwise is named",
            raises("other options", SettingException.class, () -> client.bulk(journal, "repeats = no").close()).getMessage().contains("repeats"));
        same("an option that there is not", Abi.IHUYI_E_SETTING,
            raises("a wrong option", SettingException.class, () -> client.bulk(journal + "2", Collections.singletonMap("hour", "09:00-20:30")).close()).getCode());
        raises("a value with a line break", InvalidCallException.class, () -> client.bulk(journal + "2", Collections.singletonMap("hours", "09:00-20:30\nrepeats = yes")).close());
        raises("no folder", SettingException.class, () -> client.bulk(journal + "/nowhere/x.journal").close());
        raises("no path", InvalidCallException.class, () -> client.bulk(null).close());
    }

    /** Lists that end in another way than well. */
    private static void otherwise(Client client, String journal) throws IOException {
        int before = submissions();
        http("/_sandbox/faults", "{\"kind\": \"reset_after\"}");
        try (Bulk bulk = client.bulk(journal + 1)) {
            bulk.add("13800000000", TEXT);
            same("a row of unknown end", 1, bulk.run(600_000).getUnknown());
            same("stays so", 1, bulk.run(600_000).getUnknown());
            Row row = all(bulk.rows(Row.State.UNKNOWN)).get(0);
            same("and says so", "1 UNKNOWN -300", row.toString());
        }
        same("and is sent once", before + 1, submissions());
        client.set("account", "C00000009");
        try (Bulk bulk = client.bulk(journal + 2)) {
            bulk.add("13800000000", TEXT);
            client.set("account", "C00000000");
            Progress progress = bulk.run(600_000);
            same("halted, by the account that it began with", "HALTED 0/1 405", progress.toString());
            check("and why", progress.getMessage().contains("405"));
        }
        raises("the list of another account", SettingException.class, () -> client.bulk(journal + 2).close());
        client.set("gateway", "http://127.0.0.1:1");
        try (Bulk bulk = client.bulk(journal + 3)) {
            bulk.add("13800000000", TEXT);
            Progress progress = bulk.run(1000);
            // The first pause is a second. On a machine that stands still for longer it is over before it is told, and the next one is longer.
            for (int i = 0; i < 20 && progress.getState() == Progress.State.READY; i++) progress = bulk.run(1000);
            check("paused", progress.getState() == Progress.State.PAUSED && progress.getWait() > 0 && progress.getCode() == Abi.IHUYI_E_CONNECT);
        }
        client.set("gateway", SANDBOX);
    }

    private static void bulkArguments(Client client, String journal) {
        try (Bulk bulk = client.bulk(journal)) {
            for (int i = 0; i < 3; i++) bulk.add("1380000000" + i, TEXT);
            for (long less : new long[] {-1, Long.MIN_VALUE}) {
                same("its code", Abi.IHUYI_E_ARGUMENT, raises("less than no time", InvalidCallException.class, () -> bulk.run(less)).getCode());
            }
            raises("rows before the plan is written", InvalidCallException.class, () -> bulk.rows().iterator().hasNext());
            for (long after : new long[] {-1, 0x100000000L}) {
                check("and names it", raises("no such number", IllegalArgumentException.class, () -> bulk.rows(null, after)).getMessage().contains(String.valueOf(after)));
            }
            check("a little time is some", bulk.run(1).getAccepted() >= 1);
            same("nothing behind the last number there is", 0, all(bulk.rows(null, 0xffffffffL)).size());
            raises("no such state", InvalidCallException.class, () -> bulk.rows(Row.State.OTHER).iterator().next());
            java.util.Iterator<Row> none = bulk.rows(Row.State.UNKNOWN).iterator();
            raises("a row behind the last", java.util.NoSuchElementException.class, none::next);
            same("more time than there is", 3, bulk.run(Long.MAX_VALUE).getAccepted());
        }
    }

    private static void bulkThreads(Client client, String journal) throws Exception {
        int before = submissions();
        try (Bulk bulk = client.bulk(journal)) {
            for (int i = 0; i < 200; i++) bulk.add(String.valueOf(13900000000L + i), TEXT);
            bulk.run(0);
            AtomicInteger done = new AtomicInteger();
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = new Thread(() -> {
                    Progress progress = bulk.run(50);
                    while (progress.getState() == Progress.State.READY) progress = bulk.run(50);
                    if (progress.getState() == Progress.State.DONE) done.incrementAndGet();
                });
                threads[i].start();
            }
            for (Thread thread : threads) thread.join();
            same("four threads, one list", "4 DONE 200/200", done + " " + bulk.status());
        }
        same("each row once", before + 200, submissions());
    }

    private static void bulkLifetime(String journal) throws Exception {
        Watched watched = new Watched();
        Client gone = new Client(settings("bulk", "none"));
        Bulk bulk = gone.bulk(journal);
        bulk.add("13800000000", TEXT);
        gone.close();
        same("a list outlives its client", "DONE 1/1", bulk.run(600_000).toString());
        Iterable<Row> rows = bulk.rows();
        bulk.close();
        bulk.close();
        same("closed twice, closed once", 1, watched.closed.get());
        check("a closed list says so", raises("a closed list", IllegalStateException.class, () -> bulk.add("13800000000", TEXT)).getMessage().contains("名单已关闭"));
        raises("sending from a closed list", IllegalStateException.class, () -> bulk.run(1));
        raises("the status of a closed list", IllegalStateException.class, bulk::status);
        raises("the rows of a closed list", IllegalStateException.class, () -> rows.iterator().hasNext());
        raises("a list of a closed client", IllegalStateException.class, () -> gone.bulk(journal));

        Client client = new Client(settings("bulk", "none"));
        watched.closed.set(0);
        forgetLists(client, journal);
        int closed = 0;
        while (closed < 3000 && watched.closed.get() < 10 + closed) {
            System.gc();
            Thread.sleep(20);
            client.bulk(journal).close();
            closed++;
        }
        same("forgotten lists are closed when others are opened", 10, watched.closed.get() - closed);

        // A machine that stands still may come too late to see a call under way; then there is another one.
        int sending = 0;
        for (int i = 0; i < 20 && sending == 0; i++) {
            http("/_sandbox/reset", "{}");
            http("/_sandbox/limits", "{\"enabled\": false}");
            http("/_sandbox/faults", "{\"kind\": \"delay\", \"ms\": 500}");
            sending = closedWhileItSends(client, journal + "late" + i, watched);
        }
        same("its status is told meanwhile", 1, sending);
        client.close();
    }

    /** How many rows were on their way when it was closed. */
    private static int closedWhileItSends(Client client, String journal, Watched watched) throws Exception {
        Bulk late = client.bulk(journal);
        late.add("13800000000", TEXT);
        watched.closed.set(0);
        Progress[] sent = new Progress[1];
        Thread sender = new Thread(() -> sent[0] = late.run(600_000));
        sender.start();
        while (!http("/_sandbox/ledger", null).contains("\"fault\":\"delay\"")) Thread.sleep(10);
        int sending = late.status().getSending();
        late.close();
        sender.join();
        same("a list that is closed while it sends ends well", "DONE 1/1", sent[0].toString());
        same("and is closed", 1, watched.closed.get());
        same("but not below a call", 0, watched.overlaps.get());
        return sending;
    }

    private static void forgetLists(Client client, String journal) {
        for (int i = 0; i < 10; i++) client.bulk(journal + "forgotten" + i).status();
    }

    private static void text() throws IOException {
        try (Client client = new Client(settings())) {
            same("a NUL is refused", Abi.IHUYI_E_CONTROL_CHARACTER, raises("a NUL", InvalidCallException.class, () -> client.send("13800000000", "a\0b")).getCode());
            IhuyiException error = raises("half a surrogate pair", InvalidCallException.class, () -> client.send("13800000000", "ab\ud83d"));
            same("its code", Abi.IHUYI_E_ENCODING, error.getCode());
            check("its place", error.getMessage().contains("offset 2"));
            check("null is an empty text", raises("null", ContentException.class, () -> client.send("13800000000", null)).getResult().isLocal());
            client.set("charset", "gbk");
            String rare = TEXT + "€ÿ\u3400\ud840\udc00";
            same("a text through GBK", 2, client.send("13800000000", rare).getCode());
            arrivedWith("the text through GBK", "\"content\":\"" + rare + "\"");
            same("words through GBK", "签名格式不正确", client.explain(4072).getText());
            check("a message through GBK", raises("a wrong number", NumberException.class, () -> client.send("1", TEXT)).getMessage().contains("手机号码"));
            client.set("charset", "Big5");
            same("a text through Big5", 2, client.send("13800000000", "您的驗證碼是：1234。").getCode());
            arrivedWith("the text through Big5", "\"content\":\"您的驗證碼是：1234。\"");
            error = raises("a character that Big5 lacks", InvalidCallException.class, () -> client.send("13800000000", "ab验"));
            check("its place", error.getMessage().contains("offset 2"));
            raises("a charset that Java lacks", UnsupportedOperationException.class, () -> client.set("charset", "x-user-defined"));
            same("the client keeps the one it had", 2, client.send("13800000000", "您的驗證碼是：1234。").getCode());
        }
    }

    /** With IHUYI_CHARSET=gbk in the environment the three functions speak GBK, and nobody sees it. */
    private static void gbkBox() throws IOException {
        same("words", "剩余条数不足", Gateway.strerror(4051));
        same("a text", 2, Gateway.send("C00000000", KEY, "13800000000", TEXT).getCode());
        arrivedWith("the text", "\"content\":\"" + TEXT + "\"");
        check("a refusal in words", raises("a wrong number", NumberException.class, () -> Gateway.send("C00000000", KEY, "1", TEXT)).getMessage().contains("手机号码"));
        try (Client client = new Client(settings())) {
            same("a client", 2, client.send("13800000000", TEXT).getCode());
        }
    }

    private static void lifetime() throws Exception {
        Client client = new Client(settings());
        client.close();
        client.close();
        check("a closed client says so", raises("a closed client", IllegalStateException.class, () -> client.send("13800000000", TEXT)).getMessage().contains("客户端已关闭"));
        raises("a push for a closed client", IllegalStateException.class, () -> client.recordPush("code=2"));
        raises("the status of a closed client", IllegalStateException.class, () -> client.status("17"));
        raises("the inbox of a closed client", IllegalStateException.class, () -> client.inbox(0));
        raises("setting a closed client", IllegalStateException.class, () -> client.set("timeout", "5"));

        Watched watched = new Watched();
        AtomicInteger freed = watched.freed;
        Client counted = new Client(settings());
        counted.close();
        counted.close();
        same("closed twice, freed once", 1, freed.get());
        raises("a wrong option", SettingException.class, () -> new Client(Collections.singletonMap("tmeout", "5")));
        same("a client that failed to be made is freed", 2, freed.get());

        freed.set(0);
        for (int i = 0; i < 100; i++) forget();
        int closed = 0;
        while (closed < 3000 && freed.get() < 100 + closed) {
            System.gc();
            Thread.sleep(20);
            new Client(settings()).close();
            closed++;
        }
        same("forgotten clients are freed when others are made", 100, freed.get() - closed);

        http("/_sandbox/faults", "{\"kind\": \"delay\", \"ms\": 500}");
        Client late = new Client(settings());
        freed.set(0);
        Result[] sent = new Result[1];
        Thread sender = new Thread(() -> sent[0] = late.send("13800000000", TEXT));
        sender.start();
        while (!http("/_sandbox/ledger", null).contains("\"fault\":\"delay\"")) Thread.sleep(10);
        late.close();
        sender.join();
        same("a call under way when the client is closed ends well", 2, sent[0].getCode());
        same("and the client is freed", 1, freed.get());
        same("but not below it", 0, watched.overlaps.get());
    }

    /** The library, watched: how many clients and lists were freed, and how often was one changed or freed while a message was on its way? */
    private static final class Watched implements InvocationHandler {
        final AtomicInteger freed = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        final AtomicInteger overlaps = new AtomicInteger();
        private final AtomicInteger running = new AtomicInteger();
        private final Abi.Plain.Functions library = Loader.get();

        Watched() throws ReflectiveOperationException {
            Field loaded = Loader.class.getDeclaredField("loaded");
            loaded.setAccessible(true);
            loaded.set(null, Proxy.newProxyInstance(Tests.class.getClassLoader(), new Class<?>[] {Abi.Plain.Functions.class}, this));
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            String name = method.getName();
            boolean alone = name.equals("ihuyi_client_set") || name.equals("ihuyi_client_free") || name.equals("ihuyi_bulk_close");
            boolean sends = name.equals("ihuyi_submit") || name.equals("ihuyi_bulk_run");
            if (name.equals("ihuyi_client_free")) freed.incrementAndGet();
            if (name.equals("ihuyi_bulk_close")) closed.incrementAndGet();
            if (alone && running.get() > 0) overlaps.incrementAndGet();
            if (sends) running.incrementAndGet();
            try {
                return method.invoke(library, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            } finally {
                if (sends) running.decrementAndGet();
            }
        }
    }

    private static void forget() {
        @SuppressWarnings({"unused", "resource"})
        Client forgotten = new Client(settings());
    }

    private static void threads() throws Exception {
        Watched watched = new Watched();
        try (Client client = new Client(settings())) {
            AtomicInteger accepted = new AtomicInteger();
            Set<String> ids = Collections.synchronizedSet(new HashSet<>());
            Thread[] threads = new Thread[8];
            for (int worker = 0; worker < threads.length; worker++) {
                long first = 13900000000L + worker * 100;
                threads[worker] = new Thread(() -> {
                    for (int i = 0; i < 25; i++) {
                        Result sent = client.send(String.valueOf(first + i), TEXT);
                        if (sent.getOutcome() == Outcome.ACCEPTED) accepted.incrementAndGet();
                        ids.add(sent.getMessageId());
                    }
                });
                threads[worker].start();
            }
            // Beside them all, what the library alone would not allow.
            for (int i = 0; i < 50; i++) client.set("charset", i % 2 == 0 ? "gbk" : "utf-8");
            for (Thread thread : threads) thread.join();
            same("eight threads, one client, settings changing", 200, accepted.get());
            same("ids", 200, ids.size());
            same("settings changed below a call", 0, watched.overlaps.get());
            String inbox = http("/_sandbox/inbox", null);
            same("texts that arrived whole", 200, inbox.split("\"content\":\"" + TEXT + "\"", -1).length - 1);
        }
    }

    /** With nothing in the environment: the path is given by the program. */
    private static void load() {
        String path = System.getenv("LIBRARY");
        LibraryException error = raises("a path that is not there", LibraryException.class, () -> Gateway.load(path + ".not"));
        check("it is named", error.getMessage().contains(path + ".not") && error.getMessage().contains("Gateway.load"));
        Gateway.load(path);
        Gateway.load(path);
        same("loaded", path, Gateway.libraryPath());
        raises("another one afterwards", IllegalStateException.class, () -> Gateway.load(path + ".1"));
    }
}
