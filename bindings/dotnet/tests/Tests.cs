// The binding's own tests: tests.exe NAME, with SANDBOX (url) and ABI (path of ihuyi.abi) in the environment. Each NAME is a process.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using Ihuyi;

internal static class Tests
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const string Text = "您的验证码是：1234。请不要把验证码泄露给其他人。";
    private static readonly string Sandbox = Environment.GetEnvironmentVariable("SANDBOX");
    private static int failed;

    private static int Main(string[] args)
    {
        Dictionary<string, Action> tests = new Dictionary<string, Action>
        {
            { "declarations", Declarations }, { "box", Box }, { "client", WithClient }, { "families", Families }, { "text", Texts },
            { "codes", Codes }, { "keys", KeysOfCalls }, { "guard", Guard }, { "captcha", Captchas }, { "track", Track }, { "bulk", Lists }, { "gbk-box", GbkBox }, { "lifetime", Lifetime }, { "threads", Threads }, { "load", LoadByPath }
        };
        if (args[0] == "library")
        {
            // For the tests of the loader: the message, or what was loaded.
            try { Console.WriteLine("loaded " + Gateway.LibraryPath); return 0; }
            catch (LibraryException error) { Console.WriteLine(error.Message); return 3; }
        }
        if (args[0] == "site")
        {
            // The same as a web site does it: an application domain of its own, bin to search in, assemblies run from a copy.
            AppDomainSetup setup = new AppDomainSetup
            {
                ApplicationBase = args[1], PrivateBinPath = "bin", ShadowCopyFiles = "true", CachePath = Path.Combine(args[1], "copies"), ApplicationName = "site"
            };
            return AppDomain.CreateDomain("site", null, setup).ExecuteAssembly(Path.Combine(args[1], "tests.exe"), new[] { "library" });
        }
        try { tests[args[0]](); }
        catch (Exception error) { Check(args[0] + ": " + error, false); }
        return failed == 0 ? 0 : 1;
    }

    private static void Check(string what, bool holds)
    {
        if (!holds) failed++;
        Console.WriteLine((holds ? "ok      " : "FAILED  ") + what);
    }

    private static void Same<T>(string what, T expected, T found)
    {
        bool same = Equals(expected, found);
        Check(same ? what : what + ": expected " + expected + ", found " + found, same);
    }

    private static T Throws<T>(string what, Action call) where T : Exception
    {
        try { call(); }
        catch (Exception error)
        {
            Check(what + " throws " + typeof(T).Name + (error is T ? "" : ", found " + error), error.GetType() == typeof(T));
            return error as T;
        }
        Check(what + " throws " + typeof(T).Name + ", and nothing was thrown", false);
        return null;
    }

    private static string Http(string path, string body = null)
    {
        WebRequest request = WebRequest.Create(Sandbox + path);
        request.Proxy = null;
        if (body != null)
        {
            request.Method = "POST";
            byte[] bytes = Encoding.UTF8.GetBytes(body);
            using (Stream stream = request.GetRequestStream()) stream.Write(bytes, 0, bytes.Length);
        }
        using (StreamReader reader = new StreamReader(request.GetResponse().GetResponseStream(), Encoding.UTF8)) return reader.ReadToEnd();
    }

    /// <summary>What the last call looked like when it arrived.</summary>
    private static string Arrived()
    {
        string ledger = Http("/_sandbox/ledger");
        return ledger.Substring(ledger.LastIndexOf("{\"accepted\""));
    }

    private static void ArrivedWith(string what, params string[] parts)
    {
        string entry = Arrived();
        string missing = string.Join(", ", parts.Where(part => !entry.Contains(part)));
        Check(what + " arrives as it was meant" + (missing == "" ? "" : ", but without " + missing + " in " + entry), missing == "");
    }

    /// <summary>The code in the newest message.</summary>
    private static string Code()
    {
        MatchCollection contents = Regex.Matches(Http("/_sandbox/inbox"), "\"content\":\"(?:您的验证码是：)?([0-9]+)");
        return contents[contents.Count - 1].Groups[1].Value;
    }

    /// <summary>Codes and counts that no other client sees.</summary>
    private static Dictionary<string, string> Settings(string store, string limits)
    {
        Dictionary<string, string> settings = Settings();
        settings["store"] = "memory:" + store;
        settings["limits"] = limits;
        return settings;
    }

    private static Dictionary<string, string> Settings()
    {
        return new Dictionary<string, string>
        {
            { "gateway", Sandbox }, { "account", "C00000000" }, { "apikey", Key }, { "voice_account", "V00000000" }, { "voice_apikey", Key },
            { "voice_notice_account", "VM00000000" }, { "voice_notice_apikey", Key }, { "international_account", "I00000000" },
            { "international_apikey", Key }, { "marketing_account", "M00000000" }, { "marketing_apikey", Key }
        };
    }

    /// <summary>The declarations in Ihuyi.cs are those of ihuyi.abi, as this runtime lays them out.</summary>
    private static void Declarations()
    {
        Dictionary<string, int> constants = typeof(Abi).GetFields().ToDictionary(field => field.Name, field => (int)field.GetRawConstantValue());
        Dictionary<string, Type> native = typeof(Native).GetNestedTypes().ToDictionary(type => type.Name);
        string current = null;
        int members = 0;
        foreach (string line in File.ReadAllLines(Environment.GetEnvironmentVariable("ABI")))
        {
            string[] words = line.Trim().Split(' ');
            if (words[0] == "constant")
            {
                int value;
                Check(words[1], constants.TryGetValue(words[1], out value) && value == int.Parse(words[2]));
                constants.Remove(words[1]);
            }
            else if (words[0] == "struct")
            {
                current = words[1];
                members = 0;
                Same("size of " + current, int.Parse(words[3]), Marshal.SizeOf(native[current]));
            }
            else if (words[0] == "member")
            {
                FieldInfo field = native[current].GetFields()[members++];
                Same("member " + members + " of " + current, words[1], field.Name);
                Same("offset of " + current + "." + words[1], int.Parse(words[4]), Marshal.OffsetOf(native[current], words[1]).ToInt32());
            }
            else if (words[0] == "function")
            {
                string name = line.Substring(0, line.IndexOf('(')).Split(' ', '*').Last();
                string parameters = line.Substring(line.IndexOf('(') + 1).TrimEnd(')');
                MethodInfo invoke = native[name].GetMethod("Invoke");
                string[] expected = parameters == "void" ? new string[0] : parameters.Split(',').Select(p => p.Split(' ', '*').Last()).ToArray();
                Same("parameters of " + name, string.Join(",", expected), string.Join(",", invoke.GetParameters().Select(p => p.Name)));
                native.Remove(name);
            }
        }
        Same("constants beyond ihuyi.abi", "", string.Join(",", constants.Keys));
        Same("ways of a code", "Sms=1,Voice=2", string.Join(",", Enum.GetValues(typeof(Channel)).Cast<Channel>().Where(way => way != Channel.None).Select(way => way + "=" + (int)way)));
        Same("functions beyond ihuyi.abi", "", string.Join(",", native.Keys.Where(name => !native[name].IsValueType)));
        Check("every function is stdcall on 32-bit Windows and C elsewhere", typeof(Native).GetNestedTypes().Where(type => !type.IsValueType).All(
            type => ((UnmanagedFunctionPointerAttribute)type.GetCustomAttributes(typeof(UnmanagedFunctionPointerAttribute), false)[0]).CallingConvention == CallingConvention.Winapi));
    }

    private static void Box()
    {
        Result sent = Gateway.Send("C00000000", Key, "13800000000", Text);
        Same("a text is accepted", Outcome.Accepted, sent.Outcome);
        Same("its code", 2, sent.Code);
        Check("its id is digits", sent.MessageId.Length > 0 && sent.MessageId.All(char.IsDigit));
        Same("its segments", 1, sent.Segments);
        Same("its balance is none", null, sent.Balance);
        Same("shown without the number", "Accepted 2 id=" + sent.MessageId, sent.ToString());
        ArrivedWith("the text", "\"content\":\"" + Text + "\"", "\"password_mode\":\"dynamic\"");
        Same("a voice code is accepted", 2, Gateway.Voice("V00000000", Key, "13800000000", "1234").Code);
        ArrivedWith("the voice code", "\"service\":\"voice\"", "\"content\":\"1234\"");
        Same("words", "签名格式不正确", Gateway.Explain(4072).Text);
        Check("strerror answers for any number", Gateway.StrError(-5555).Length > 0);
        Same("segments", 2, Gateway.Segments(new string('字', 80)).Segments);
        Same("abi", Abi.IHUYI_ABI_VERSION, Gateway.AbiVersion);
        Push push = Gateway.ParsePush("code=2&msg=DELIVRD&mobilephone=13800000000&smsid=17000000004051283667");
        Same("a receipt", PushKind.Receipt, push.Kind);
        Same("delivered", true, push.IsSuccess);
        Same("whose", "13800000000", push.Mobile);
        Check("a push is shown without the number", !push.ToString().Contains("13800000000"));
        Same("what was only read has no number in the inbox", 0L, push.Number);
    }

    private static void WithClient()
    {
        using (Client client = new Client(Settings()))
        {
            Same("send", 2, client.Send("13800000000", Text).Code);
            Same("voice", 2, client.Voice("13800000000", "1234").Code);
            Same("template", 2, client.SendTemplate("13800000000", "2", "A1", "王", "0571", "9.5").Code);
            string shifted = "accepted";
            try { client.SendTemplate("13800000000", "2", "A1", "王|999", "0571"); }
            catch (ArgumentException error) { shifted = error.ParamName; }
            Same("a separator in a variable is refused", "variables", shifted);
            ArrivedWith("the template", "\"content\":\"A1|王|0571|9.5\"", "\"template_id\":\"2\"");
            Same("voice notice", 2, client.VoiceNotice("13800000000", "A1|顺丰", "1361").Code);
            ArrivedWith("the voice notice", "\"service\":\"voice_notice\"", "\"template_id\":\"1361\"");
            Same("international", 2, client.International("1 2025550100", "Your code is 1125").Code);
            ArrivedWith("the international text", "\"service\":\"international\"", "2025550100");
            Result many = client.Marketing(new[] { "13800000001", "13800000002" }, "周末八折，退订回T【互亿无线】", "2099-01-31 09:30:00");
            Same("marketing recipients", 2, many.Recipients);
            ArrivedWith("the marketing text", "\"mobile\":\"13800000001,13800000002\"", "2099-01-31");
            Check("balance", client.Balance().Balance > 0);
            Check("a template's number", client.AddTemplate("您的验证码是：【变量】。").MessageId.Length > 0);
            Explanation explanation = client.Explain(4072, "sms", "en");
            Check("explained in English", explanation.IsKnown && explanation.Family == Family.Template && explanation.Advice.Contains("template"));
            Same("explained by name", "IHUYI_CODE_TEMPLATE_MISMATCH", explanation.Name);
            Same("segments by service", 3, client.Segments(new string('a', 140), "sms").Segments);
            Same("a reply", "退订", client.ParsePush("mobilephone=13800000000&content=%E9%80%80%E8%AE%A2&smsid=1&reply_time=2017-08-02+14%3A31%3A51").Content);
        }
        string ini = Path.GetTempFileName();
        File.WriteAllText(ini, "account = C00000000\napikey = " + Key + "\ngateway = " + Sandbox + "\n");
        using (Client client = Client.Open(ini)) Same("a client from a file", 2, client.Send("13800000000", Text).Code);
        File.WriteAllText(ini, "acount = C00000000\n");
        IhuyiException wrong = Throws<SettingException>("a mistyped setting in a file", () => Client.Open(ini).Dispose());
        Check("and names the right one", wrong.Message.Contains("account"));
        File.Delete(ini);
        Throws<SettingException>("a missing file", () => Client.Open(ini).Dispose());
        wrong = Throws<SettingException>("a mistyped option", () => new Client(new Dictionary<string, string> { { "tmeout", "5" } }).Dispose());
        Same("its code", Abi.IHUYI_E_SETTING, wrong.Code);
    }

    private static void Families()
    {
        using (Client client = new Client(Settings()))
        {
            Action<int> code = number => client.Send("199" + number.ToString("00000000"), Text);
            Throws<AccountException>("405", () => code(405));
            Throws<BalanceException>("4051", () => code(4051));
            Throws<NumberException>("4030", () => code(4030));
            Throws<ContentException>("407", () => code(407));
            IhuyiException error = Throws<TemplateException>("4072", () => code(4072));
            Same("its code", 4072, error.Code);
            Same("its outcome", Outcome.Refused, error.Outcome);
            Check("its message says where to read more", error.Message.Contains(error.Result.Message) && error.Message.Contains("docs/codes.md#code-4072"));
            Check("nothing of it shows key or number", !error.ToString().Contains(Key) && !error.ToString().Contains("19900004072"));
            Throws<LimitException>("4080", () => code(4080));
            Throws<GatewayException>("0", () => code(0));
            Check("a check of the library is local", Throws<InvalidCallException>("no such service", () => client.Submit("fax", "13800000000", Text)).Result.IsLocal);
            Throws<InvalidCallException>("explain of no such service", () => client.Explain(2, "fax"));
            Throws<SettingException>("no such setting", () => client.Set("tmeout", "5"));
            Http("/_sandbox/faults", "{\"kind\": \"reset_after\"}");
            error = Throws<OutcomeUnknownException>("a reset after the request", () => client.Send("13800000000", Text));
            Same("its outcome", Outcome.Unknown, error.Outcome);
            client.Set("gateway", "http://127.0.0.1:1");
            error = Throws<NotSentException>("nobody listening", () => client.Send("13800000000", Text));
            Same("its outcome", Outcome.NotSent, error.Outcome);
        }
        Native.ihuyi_result raw = new Native.ihuyi_result { family = Abi.IHUYI_FAMILY_INTERNAL, message_id = new byte[64], message = new byte[512] };
        Same("a defect", typeof(InternalException), IhuyiException.For(new Result(Abi.IHUYI_E_PANIC, ref raw, Charset.Utf8)).GetType());
        raw.family = 99;
        Same("a family of the future", typeof(IhuyiException), IhuyiException.For(new Result(5000, ref raw, Charset.Utf8)).GetType());
        IEnumerable<Type> seen = Enum.GetValues(typeof(Family)).Cast<int>().Where(family => family != Abi.IHUYI_FAMILY_NONE).Select(family =>
        {
            raw.family = family;
            return IhuyiException.For(new Result(-1, ref raw, Charset.Utf8)).GetType();
        });
        Same("each family has a class of its own", Enum.GetValues(typeof(Family)).Length - 1, seen.Where(type => type != typeof(IhuyiException)).Distinct().Count());
    }

    private static void Codes()
    {
        using (Client client = new Client(Settings("codes", "none")))
        {
            Verification started = client.VerifyStart("register", "13800000000");
            Check("a code is out", started.IsOk && started.Status == CodeStatus.Ok && started.Result.Code == Abi.IHUYI_ACCEPTED && started.Id.Length > 0);
            Same("its way", Channel.Sms, started.Channel);
            Same("its digits, life, checks, wait", "6 300 5 0", started.Digits + " " + started.Valid + " " + started.Left + " " + started.Wait);
            string code = Code();
            Same("the code has its digits", started.Digits, code.Length);
            Same("a number is not told before a check", "", started.Mobile + started.Purpose + started.Limit);

            Verification wrong = client.VerifyCheck(started.Id, code == "000000" ? "000001" : "000000");
            Check("a wrong code is no exception", !wrong.IsOk && wrong.Status == CodeStatus.Wrong && wrong.Result.Code == Abi.IHUYI_E_CODE_WRONG);
            Same("checks that are left", 4, wrong.Left);
            Throws<InvalidCallException>("no code entered", () => client.VerifyCheck(started.Id, " "));
            Verification again = client.VerifyResend(started.Id, "voice");
            Same("sent again in a call", Channel.Voice, again.Channel);
            Same("under the same id", started.Id, again.Id);
            Same("the same code", code, Code());
            Verification right = client.VerifyCheck(started.Id, code);
            Check("the right code", right.IsOk && right.Status == CodeStatus.Ok && right.Result.Code == Abi.IHUYI_OK);
            Same("whose, and what for", "13800000000 register", right.Mobile + " " + right.Purpose);
            Check("shown without number and id", !right.ToString().Contains("1380") && !started.ToString().Contains(started.Id));
            Same("right once", CodeStatus.None, client.VerifyCheck(started.Id, code).Status);
            VerifyException gone = Throws<VerifyException>("sending again what was used", () => client.VerifyResend(started.Id));
            Same("its code", Abi.IHUYI_E_CODE_NONE, gone.Code);
            Same("its status", CodeStatus.None, gone.Verification.Status);

            client.Set("verify_checks", "1");
            started = client.VerifyStart("register", "13800000000");
            Same("too often wrong", CodeStatus.Locked, client.VerifyCheck(started.Id, "1").Status);
            client.Set("verify_checks", "");

            Http("/_sandbox/faults", "{\"kind\": \"reset_after\"}");
            OutcomeUnknownException unknown = Throws<OutcomeUnknownException>("a code whose outcome is unknown", () => client.VerifyStart("register", "13800000000"));
            Check("it may be out, and there is its id", unknown.Verification.IsOk && unknown.Verification.Id.Length > 0);
            Same("and it can be checked", CodeStatus.Wrong, client.VerifyCheck(unknown.Verification.Id, "1").Status);
            Check("other calls have no verification", Throws<InvalidCallException>("a call without one", () => client.Submit("fax", "13800000000", Text)).Verification == null);

            client.Set("limits", "sms:mobile 1/60s");
            client.VerifyStart("register", "13800000009");
            LimitException limited = Throws<LimitException>("a second within the minute", () => client.VerifyStart("register", "13800000009"));
            Same("the limit", "sms:mobile 1/60s", limited.Verification.Limit);
            Check("there is no code", !limited.Verification.IsOk && limited.Verification.Id == "" && limited.Verification.Status == CodeStatus.Failed);
            Check("how long to wait", limited.Verification.Wait > 0 && limited.Verification.Wait <= 60);
            client.Set("store", "sqlite:/dev/null/ihuyi.db");
            Throws<StoreException>("a store that cannot be", () => client.VerifyStart("register", "13800000000"));
            Throws<StoreException>("checking there", () => client.VerifyCheck(started.Id, "1"));
        }
    }

    private static void KeysOfCalls()
    {
        using (Client client = new Client(Settings("keys", "session 1/60s")))
        {
            client.VerifyStart("register", "13800000000", new Keys { { "ip", "192.0.2.7" }, { "session", "a" } });
            LimitException limited = Throws<LimitException>("the same session, another number", () => client.VerifyStart("register", "13800000001", new Keys { { "session", "a" } }));
            Same("its limit", "session 1/60s", limited.Verification.Limit);
            Throws<LimitException>("from a dictionary", () => client.VerifyStart("register", "13800000001", new Dictionary<string, string> { { "session", "a" } }));
            Throws<LimitException>("from lines", () => client.VerifyStart("register", "13800000001", "ip = 192.0.2.7\nsession = a"));
            Check("a key without a value is none", client.VerifyStart("register", "13800000001", new Keys { { "session", null } }).IsOk);
            Check("keys go to sending again", Throws<LimitException>("the same session", () =>
                client.VerifyResend(client.VerifyStart("register", "13800000002").Id, "sms", new Keys { { "session", "a" } })).Verification.Valid > 0);
            foreach (string forged in new[] { "192.0.2.7\nsession = b", "192.0.2.7\rsession = b" })
            {
                InvalidCallException refused = Throws<InvalidCallException>("a line break in a value", () => client.VerifyStart("register", "13800000003", new Keys { { "ip", forged } }));
                Check("is refused by name, and not shown", refused.Code == Abi.IHUYI_E_ARGUMENT && refused.Result.IsLocal && refused.Message.Contains("ip") && !refused.Message.Contains("session"));
                Throws<InvalidCallException>("in a dictionary", () => client.GuardStatus("sms", "13800000003", new Dictionary<string, string> { { "ip", forged } }));
            }
            foreach (string name in new[] { "ip\nsession", "ip = 1", null })
                Throws<InvalidCallException>("a name that makes two keys, or none", () => new Keys { { name, "b" } });
            Same("nothing was sent for those", false, Http("/_sandbox/ledger").Contains("13800000003"));
            Same("what is no line", Abi.IHUYI_E_VALUE, Throws<SettingException>("a line without a value", () => client.VerifyStart("register", "13800000003", "session")).Code);

            Keys options = new Keys { { "reference", "order-1001-paid" } };
            Result first = client.Submit("sms", "13800000004", Text, null, options);
            Result second = client.Submit("sms", "13800000004", Text, null, options);
            Check("an event's message is sent once", !first.IsRepeated && second.IsRepeated && second.MessageId == first.MessageId);
            Same("the reference for another message", Abi.IHUYI_E_REFERENCE, Throws<InvalidCallException>("a reference used again", () => client.Submit("sms", "13800000005", Text, null, options)).Code);
        }
    }

    private static void Guard()
    {
        using (Client client = new Client(Settings("guard", "mobile 1/60s")))
        {
            Decision may = client.GuardStatus("sms", "13800000000");
            Check("it may be sent", may.IsAllowed && may.Result.Code == Abi.IHUYI_OK);
            Check("and was not counted", client.GuardAsk("sms", "13800000000").IsAllowed);
            foreach (Decision not in new[] { client.GuardAsk("sms", "13800000000"), client.GuardStatus("sms", "13800000000") })
            {
                Check("then it may not, which is no exception", !not.IsAllowed && not.Result.Code == Abi.IHUYI_E_LIMIT);
                Same("by which limit", "mobile 1/60s", not.Limit);
                Check("for how long", not.Wait > 0 && not.Wait <= 60);
            }
            client.GuardUnlock("mobile", "13800000000");
            Check("until it is unlocked", client.GuardAsk("sms", "13800000000").IsAllowed);
            Throws<InvalidCallException>("no such service", () => client.GuardAsk("fax", "13800000000"));
            client.Set("deny", "ip 192.0.2.7");
            Decision denied = client.GuardAsk("sms", "13800000001", new Keys { { "ip", "192.0.2.7" } });
            Check("the deny list", !denied.IsAllowed && denied.Result.Code == Abi.IHUYI_E_DENIED && denied.Wait == 0);
        }
    }

    private static void Captchas()
    {
        using (Client client = new Client(Settings("captcha", "captcha:ip 2/1h")))
        {
            Captcha picture = client.CaptchaNew(new Keys { { "ip", "192.0.2.7" } });
            Check("a PNG, whole", picture.Png.Take(8).SequenceEqual(new byte[] { 137, 80, 78, 71, 13, 10, 26, 10 }) && Encoding.ASCII.GetString(picture.Png, picture.Png.Length - 8, 4) == "IEND");
            Same("the same picture for a page", "data:image/png;base64," + Convert.ToBase64String(picture.Png), picture.DataUri);
            Check("its id, characters and life", picture.Id.Length > 0 && picture.Length == 5 && picture.Valid > 0);
            Same("a wrong answer is no exception", false, client.CaptchaCheck(picture.Id, "?"));
            client.CaptchaNew(new Keys { { "ip", "192.0.2.7" } });
            Throws<LimitException>("too many pictures", () => client.CaptchaNew(new Keys { { "ip", "192.0.2.7" } }));
            client.Set("captcha", "always");
            LimitException needed = Throws<LimitException>("a code without a picture", () => client.VerifyStart("register", "13800000000"));
            Same("its code", Abi.IHUYI_E_CAPTCHA_NEEDED, needed.Code);
            Keys wrong = new Keys { { "captcha_id", client.CaptchaNew().Id }, { "captcha_answer", "?" } };
            Same("a wrong answer there", Abi.IHUYI_E_CAPTCHA_WRONG, Throws<VerifyException>("a wrong answer", () => client.VerifyStart("register", "13800000000", wrong)).Code);
            Check("a challenge of one's own", client.VerifyStart("register", "13800000000", new Keys { { "captcha", "passed" } }).IsOk);
        }
    }

    private static string Receipt(string id, string mobile, int code, string status)
    {
        return "code=" + code + "&msg=" + status + "&mobilephone=" + mobile + "&smsid=" + id + "&report_time=2026-01-31+09%3A30%3A00";
    }

    private static void Track()
    {
        Dictionary<string, string> tracked = Settings("track", "none");
        tracked["track"] = "on";
        using (Client client = new Client(tracked))
        {
            string id = client.Submit("sms", "13800000000", Text, null, new Keys { { "reference", "order-1001-paid" } }).MessageId;
            Delivery told = client.Status(id);
            Same("accepted, and no receipt yet", State.Accepted, told.State);
            Same("what is known of it", "sms " + id + " 138****0000 1 0 0 0",
                told.Service + " " + told.MessageId + " " + told.Mobile + " " + told.Recipients + " " + told.Delivered + " " + told.Failed + " " + told.Code);
            Check("when", Regex.IsMatch(told.Submitted, @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$"));
            Same("what is not known is empty", "", told.Status + told.Explanation + told.Reported);
            Push push = client.RecordPush(Receipt(id, "13800000000", 2, "DELIVRD"));
            Check("a receipt is read", push.Kind == PushKind.Receipt && push.IsSuccess && push.Answer == "success" && push.Number == 0);
            told = client.Status("order-1001-paid");
            Same("delivered, by its reference", State.Delivered, told.State);
            Same("by which receipt", "2 DELIVRD 2026-01-31 09:30:00 1", told.Code + " " + told.Status + " " + told.Reported + " " + told.Delivered);
            Check("it was known all along", !told.IsSettled);
            Same("shown without the number", "Delivered 2 id=" + id, told.ToString());

            string many = client.Marketing(new[] { "13800000001", "13800000002" }, "周末八折，退订回T【互亿无线】").MessageId;
            client.RecordPush(Receipt(many, "13800000002", 2, "DELIVRD"));
            Same("one of two is not all", State.Accepted, client.Status(many).State);
            client.RecordPush(Receipt(many, "13800000001", 0, "MK%3A0012"));
            told = client.Status(many);
            Same("one of two failed", State.Failed, told.State);
            Same("and which", "marketing 2 1 1 0 MK:0012",
                told.Service + " " + told.Recipients + " " + told.Delivered + " " + told.Failed + " " + told.Code + " " + told.Status);
            Check("and why", Regex.IsMatch(told.Explanation, "[\u4e00-\u9fff]"));
            client.Set("charset", "gbk");
            Same("the same through GBK", told.Explanation, client.Status(many).Explanation);

            Http("/_sandbox/faults", "{\"kind\": \"reset_after\"}");
            Keys paid = new Keys { { "reference", "order-1002-paid" } };
            Throws<OutcomeUnknownException>("a reset after the request", () => client.Submit("sms", "13800000003", Text, null, paid));
            told = client.Status("13800000003");
            Same("unknown, by its number", State.Unknown, told.State);
            Check("without an id", told.MessageId == "" && !told.IsSettled);
            client.RecordPush(Receipt("17000000004051283667", "13800000003", 2, "DELIVRD"));
            told = client.Status("order-1002-paid");
            Check("settled by its receipt", told.State == State.Delivered && told.IsSettled && told.MessageId == "17000000004051283667");
            Result again = client.Submit("sms", "13800000003", Text, null, paid);
            Check("and not sent again", again.IsRepeated && again.MessageId == "17000000004051283667");

            client.Set("track", "off");
            foreach (string what in new[] { client.Send("13800000004", Text).MessageId, "order-none", "13800000004" })
            {
                StoreException none = Throws<StoreException>("what is not remembered", () => client.Status(what));
                Same("its code", Abi.IHUYI_E_NO_STATUS, none.Code);
                Check("and no number in it", !none.Message.Contains("13800000004"));
            }

            Same("an empty inbox", null, client.Inbox());
            string reply = "mobilephone=13800000000&content=%E9%80%80%E8%AE%A2&smsid=1&reply_time=2017-08-02+14%3A31%3A51";
            Push first = client.RecordPush(reply);
            Push second = client.RecordPush("code=0&msg=no&templateid=9");
            Check("numbers rise", first.Number > 0 && second.Number > first.Number);
            Same("the same push again is the same", first.Number, client.RecordPush(reply).Number);
            Push read = client.Inbox();
            Same("the first", "Reply 退订 13800000000 " + first.Number, read.Kind + " " + read.Content + " " + read.Mobile + " " + read.Number);
            read = client.Inbox(first.Number);
            Same("the second", "TemplateReview 9 no " + second.Number, read.Kind + " " + read.TemplateId + " " + read.Status + " " + read.Number);
            Same("no third", null, client.Inbox(second.Number));
            Same("nothing behind the last number there is", null, client.Inbox(uint.MaxValue));
            foreach (long after in new[] { -1L, 0x100000000L })
                Same("and names it", after, (long)Throws<ArgumentOutOfRangeException>("no such number", () => client.Inbox(after)).ActualValue);

            Same("its code", Abi.IHUYI_E_PUSH, Throws<InvalidCallException>("no push", () => client.RecordPush("{}")).Code);
            client.Set("store", "sqlite:/dev/null/ihuyi.db");
            Throws<StoreException>("a push where nothing can be kept", () => client.RecordPush(reply));
            Throws<StoreException>("a status from there", () => client.Status(id));
            Throws<StoreException>("an inbox there", () => client.Inbox());
        }
    }

    private static void Lists()
    {
        string folder = Path.Combine(Path.GetTempPath(), "ihuyi-lists-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        try
        {
            ListFromFirstToLast(Path.Combine(folder, "spring.journal"));
            ListThatIsTakenOver(Path.Combine(folder, "again.journal"));
            ListsOptionsAndTime(folder);
            ListsTexts(folder);
            ListOfManyThreads(Path.Combine(folder, "threads.journal"));
            ListsLifetime(folder);
        }
        finally { Directory.Delete(folder, true); }
    }

    private static string Counts(Progress told)
    {
        return told.Rows + " " + told.Planned + " " + told.Sending + " " + told.Accepted + " " + told.Refused + " " + told.Unknown + " " + told.LeftOut + " " +
            told.Segments + " " + told.AcceptedSegments;
    }

    private static void ListFromFirstToLast(string journal)
    {
        Http("/_sandbox/reset", "");
        using (Client client = new Client(Settings()))
        using (Bulk list = client.Bulk(journal))
        {
            Result added = list.Add("+86 138-0000-0000", "您的订单已发货。", "order-1001");
            Check("a row is in the plan", added.Code == 0 && added.Segments == 1 && added.Characters == 14 && !added.IsLeftOut);
            added = list.Add("1380000000", Text, "order-1002");
            Check("one that cannot be sent is left out", added.Code == Abi.IHUYI_CODE_MOBILE_FORMAT && added.IsLeftOut && added.IsLocal && added.Message.Contains("号码"));
            list.Add("19900000408", new string('长', 80));
            Progress told = list.Status();
            Same("it is planned", BulkState.Planning, told.State);
            Same("what is planned", "2 2 0 0 0 0 1 3 0", Counts(told));
            Check("nothing is on the disk", !File.Exists(journal));
            Throws<InvalidCallException>("rows of a plan", () => list.Rows().ToList());

            Same("the plan is written", BulkState.Ready, list.Run(TimeSpan.Zero).State);
            Same("nothing was sent", "[]", Http("/_sandbox/ledger").Trim());
            Throws<InvalidCallException>("a row that is too late", () => list.Add("13800000001", Text));
            told = list.Run(TimeSpan.FromMinutes(1));
            Same("it is sent", BulkState.Done, told.State);
            Same("what was sent", "2 0 0 1 1 0 1 3 1", Counts(told));
            Check("and nothing is wrong", told.Code == 0 && told.Wait == TimeSpan.Zero && told.Message == "" && told.Flags == 0);
            Same("shown", "Done accepted=1 refused=1 unknown=0 planned=0", told.ToString());

            List<Row> rows = list.Rows().ToList();
            Same("rows", "1 2 3", string.Join(" ", rows.Select(row => row.Number)));
            Same("lines", "1 2 3", string.Join(" ", rows.Select(row => row.Line)));
            Same("states", "Accepted LeftOut Refused", string.Join(" ", rows.Select(row => row.State)));
            Same("codes", "2 406 408", string.Join(" ", rows.Select(row => row.Code)));
            Same("segments of rows", "1 0 2", string.Join(" ", rows.Select(row => row.Segments)));
            Same("numbers", "13800000000 1380000000 19900000408", string.Join(" ", rows.Select(row => row.Mobile)));
            Same("references", "order-1001,order-1002,", string.Join(",", rows.Select(row => row.Reference)));
            Same("why it was left out", added.Message, rows[1].Message);
            Check("ids", rows[0].MessageId.Length == 20 && rows[1].MessageId == "");
            Check("times", Regex.IsMatch(rows[0].Time, @"^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d$") && rows[1].Time == "");
            Same("a row is shown without the number", "1 Accepted 2 id=" + rows[0].MessageId, rows[0].ToString());
            Same("rows of one state", "2", string.Join(" ", list.Rows(RowState.LeftOut).Select(row => row.Number)));
            Same("rows from one on", "2 3", string.Join(" ", list.Rows(null, 1).Select(row => row.Number)));
            Same("rows of a state that none has", 0, list.Rows(RowState.Unknown).Count());
            Throws<InvalidCallException>("no such state", () => list.Rows((RowState)7).ToList());
            // Said at once, and not when the first row is taken.
            foreach (long after in new[] { -1L, 0x100000000L })
                Same("and names it", after, (long)Throws<ArgumentOutOfRangeException>("no such number of a row", () => list.Rows(null, after)).ActualValue);
        }
    }

    private static void ListThatIsTakenOver(string journal)
    {
        Http("/_sandbox/reset", "");
        using (Client client = new Client(Settings()))
        {
            using (Bulk list = client.Bulk(journal))
            {
                list.Add("13800000000", "您的订单已发货。");
                list.Run(TimeSpan.Zero);
                Throws<SettingException>("a second one that sends from it", () => client.Bulk(journal));
            }
            using (Bulk list = client.Bulk(journal))
            {
                Check("it goes on where it stood", list.Status().State == BulkState.Ready && list.Status().Planned == 1);
                Same("and is sent", 1, list.Run(TimeSpan.FromMinutes(1)).Accepted);
            }
            using (Bulk list = client.Bulk(journal)) Same("once more sends nothing", BulkState.Done, list.Run(TimeSpan.FromMinutes(1)).State);
            Same("one message", 1, Regex.Matches(Http("/_sandbox/ledger"), "\"mobile\":").Count);
        }
    }

    private static void ListsOptionsAndTime(string folder)
    {
        Func<string, string> at = name => Path.Combine(folder, name);
        using (Client client = new Client(Settings()))
        {
            using (Bulk list = client.Bulk(at("keys.journal"), new Keys { { "repeats", "yes" }, { "rate", "1000" } }))
            {
                list.Add("13800000000", Text);
                list.Add("13800000000", Text);
                Same("with repeats", 2, list.Run(TimeSpan.Zero).Rows);
            }
            using (Bulk list = client.Bulk(at("time.journal"), "rate = 1000"))
            {
                list.Add("13800000000", "您的订单已发货。");
                list.Add("13800000000", "您的订单已发货。");
                // -1 ms is what .NET calls endless.
                foreach (TimeSpan wrong in new[] { TimeSpan.FromMilliseconds(-1), TimeSpan.FromTicks(-1), TimeSpan.MinValue })
                    Throws<InvalidCallException>("less time than none", () => list.Run(wrong));
                Same("nothing was done", BulkState.Planning, list.Status().State);
                Same("without repeats", 1, list.Run(TimeSpan.Zero).Rows);
                Same("however short, it is not none", BulkState.Done, list.Run(TimeSpan.FromTicks(1)).State);
                Same("however long", BulkState.Done, list.Run(TimeSpan.MaxValue).State);
            }
            Check("a wrong option", Throws<SettingException>("a wrong option", () => client.Bulk(at("wrong.journal"), "hour = 09:00-20:30")).Message.Contains("hours"));
            Throws<SettingException>("no folder", () => client.Bulk(at("nowhere/none.journal")));
            Throws<InvalidCallException>("no path", () => client.Bulk(null));

            client.Set("account", "C00000009");
            using (Bulk list = client.Bulk(at("halted.journal")))
            {
                list.Add("13800000000", Text);
                Progress told = list.Run(TimeSpan.FromMinutes(1));
                Check("that it is halted is no exception", told.State == BulkState.Halted && told.Code == Abi.IHUYI_CODE_CREDENTIALS && told.Message.Length > 0);
            }
        }
    }

    private static void ListsTexts(string folder)
    {
        using (Client client = new Client(Settings()))
        {
            client.Set("charset", "gbk");
            using (Bulk list = client.Bulk(Path.Combine(folder, "六月.journal")))
            {
                // The list's charset is what its client had.
                client.Set("charset", "utf-8");
                list.Add("13800000000", "您的订单已发货。", "订单一");
                Result added = list.Add("13800000001", "ab\ud83d");
                Check("half a surrogate pair is left out", added.Code == Abi.IHUYI_E_ENCODING && added.IsLeftOut && added.Message.Length > 0);
                Check("a NUL is left out", list.Add("13800000001", "a\0b").IsLeftOut);
                Check("null is left out", list.Add(null, null).IsLeftOut);
                Progress told = list.Run(TimeSpan.FromMinutes(1));
                Check("the others are sent", told.Accepted == 1 && told.LeftOut == 3);
                Row first = list.Rows().First();
                Same("a reference through GBK", "订单一", first.Reference);
                Check("a reason through GBK", list.Rows(RowState.LeftOut).Last().Message.Contains("号码"));
                Same("the place in the list is kept", "1 2 3 4", string.Join(" ", list.Rows().Select(row => row.Line)));
            }
            Check("a Chinese path", File.Exists(Path.Combine(folder, "六月.journal")));
            // Where every byte is a character, none says that a text cannot be written.
            Check("what no charset reads", Charset.Utf8.Broken("ab").SequenceEqual(new byte[] { 97, 98, 0xff, 0 }) && Charset.Named("iso-8859-1").Broken("ab") == null);
        }
    }

    private static void ListOfManyThreads(string journal)
    {
        Http("/_sandbox/reset", "");
        using (Client client = new Client(Settings()))
        using (Bulk list = client.Bulk(journal))
        {
            for (int i = 0; i < 100; i++) list.Add((13900000000 + i).ToString(), "您的订单已发货。");
            Thread[] threads = Enumerable.Range(0, 4).Select(_ => new Thread(() => { while (list.Run(TimeSpan.FromMilliseconds(50)).State == BulkState.Ready) { } })).ToArray();
            foreach (Thread thread in threads) thread.Start();
            foreach (Thread thread in threads) thread.Join();
            Same("four threads, one list", 100, list.Status().Accepted);
            Same("each row once", 100, Regex.Matches(Http("/_sandbox/ledger"), "\"mobile\":\"139").Count);
        }
    }

    private static void ListsLifetime(string folder)
    {
        Library library = Library.Get();
        int closed = 0;
        Native.ihuyi_bulk_close close = library.ihuyi_bulk_close;
        library.ihuyi_bulk_close = handle => { Interlocked.Increment(ref closed); close(handle); };
        string journal = Path.Combine(folder, "life.journal");
        Client client = new Client(Settings());
        Bulk list = client.Bulk(journal);
        client.Dispose();
        Throws<ObjectDisposedException>("a list of a closed client", () => client.Bulk(journal));
        list.Add("13800000000", "您的订单已发货。");
        Same("a list outlives its client", 1, list.Run(TimeSpan.FromMinutes(1)).Accepted);
        IEnumerable<Row> rows = list.Rows();
        list.Dispose();
        list.Dispose();
        list.Close();
        Same("disposed three times, closed once", 1, closed);
        Check("a closed list says so", Throws<ObjectDisposedException>("a closed list", () => list.Status()).Message.Contains("名单已关闭"));
        Throws<ObjectDisposedException>("a row for it", () => list.Add("13800000000", Text));
        Throws<ObjectDisposedException>("sending from it", () => list.Run(TimeSpan.Zero));
        Throws<ObjectDisposedException>("its rows", () => rows.ToList());
        library.ihuyi_bulk_close = close;
    }

    private static void Texts()
    {
        using (Client client = new Client(Settings()))
        {
            Same("a NUL is refused", Abi.IHUYI_E_CONTROL_CHARACTER, Throws<InvalidCallException>("a NUL", () => client.Send("13800000000", "a\0b")).Code);
            IhuyiException error = Throws<InvalidCallException>("half a surrogate pair", () => client.Send("13800000000", "ab\ud83d"));
            Same("its code", Abi.IHUYI_E_ENCODING, error.Code);
            Check("its place", error.Message.Contains("offset 2"));
            Check("null is an empty text", Throws<ContentException>("null", () => client.Send("13800000000", null)).Result.IsLocal);
            client.Set("charset", "gbk");
            Same("a text through GBK", 2, client.Send("13800000000", Text + "ü①").Code);
            ArrivedWith("the text through GBK", "\"content\":\"" + Text + "ü①\"");
            Same("words through GBK", "签名格式不正确", client.Explain(4072).Text);
            Check("a message through GBK", Throws<NumberException>("a wrong number", () => client.Send("1", Text)).Message.Contains("手机号码"));
            // Refused, or sent as it is where the runtime can write it: mono knows no four-byte characters, .NET Framework does.
            string rare = "a\u00ff";
            try
            {
                client.Send("13800000000", rare);
                ArrivedWith("a rare character", "\"content\":\"" + rare + "\"");
            }
            catch (InvalidCallException refused)
            {
                Check("a rare character is refused, with its place", refused.Code == Abi.IHUYI_E_ENCODING && refused.Message.Contains("offset 1"));
            }
            client.Set("charset", "Big5");
            Same("a text through Big5", 2, client.Send("13800000000", "您的驗證碼是：1234。").Code);
            ArrivedWith("the text through Big5", "\"content\":\"您的驗證碼是：1234。\"");
            Throws<InvalidCallException>("a character that Big5 lacks", () => client.Send("13800000000", "验"));
            Throws<NotSupportedException>("a charset that .NET lacks", () => client.Set("charset", "x-user-defined"));
            Same("the client keeps the one it had", 2, client.Send("13800000000", "您的驗證碼是：1234。").Code);
        }
    }

    /// <summary>With IHUYI_CHARSET=gbk in the environment the three functions speak GBK, and nobody sees it.</summary>
    private static void GbkBox()
    {
        Same("words", "剩余条数不足", Gateway.StrError(4051));
        Same("a text", 2, Gateway.Send("C00000000", Key, "13800000000", Text).Code);
        ArrivedWith("the text", "\"content\":\"" + Text + "\"");
        Check("a refusal in words", Throws<NumberException>("a wrong number", () => Gateway.Send("C00000000", Key, "1", Text)).Message.Contains("手机号码"));
        using (Client client = new Client(Settings())) Same("a client", 2, client.Send("13800000000", Text).Code);
    }

    private static void Lifetime()
    {
        int freed = 0;
        Library library = Library.Get();
        Native.ihuyi_client_free free = library.ihuyi_client_free;
        library.ihuyi_client_free = handle => { Interlocked.Increment(ref freed); free(handle); };
        Client client = new Client(Settings());
        client.Dispose();
        client.Dispose();
        client.Close();
        Same("disposed three times, freed once", 1, freed);
        Check("a closed client says so", Throws<ObjectDisposedException>("a closed client", () => client.Send("13800000000", Text)).Message.Contains("客户端已关闭"));
        Throws<ObjectDisposedException>("a push for a closed client", () => client.RecordPush("code=2"));
        Throws<ObjectDisposedException>("the status of a closed client", () => client.Status("17"));
        Throws<ObjectDisposedException>("the inbox of a closed client", () => client.Inbox());
        Throws<ObjectDisposedException>("setting a closed client", () => client.Set("timeout", "5"));
        Throws<SettingException>("a wrong option", () => new Client(new Dictionary<string, string> { { "tmeout", "5" } }));
        Same("a client that failed to be made is freed", 2, freed);

        freed = 0;
        Thread maker = new Thread(() => { for (int i = 0; i < 100; i++) new Client(Settings()); });
        maker.Start();
        maker.Join();
        for (int i = 0; i < 20 && freed < 90; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        // The last ones may still be seen from a stack that mono scans conservatively.
        Check("the finalizer frees what was forgotten (" + freed + " of 100)", freed >= 90 && freed <= 100);

        Http("/_sandbox/faults", "{\"kind\": \"delay\", \"ms\": 500}");
        client = new Client(Settings());
        freed = 0;
        Result late = null;
        Overlap overlap = new Overlap(library);
        Thread sender = new Thread(() => late = client.Send("13800000000", Text));
        sender.Start();
        while (!Http("/_sandbox/ledger").Contains("\"fault\":\"delay\"")) Thread.Sleep(10);
        client.Dispose();
        sender.Join();
        Same("a call under way when the client is closed ends well", 2, late.Code);
        Same("and the client is freed", 1, freed);
        Same("but not below it", 0, overlap.Seen);
    }

    /// <summary>Watches the library: how often was a client changed or freed while a message was on its way?</summary>
    private sealed class Overlap
    {
        public int Seen;
        private int running;

        public Overlap(Library library)
        {
            Native.ihuyi_submit submit = library.ihuyi_submit;
            Native.ihuyi_client_set set = library.ihuyi_client_set;
            Native.ihuyi_client_free free = library.ihuyi_client_free;
            library.ihuyi_submit = (IntPtr client, byte[] service, byte[] mobile, byte[] content, byte[] template, byte[] options, ref Native.ihuyi_result result) =>
            {
                Interlocked.Increment(ref running);
                try { return submit(client, service, mobile, content, template, options, ref result); }
                finally { Interlocked.Decrement(ref running); }
            };
            library.ihuyi_client_set = (IntPtr client, byte[] key, byte[] value, ref Native.ihuyi_result result) =>
            {
                if (Interlocked.CompareExchange(ref running, 0, 0) > 0) Interlocked.Increment(ref Seen);
                return set(client, key, value, ref result);
            };
            library.ihuyi_client_free = client =>
            {
                if (Interlocked.CompareExchange(ref running, 0, 0) > 0) Interlocked.Increment(ref Seen);
                free(client);
            };
        }
    }

    private static void Threads()
    {
        using (Client client = new Client(Settings()))
        {
            int accepted = 0;
            Overlap overlap = new Overlap(Library.Get());
            HashSet<string> ids = new HashSet<string>();
            Thread[] threads = Enumerable.Range(0, 8).Select(worker => new Thread(() =>
            {
                for (int i = 0; i < 25; i++)
                {
                    Result sent = client.Send((13900000000 + worker * 100 + i).ToString(), Text);
                    lock (ids)
                    {
                        accepted += sent.Outcome == Outcome.Accepted ? 1 : 0;
                        ids.Add(sent.MessageId);
                    }
                }
            })).ToArray();
            foreach (Thread thread in threads) thread.Start();
            // Beside them all, what the library alone would not allow.
            for (int i = 0; i < 50; i++) client.Set("charset", i % 2 == 0 ? "gbk" : "utf-8");
            foreach (Thread thread in threads) thread.Join();
            Same("eight threads, one client, settings changing", 200, accepted);
            Same("ids", 200, ids.Count);
            Same("settings changed below a call", 0, overlap.Seen);
            string[] whole = Http("/_sandbox/inbox").Split(new[] { "\"content\":\"" + Text + "\"" }, StringSplitOptions.None);
            Same("texts that arrived whole", 200, whole.Length - 1);
        }
    }

    /// <summary>With nothing in the environment: the path is given by the program.</summary>
    private static void LoadByPath()
    {
        string path = Environment.GetEnvironmentVariable("LIBRARY");
        LibraryException error = Throws<LibraryException>("a path that is not there", () => Gateway.Load(path + ".not"));
        Check("it is named", error.Message.Contains(path + ".not") && error.Message.Contains("Gateway.Load"));
        Gateway.Load(path);
        Gateway.Load(path);
        Same("loaded", Path.GetFullPath(path), Gateway.LibraryPath);
        Throws<InvalidOperationException>("another one afterwards", () => Gateway.Load(path + ".1"));
    }
}
