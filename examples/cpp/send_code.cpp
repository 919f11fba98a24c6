// 发送验证码短信，或打电话读出验证码 / a one-time code by text or by a call: send_code MOBILE CODE [voice]
#include <ihuyi.hpp>
#include <iostream>

int main(int argc, char** argv)
{
    if (argc < 3) return 64;
    const std::string mobile = argv[1], code = argv[2];
    try {
        const ihuyi::client client;  // 账户与密钥取自环境变量 IHUYI_ACCOUNT、IHUYI_APIKEY / account and key come from these variables
        const ihuyi::result result = argc > 3 && std::string(argv[3]) == "voice"
            ? client.voice(mobile, code)
            : client.send(mobile, "您的验证码是：" + code + "。请不要把验证码泄露给其他人。");
        std::cout << result.code() << ' ' << result.message() << "  id=" << result.message_id() << '\n';
        return 0;
    } catch (const ihuyi::outcome_unknown& e) {
        std::cout << e.what() << "\n请勿盲目重发 / do not resend blindly\n";
    } catch (const ihuyi::error& e) {
        std::cout << e.what() << '\n';  // 原因和办法 / why, and what to do
    }
    return 1;
}
