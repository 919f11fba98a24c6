// 发送验证码短信，或打电话读出验证码 / a one-time code by text or by a call: SendCode MOBILE CODE [voice]
import ihuyi.*;

public class SendCode {
    public static void main(String[] args) {
        String account = System.getenv("IHUYI_ACCOUNT"), apikey = System.getenv("IHUYI_APIKEY");
        if (args.length < 2) System.exit(64);
        try {
            Result sent = args.length > 2 && args[2].equals("voice")
                ? Gateway.voice(account, apikey, args[0], args[1])
                : Gateway.send(account, apikey, args[0], "您的验证码是：" + args[1] + "。请不要把验证码泄露给其他人。");
            System.out.println(sent.getCode() + " " + Gateway.strerror(sent.getCode()) + "  id=" + sent.getMessageId());
            return;
        } catch (OutcomeUnknownException e) {
            System.out.println("请勿盲目重发 / do not resend blindly: " + e.getMessage());
        } catch (IhuyiException e) {
            System.out.println(e.getCode() + " " + e.getMessage());                /* 原因和办法 / why, and what to do */
        }
        System.exit(1);
    }
}
