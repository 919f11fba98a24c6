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
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

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
        while (closed < 100 && freed.get() < 100 + closed) {
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

    /** The library, watched: how many clients were freed, and how often was one changed or freed while a message was on its way? */
    private static final class Watched implements InvocationHandler {
        final AtomicInteger freed = new AtomicInteger();
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
            boolean alone = name.equals("ihuyi_client_set") || name.equals("ihuyi_client_free");
            if (name.equals("ihuyi_client_free")) freed.incrementAndGet();
            if (alone && running.get() > 0) overlaps.incrementAndGet();
            if (name.equals("ihuyi_submit")) running.incrementAndGet();
            try {
                return method.invoke(library, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            } finally {
                if (name.equals("ihuyi_submit")) running.decrementAndGet();
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
