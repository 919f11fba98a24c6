// The conformance runner: one request a line, one answer a line, as tests/conformance/README.md has it. It drives the public interface.

using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Text;
using System.Threading;
using Ihuyi;

internal static class Runner
{
    private static readonly Encoding Utf8 = new UTF8Encoding(false, true);
    private static Client client;
    private static Bulk list;

    private static int Main()
    {
        TextReader input = new StreamReader(Console.OpenStandardInput(), Encoding.ASCII);
        TextWriter output = new StreamWriter(Console.OpenStandardOutput(), Encoding.ASCII);
        for (string line; (line = input.ReadLine()) != null;)
        {
            output.Write(Answer(line).ToString() + "\n");
            output.Flush();
        }
        return 0;
    }

    private static Fields Answer(string line)
    {
        string[] parts = line.Split(new[] { ' ' }, 2);
        try
        {
            return Call(parts[0], new Request(parts.Length > 1 ? parts[1] : ""));
        }
        catch (DecoderFallbackException)
        {
            return new Fields().Put("inexpressible", "bytes");
        }
        catch (NullReferenceException)
        {
            // A method of a client, or of a list, that there is not.
            if (client != null && (list != null || !parts[0].StartsWith("bulk_"))) throw;
            return new Fields().Put("inexpressible", "null");
        }
        catch (IhuyiException error)
        {
            Fields fields = Of(error.Result).Put("raised", Word(error));
            if (error.Verification != null) return Tell(fields, error.Verification);
            // A decision, a verification or a picture that is not there is no, and nothing.
            foreach (string number in new[] { "allowed", "channel", "digits", "wait", "valid", "left", "length" }) fields.Put(number, 0);
            foreach (string text in new[] { "id", "purpose", "mobile", "limit", "png", "data_uri" }) fields.Put(text, "");
            return fields;
        }
        catch (Exception error)
        {
            return new Fields().Put("error", error.GetType().Name + ": " + error.Message);
        }
    }

    private static Fields Call(string verb, Request with)
    {
        switch (verb)
        {
            case "hello":
                return new Fields()
                    .Put("binding", "dotnet").Put("language", Language()).Put("strings", "unicode").Put("exceptions", "yes")
                    .Put("library", Gateway.LibraryPath).Put("version", Gateway.Version).Put("abi", Gateway.AbiVersion);
            case "send": return Of(Gateway.Send(with["account"], with["password"], with["mobile"], with["content"]));
            case "voice": return Of(Gateway.Voice(with["account"], with["password"], with["mobile"], with["code"]));
            case "strerror": return new Fields().Put("text", Gateway.StrError(with.Number("code")));
            case "new": return Use(() => new Client());
            case "open":
                string path = with["path"];
                return Use(() => Client.Open(path));
            case "set":
                client.Set(with["key"], with["value"]);
                return Fields.Success();
            case "free":
                if (client != null) client.Dispose();
                client = null;
                return new Fields();
            case "submit": return Of(client.Submit(with["service"], with["mobile"], with["content"], with["template_id"], with["options"]));
            case "balance": return Of(client.Balance(with["service"]));
            case "add_template": return Of(client.AddTemplate(with["content"]));
            case "explain":
                return Of(client == null
                    ? Gateway.Explain(with.Number("code"), with["service"], with["lang"])
                    : client.Explain(with.Number("code"), with["service"], with["lang"]));
            case "segments":
                return Of(client == null ? Gateway.Segments(with["content"], with["service"]) : client.Segments(with["content"], with["service"]));
            case "push_parse": return Of(client == null ? Gateway.ParsePush(with["body"]) : client.ParsePush(with["body"]));
            case "push_record": return Of(client.RecordPush(with["body"]));
            case "status": return Of(client.Status(with["what"]));
            case "inbox":
                Push next = client.Inbox(long.Parse(with["after"]));
                return next == null ? Fields.Nothing() : Of(next);
            case "verify_start": return Of(client.VerifyStart(with["purpose"], with["mobile"], with.Keys));
            case "verify_resend": return Of(client.VerifyResend(with["id"], with["channel"], with.Keys));
            case "verify_check": return Of(client.VerifyCheck(with["id"], with["code"]));
            case "guard_ask": return Of(client.GuardAsk(with["service"], with["mobile"], with.Keys));
            case "guard_status": return Of(client.GuardStatus(with["service"], with["mobile"], with.Keys));
            case "guard_unlock":
                client.GuardUnlock(with["kind"], with["value"]);
                return Fields.Success();
            case "captcha_new": return Of(client.CaptchaNew(with.Keys));
            case "captcha_check":
                // A wrong answer is no exception, and the interface says no more of it than that.
                return client.CaptchaCheck(with["id"], with["answer"])
                    ? Fields.Success()
                    : Fields.Of(Abi.IHUYI_E_CAPTCHA_WRONG, (int)Outcome.Refused, (int)Family.Verify, Abi.IHUYI_FLAG_LOCAL);
            case "bulk_open":
                if (list != null) list.Dispose();
                list = null;
                list = client.Bulk(with["journal"], with["options"]);
                return Fields.Success().Put("ok", 1);
            case "bulk_add": return Of(list.Add(with["mobile"], with["content"], with["reference"]));
            case "bulk_run": return Of(list.Run(TimeSpan.FromMilliseconds(with.Number("budget_ms"))));
            case "bulk_status": return Of(list.Status());
            case "bulk_next":
                int stands = with.Number("stands");
                foreach (Row row in list.Rows(stands == 0 ? (RowState?)null : (RowState)stands, long.Parse(with["after"]))) return Of(row);
                return Fields.NoRow();
            case "bulk_close":
                if (list != null) list.Dispose();
                list = null;
                return new Fields();
            case "parallel": return Parallel(with);
            default: return new Fields().Put("error", "no verb " + verb);
        }
    }

