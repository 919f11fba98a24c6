// 一次性验证码：发送、输入、校验 / a one-time code: sent, entered, checked: verify MOBILE [IP]
using System;
using Ihuyi;

static class Verify
{
    static int Main(string[] args)
    {
        if (args.Length < 1) return 64;
        Keys keys = new Keys { { "ip", args.Length > 1 ? args[1] : null } };       // 限额按来源计数：访客的地址 / what limits count by: the visitor's address
        try
        {
            using (Client client = new Client())        // 账户与密钥取自环境变量 / account and key come from IHUYI_ACCOUNT and IHUYI_APIKEY
            {
                string id;                              // 网站把它存进访客的会话 / a site keeps it in the visitor's session
                try
                {
                    Verification sent = client.VerifyStart("register", args[0], keys);
                    id = sent.Id;
                    Console.WriteLine("请输入 {0} 位验证码，{1} 秒内有效；{2} 秒后可以重发", sent.Digits, sent.Valid, sent.Wait);
                }
                catch (OutcomeUnknownException error)
                {
                    id = error.Verification.Id;         // 可能已经收到，验证码有效 / it may have arrived, and is good
                    Console.WriteLine(error.Message);
                }
                for (string entered; (entered = Console.ReadLine()) != null;)
                {
                    Verification told = client.VerifyCheck(id, entered);
                    Console.WriteLine(told.IsOk ? told.Mobile + " 已验证，用途 " + told.Purpose : told.Result.Message);
                    if (told.IsOk) return 0;
                    if (told.Status != CodeStatus.Wrong) break;
                }
            }
        }
        catch (LimitException error)                    // 多少秒后再试 / seconds until it may be tried again
        {
            Console.WriteLine("{0}  wait={1}", error.Message, error.Verification.Wait);
        }
        catch (IhuyiException error) { Console.WriteLine(error.Message); }
        return 1;
    }
}
