// 发送验证码短信，或打电话读出验证码 / a one-time code by text or by a call: send_code MOBILE CODE [voice]
using System;
using Ihuyi;

static class SendCode
{
    static int Main(string[] args)
    {
        string account = Environment.GetEnvironmentVariable("IHUYI_ACCOUNT"), apikey = Environment.GetEnvironmentVariable("IHUYI_APIKEY");
        if (args.Length < 2) return 64;
        try
        {
            Result sent = args.Length > 2 && args[2] == "voice"
                ? Gateway.Voice(account, apikey, args[0], args[1])
                : Gateway.Send(account, apikey, args[0], "您的验证码是：" + args[1] + "。请不要把验证码泄露给其他人。");
            Console.WriteLine("{0} {1}  id={2}", sent.Code, Gateway.StrError(sent.Code), sent.MessageId);
            return 0;
        }
        catch (OutcomeUnknownException error) { Console.WriteLine("请勿盲目重发 / do not resend blindly: " + error.Message); }
        catch (IhuyiException error) { Console.WriteLine("{0} {1}", error.Code, error.Message); }                /* 原因和办法 / why, and what to do */
        return 1;
    }
}