    private static Fields Use(Func<Client> make)
    {
        if (client != null) client.Dispose();
        client = null;
        client = make();
        return Fields.Success().Put("ok", 1);
    }

    private static Fields Parallel(Request with)
    {
        int workers = with.Number("workers"), times = with.Number("times");
        string service = with["service"], content = with["content"];
        long mobile = long.Parse(with["mobile"]);
        int[] outcomes = new int[5];
        HashSet<string> ids = new HashSet<string>();
        Exception defect = null;
        List<Thread> threads = new List<Thread>();
        for (int worker = 0; worker < workers; worker++)
        {
            long first = mobile + worker * times;
            Thread thread = new Thread(() =>
            {
                try
                {
                    for (int i = 0; i < times; i++)
                    {
                        Result result;
                        try { result = client.Submit(service, (first + i).ToString(), content); }
                        catch (IhuyiException error) { result = error.Result; }
                        lock (ids)
                        {
                            outcomes[(int)result.Outcome]++;
                            if (result.MessageId.Length > 0) ids.Add(result.MessageId);
                        }
                    }
                }
                catch (Exception error) { defect = error; }
            });
            threads.Add(thread);
            thread.Start();
        }
        foreach (Thread thread in threads) thread.Join();
        if (defect != null) throw defect;
        return new Fields()
            .Put("accepted", outcomes[(int)Outcome.Accepted]).Put("refused", outcomes[(int)Outcome.Refused])
            .Put("not_sent", outcomes[(int)Outcome.NotSent]).Put("unknown", outcomes[(int)Outcome.Unknown]).Put("ids", ids.Count);
    }

    private static Fields Of(Result result)
    {
        return new Fields()
            .Put("code", result.Code).Put("outcome", (int)result.Outcome).Put("http_status", result.HttpStatus).Put("flags", result.Flags)
            .Put("segments", result.Segments).Put("characters", result.Characters).Put("recipients", result.Recipients)
            .Put("balance", result.Balance ?? -1).Put("message_id", result.MessageId).Put("message", result.Message)
            .Put("family", (int)result.Family);
    }

    private static Fields Of(Verification verification) { return Tell(Of(verification.Result), verification); }

