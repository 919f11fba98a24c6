// 一次性验证码：发送、输入、校验 / a one-time code: sent, entered, checked: verify MOBILE [IP]
#include <ihuyi.hpp>
#include <iostream>

int main(int argc, char** argv)
{
    if (argc < 2) return 64;
    ihuyi::keys keys;  // 限额按来源计数：访客的地址 / what limits count by: the visitor's address
    if (argc > 2) keys.add("ip", argv[2]);
    try {
        const ihuyi::client client;  // 账户与密钥取自环境变量 IHUYI_ACCOUNT、IHUYI_APIKEY / account and key come from these variables
        std::string id;              // 网站把它存进访客的会话 / a site keeps it in the visitor's session
        try {
            const ihuyi::verification sent = client.verify_start("register", argv[1], keys);
            id = sent.id();
            std::cout << "请输入 " << sent.digits() << " 位验证码，" << sent.valid() << " 秒内有效；" << sent.wait() << " 秒后可以重发" << std::endl;
        } catch (const ihuyi::outcome_unknown& e) {
            id = e.verification().id();  // 可能已经收到，验证码有效 / it may have arrived, and is good
            std::cout << e.what() << std::endl;
        }
        for (std::string entered; std::getline(std::cin, entered);) {
            const ihuyi::verification told = client.verify_check(id, entered);
            if (told) {
                std::cout << told.mobile() << " 已验证，用途 " << told.purpose() << std::endl;
                return 0;
            }
            std::cout << told.result().message() << std::endl;
            if (told.status() != ihuyi::code_status::wrong) break;
        }
    } catch (const ihuyi::limit_error& e) {
        std::cout << e.what() << "  wait=" << e.verification().wait() << std::endl;  // 多少秒后再试 / seconds until it may be tried again
    } catch (const ihuyi::error& e) {
        std::cout << e.what() << std::endl;
    }
    return 1;
}
