// Run with a library of another ABI version: everything that could touch it refuses, and says both numbers.
#include <ihuyi.hpp>

#include "check.hpp"

template <class Call> static void refuses(const std::string& name, const Call& call)
{
    try {
        call();
        holds(name, false, "it did not notice");
    } catch (const ihuyi::version_error& e) {
        contains(name, e.what(), "ihuyi.hpp needs ABI version " + std::to_string(IHUYI_ABI_VERSION) + " and libihuyi 0.0.1 has 0: install the library that belongs to the header");
        contains(name + ": in Chinese", e.what(), "ihuyi.hpp 要求 ABI 版本 1，而 libihuyi 0.0.1 的 ABI 版本为 0，请安装与头文件同一版本的库");
        lacks(name + ": nothing was called", e.what(), "-999");
    }
}

int main()
{
    refuses("check_version", [] { ihuyi::check_version(); });
    refuses("client", [] { ihuyi::client(); });
    refuses("client with settings", [] { ihuyi::client({{"lang", "en"}}); });
    refuses("open", [] { ihuyi::client::open("ihuyi.ini"); });
    refuses("send", [] { ihuyi::send("", "", "", ""); });
    refuses("voice", [] { ihuyi::voice("", "", "", ""); });
    holds("try_create", ihuyi::client::try_create().error().code() == IHUYI_E_STRUCT_SIZE);
    holds("try_open", ihuyi::client::try_open("ihuyi.ini").error().code() == IHUYI_E_STRUCT_SIZE);
    holds("try_send", ihuyi::try_send("", "", "", "").code() == IHUYI_E_STRUCT_SIZE);
    holds("try_voice", ihuyi::try_voice("", "", "", "").code() == IHUYI_E_STRUCT_SIZE);
    return failures() != 0;
}