    private static Fields Tell(Fields fields, Verification verification)
    {
        return fields.Put("id", verification.Id).Put("channel", (int)verification.Channel).Put("digits", verification.Digits)
            .Put("wait", verification.Wait).Put("valid", verification.Valid).Put("left", verification.Left)
            .Put("purpose", verification.Purpose).Put("mobile", verification.Mobile).Put("limit", verification.Limit);
    }

    private static Fields Of(Decision decision)
    {
        return Of(decision.Result).Put("allowed", decision.IsAllowed ? 1 : 0).Put("wait", decision.Wait).Put("limit", decision.Limit);
    }

    private static Fields Of(Captcha captcha)
    {
        return Fields.Success().Put("id", captcha.Id).Put("length", captcha.Length).Put("valid", captcha.Valid)
            .Put("png", BitConverter.ToString(captcha.Png).Replace("-", "").ToLowerInvariant()).Put("data_uri", captcha.DataUri);
    }

    private static Fields Of(Explanation explanation)
    {
        return new Fields()
            .Put("code", explanation.Code).Put("known", explanation.IsKnown ? 1 : 0).Put("family", (int)explanation.Family)
            .Put("name", explanation.Name).Put("text", explanation.Text).Put("meaning", explanation.Meaning)
            .Put("cause", explanation.Cause).Put("advice", explanation.Advice).Put("flags", explanation.Flags);
    }

    private static Fields Of(Push push)
    {
        return new Fields()
            .Put("kind", (int)push.Kind).Put("code", push.Code).Put("success", push.IsSuccess ? 1 : 0).Put("message_id", push.MessageId)
            .Put("mobile", push.Mobile).Put("status", push.Status).Put("explanation", push.Explanation).Put("time", push.Time)
            .Put("template_id", push.TemplateId).Put("content", push.Content).Put("answer", push.Answer).Put("flags", push.Flags)
            .Put("number", push.Number);
    }

    private static Fields Of(Delivery told)
    {
        return new Fields()
            .Put("state", (int)told.State).Put("code", told.Code).Put("flags", told.Flags).Put("recipients", told.Recipients)
            .Put("delivered", told.Delivered).Put("failed", told.Failed).Put("service", told.Service).Put("message_id", told.MessageId)
            .Put("mobile", told.Mobile).Put("status", told.Status).Put("explanation", told.Explanation).Put("submitted", told.Submitted)
            .Put("reported", told.Reported);
    }

    private static Fields Of(Progress told)
    {
        return new Fields()
            .Put("phase", (int)told.State).Put("code", told.Code).Put("wait", (int)told.Wait.TotalSeconds).Put("flags", told.Flags)
            .Put("rows", told.Rows).Put("planned", told.Planned).Put("sending", told.Sending).Put("accepted", told.Accepted)
            .Put("refused", told.Refused).Put("unknown", told.Unknown).Put("left_out", told.LeftOut).Put("segments", told.Segments)
            .Put("accepted_segments", told.AcceptedSegments).Put("message", told.Message);
    }

    private static Fields Of(Row row)
    {
        return new Fields()
            .Put("number", row.Number).Put("stands", (int)row.State).Put("code", row.Code).Put("flags", row.Flags).Put("line", row.Line)
            .Put("segments", row.Segments).Put("mobile", row.Mobile).Put("reference", row.Reference).Put("message_id", row.MessageId)
            .Put("time", row.Time).Put("message", row.Message);
    }

    /// <summary>The word for the class that was caught, not for the number in it: it is the class that the driver wants to know about.</summary>
    private static string Word(IhuyiException error)
    {
        if (error is AccountException) return "account";
        if (error is BalanceException) return "balance";
        if (error is NumberException) return "number";
        if (error is ContentException) return "content";
        if (error is TemplateException) return "template";
        if (error is LimitException) return "limit";
        if (error is GatewayException) return "gateway";
        if (error is InvalidCallException) return "argument";
        if (error is SettingException) return "setting";
        if (error is NotSentException) return "network";
        if (error is OutcomeUnknownException) return "unknown";
        if (error is InternalException) return "internal";
        if (error is VerifyException) return "verify";
        if (error is StoreException) return "store";
        return "base";
    }

