// 一次性验证码：发送、输入、校验 / a one-time code: sent, entered, checked: Verify MOBILE [IP]
import ihuyi.*;
import java.util.Collections;
import java.util.Map;
import java.util.Scanner;

public class Verify {
    public static void main(String[] args) {
        if (args.length < 1) System.exit(64);
        Map<String, String> keys = Collections.singletonMap("ip", args.length > 1 ? args[1] : null);   // 限额按来源计数：访客的地址 / what limits count by
        try (Client client = new Client()) {                // 账户与密钥取自环境变量 / account and key come from IHUYI_ACCOUNT and IHUYI_APIKEY
            System.exit(verified(client, args[0], keys) ? 0 : 1);
        } catch (LimitException e) {
            System.out.println(e.getMessage() + "  wait=" + e.getVerification().getWait());            // 多少秒后再试 / seconds until it may be tried again
        } catch (IhuyiException e) {
            System.out.println(e.getMessage());
        }
        System.exit(1);
    }

    private static boolean verified(Client client, String mobile, Map<String, String> keys) {
        String id;                                          // 网站把它存进访客的会话 / a site keeps it in the visitor's session
        try {
            Verification sent = client.verifyStart("register", mobile, keys);
            id = sent.getId();
            System.out.println("请输入 " + sent.getDigits() + " 位验证码，" + sent.getValid() + " 秒内有效；" + sent.getWait() + " 秒后可以重发");
        } catch (OutcomeUnknownException e) {
            id = e.getVerification().getId();               // 可能已经收到，验证码有效 / it may have arrived, and is good
            System.out.println(e.getMessage());
        }
        Scanner typed = new Scanner(System.in, "UTF-8");
        while (typed.hasNextLine()) {
            Verification told = client.verifyCheck(id, typed.nextLine());
            System.out.println(told.isOk() ? told.getMobile() + " 已验证，用途 " + told.getPurpose() : told.getResult().getMessage());
            if (told.isOk() || told.getStatus() != Verification.Status.WRONG) return told.isOk();
        }
        return false;
    }
}