    private static string Language()
    {
        Type mono = Type.GetType("Mono.Runtime");
        if (mono == null) return ".NET " + Environment.Version;
        MethodInfo name = mono.GetMethod("GetDisplayName", BindingFlags.NonPublic | BindingFlags.Static);
        return "Mono " + ((string)name.Invoke(null, null)).Split(' ')[0];
    }

    private sealed class Request
    {
        private readonly Dictionary<string, string> values = new Dictionary<string, string>();

        public Request(string query)
        {
            foreach (string pair in query.Split(new[] { '&' }, StringSplitOptions.RemoveEmptyEntries))
            {
                int at = pair.IndexOf('=');
                values[pair.Substring(0, at)] = Decode(pair.Substring(at + 1));
            }
        }

        public string this[string name]
        {
            get { string value; return values.TryGetValue(name, out value) ? value : null; }
        }

        /// <summary>Lines of key = value as the interface takes them; a line that is none only as text.</summary>
        public Keys Keys
        {
            get
            {
                string text = this["keys"];
                if (text == null) return null;
                Keys keys = new Keys();
                foreach (string line in text.Split('\n'))
                {
                    int at = line.IndexOf('=');
                    if (at < 0) return text;
                    keys.Add(line.Substring(0, at), line.Substring(at + 1));
                }
                return keys;
            }
        }

        public int Number(string name) { return int.Parse(this[name]); }

        // Strings are Unicode: bytes that are no UTF-8 are none, and that is found out by decoding them.
        private static string Decode(string value)
        {
            List<byte> bytes = new List<byte>();
            for (int i = 0; i < value.Length; i++)
            {
                if (value[i] != '%') bytes.Add((byte)value[i]);
                else
                {
                    bytes.Add(Convert.ToByte(value.Substring(i + 1, 2), 16));
                    i += 2;
                }
            }
            return Utf8.GetString(bytes.ToArray());
        }
    }

    private sealed class Fields
    {
        private readonly List<string> pairs = new List<string>();

        // The calls that hand back nothing but their success.
        public static Fields Success() { return Of(0, 0, 0, 0); }

        // The end of the inbox, for which the interface has null.
        public static Fields Nothing()
        {
            Fields fields = new Fields();
            foreach (string number in new[] { "kind", "code", "success", "flags", "number" }) fields.Put(number, 0);
            foreach (string text in new[] { "message_id", "mobile", "status", "explanation", "time", "template_id", "content", "answer" }) fields.Put(text, "");
            return fields;
        }

        // The end of a list, where the interface stops.
        public static Fields NoRow()
        {
            Fields fields = new Fields();
            foreach (string number in new[] { "number", "stands", "code", "flags", "line", "segments" }) fields.Put(number, 0);
            foreach (string text in new[] { "mobile", "reference", "message_id", "time", "message" }) fields.Put(text, "");
            return fields;
        }

        public static Fields Of(int code, int outcome, int family, int flags)
        {
            return new Fields().Put("code", code).Put("outcome", outcome).Put("family", family).Put("flags", flags).Put("http_status", 0)
                .Put("segments", 0).Put("characters", 0).Put("recipients", 0).Put("balance", -1).Put("message_id", "").Put("message", "");
        }

        public Fields Put(string name, object value)
        {
            StringBuilder encoded = new StringBuilder();
            foreach (byte one in new UTF8Encoding(false).GetBytes(value.ToString()))
            {
                char character = (char)one;
                bool plain = character < 128 && (char.IsLetterOrDigit(character) || "._~-".IndexOf(character) >= 0);
                encoded.Append(plain ? character.ToString() : "%" + one.ToString("X2"));
            }
            pairs.Add(name + "=" + encoded);
            return this;
        }

        public override string ToString() { return string.Join("&", pairs); }
    }
}
